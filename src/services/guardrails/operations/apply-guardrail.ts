import type { ApplyGuardrailRequest, ApplyGuardrailResponse } from '@aws-sdk/client-bedrock-runtime'
import { given } from '../../../resources/given.ts'
import { shown } from '../../../resources/projection.ts'
import { openGuardrail } from '../open-guardrail.ts'
import type { GuardrailOperation } from '../room.ts'

/**
 * The content is judged and forgotten: it is neither stored nor in the trail, which calls this a data event (user guide,
 * "Log Amazon Bedrock API calls using AWS CloudTrail").
 */
export const applyGuardrail: GuardrailOperation<ApplyGuardrailRequest, ApplyGuardrailResponse> = {
  readOnly: true,
  category: 'Data',
  recordRequest: shown(['guardrailIdentifier', 'guardrailVersion', 'source', 'outputScope']),
  async handle(room, call, input) {
    const identifier = given(input.guardrailIdentifier, 'guardrailIdentifier')
    const wanted = given(input.guardrailVersion, 'guardrailVersion')
    const source = given(input.source, 'source')
    const content = given(input.content, 'content')
    const { definition, id, arn, version } = await openGuardrail(room, call, identifier, wanted)
    const applied = { guardrailId: id, guardrailVersion: version, guardrailArn: arn }
    const request = { source, content, outputScope: input.outputScope, applied }
    // Word lists and numbering plans are large: they come with the first text.
    const [{ assess }, classifier] = await Promise.all([import('../assess/assess.ts'), room.classifier()])
    return assess(definition, request, classifier, room.now)
  },
}
