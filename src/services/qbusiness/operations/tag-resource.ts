import type { TagResourceRequest, TagResourceResponse } from '@aws-sdk/client-qbusiness'
import type { Call } from '../../../call/call.ts'
import type { Scope, SealedRecord } from '../../../envelope/envelope.ts'
import { given } from '../../../resources/given.ts'
import { shown } from '../../../resources/projection.ts'
import { requestTagContext } from '../../../resources/tags.ts'
import { openApplication } from '../application.ts'
import { parseResourceArn } from '../arns.ts'
import type { Tagged } from '../bodies.ts'
import { changeRecord } from '../change-record.ts'
import { resourceMissing } from '../errors.ts'
import type { QBusinessOperation, QBusinessRoom } from '../room.ts'
import { readTags } from '../tags.ts'

export const tagResource: QBusinessOperation<TagResourceRequest, TagResourceResponse> = {
  readOnly: false,
  recordRequest: shown(['resourceARN'], ['tags']),
  async handle(room, call, input) {
    const resource = given(input.resourceARN, 'resourceARN')
    const context = requestTagContext(input.tags)
    await room.iam.authorize(call, { action: 'qbusiness:TagResource', resource, context })
    const { scope, record } = await openTagged(room, call, resource)
    await changeRecord<Tagged>(scope.records, record.kind, record.id, ({ body }) => ({
      body: { ...body, tags: readTags(room, input.tags, body.tags) },
    }))
    return {}
  },
}

/** The record that carries a resource's tags. @throws ResourceNotFoundException */
export async function openTagged(
  room: QBusinessRoom,
  call: Call,
  resourceArn: string,
): Promise<{ readonly scope: Scope; readonly record: SealedRecord<Tagged> }> {
  const resource = parseResourceArn(resourceArn)
  const own = resource?.accountId === call.principal.accountId && resource.region === call.region
  if (resource === null || !own) throw resourceMissing('Resource', resourceArn)
  const { scope } = await openApplication(room, call, resource.applicationId)
  const record = await scope.records.get<Tagged>(resource.kind, resource.id)
  if (record === null || (resource.parent !== null && record.parent !== resource.parent)) {
    throw resourceMissing('Resource', resourceArn)
  }
  return { scope, record }
}
