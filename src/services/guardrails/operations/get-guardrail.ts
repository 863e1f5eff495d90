import type { GetGuardrailRequest, GetGuardrailResponse } from '@aws-sdk/client-bedrock'
import { given } from '../../../resources/given.ts'
import { shown } from '../../../resources/projection.ts'
import { draft } from '../bodies.ts'
import { enterGuardrail, getVersion } from '../find-guardrail.ts'
import { readShape } from '../read-shape.ts'
import type { GuardrailOperation } from '../room.ts'
import { shownStatus } from '../status.ts'

/** `kmsKeyArn` is absent under the default key, as scanners expect. */
export const getGuardrail: GuardrailOperation<GetGuardrailRequest, GetGuardrailResponse> = {
  readOnly: true,
  recordRequest: shown(['guardrailIdentifier', 'guardrailVersion']),
  async handle(room, call, input) {
    const identifier = given(input.guardrailIdentifier, 'guardrailIdentifier')
    const guardrail = await enterGuardrail(room, call, identifier)
    const version = input.guardrailVersion ?? draft
    const { record, scope, isFormer } = await getVersion(room, guardrail, version, call)
    return {
      ...readShape(record.body.definition),
      guardrailId: guardrail.id,
      guardrailArn: guardrail.arn,
      version,
      status: shownStatus(isFormer, record.status),
      createdAt: new Date(record.createdAt),
      updatedAt: new Date(record.body.updatedAt),
      kmsKeyArn: scope.kmsKeyArn ?? undefined,
    }
  },
}
