import type { TagResourceRequest, TagResourceResponse } from '@aws-sdk/client-bedrock'
import type { Call } from '../../../call/call.ts'
import { given } from '../../../resources/given.ts'
import { placeOf } from '../../../resources/place.ts'
import { shown } from '../../../resources/projection.ts'
import { requestTagContext, type Tags } from '../../../resources/tags.ts'
import { parseGuardrailArn } from '../arns.ts'
import { type GuardrailBody, guardrailKind } from '../bodies.ts'
import { changeRecord } from '../change-record.ts'
import { resourceMissing } from '../errors.ts'
import {
  findGuardrail,
  type Guardrail,
  movedSince,
  noteGuardrail,
  requireCurrent,
} from '../find-guardrail.ts'
import type { GuardrailOperation, GuardrailsRoom } from '../room.ts'
import { readTags } from '../tags.ts'

export const tagResource: GuardrailOperation<TagResourceRequest, TagResourceResponse> = {
  readOnly: false,
  recordRequest: shown(['resourceARN'], ['tags']),
  async handle(room, call, input) {
    const resource = given(input.resourceARN, 'resourceARN')
    const context = requestTagContext(input.tags)
    await room.iam.authorize(call, { action: 'bedrock:TagResource', resource, context })
    const guardrail = await getTagged(room, call, resource)
    await changeTags(room, guardrail, (tags) => readTags(room, guardrail.arn, input.tags, tags))
    return {}
  },
}

/** Of the resources that the API tags, guardrails are the ones that are here. @throws ResourceNotFoundException */
export async function getTagged(room: GuardrailsRoom, call: Call, resourceArn: string): Promise<Guardrail> {
  const own = placeOf(call)
  const named = parseGuardrailArn(resourceArn)
  if (named === null || named.accountId !== own.accountId || named.region !== own.region) {
    throw resourceMissing(resourceArn)
  }
  const guardrail = await findGuardrail(room, own, named.guardrailId)
  if (guardrail === null) throw resourceMissing(resourceArn)
  noteGuardrail(call, guardrail)
  return guardrail
}

export async function changeTags(
  room: GuardrailsRoom,
  guardrail: Guardrail,
  change: (tags: Tags) => Tags,
): Promise<void> {
  for (let current: Guardrail | null = guardrail; current !== null; ) {
    const { id, named, scope }: Guardrail = current
    const changed = await changeRecord<GuardrailBody>(
      scope.records,
      guardrailKind,
      id,
      ({ body }) => ({ body: { ...body, tags: change(body.tags) } }),
      (tx) => requireCurrent(room, tx, named, scope),
    )
    if (changed !== null) return
    current = await movedSince(room, current)
  }
  throw resourceMissing(guardrail.arn)
}
