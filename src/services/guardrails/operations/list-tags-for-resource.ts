import type { ListTagsForResourceRequest, ListTagsForResourceResponse } from '@aws-sdk/client-bedrock'
import { given } from '../../../resources/given.ts'
import { shown } from '../../../resources/projection.ts'
import { tagList } from '../../../resources/tags.ts'
import { type GuardrailBody, guardrailKind } from '../bodies.ts'
import { resourceMissing } from '../errors.ts'
import { type Guardrail, movedSince } from '../find-guardrail.ts'
import type { GuardrailOperation } from '../room.ts'
import { getTagged } from './tag-resource.ts'

export const listTagsForResource: GuardrailOperation<
  ListTagsForResourceRequest,
  ListTagsForResourceResponse
> = {
  readOnly: true,
  recordRequest: shown(['resourceARN']),
  async handle(room, call, input) {
    const resource = given(input.resourceARN, 'resourceARN')
    await room.iam.authorize(call, { action: 'bedrock:ListTagsForResource', resource })
    const guardrail = await getTagged(room, call, resource)
    for (let current: Guardrail | null = guardrail; current !== null; ) {
      const record = await current.scope.records.get<GuardrailBody>(guardrailKind, current.id)
      if (record !== null) return { tags: tagList(record.body.tags) }
      current = await movedSince(room, current)
    }
    throw resourceMissing(resource)
  },
}
