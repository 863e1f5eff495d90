import type { UntagResourceRequest, UntagResourceResponse } from '@aws-sdk/client-qbusiness'
import type { Tagged } from '../bodies.ts'
import { changeRecord } from '../change-record.ts'
import { given } from '../given.ts'
import { shown } from '../projection.ts'
import type { QBusinessOperation } from '../room.ts'
import { openTagged } from './tag-resource.ts'

export const untagResource: QBusinessOperation<UntagResourceRequest, UntagResourceResponse> = {
  readOnly: false,
  recordRequest: shown(['resourceARN'], ['tagKeys']),
  async handle(room, call, input) {
    const resource = given(input.resourceARN, 'resourceARN')
    const removed = new Set(given(input.tagKeys, 'tagKeys'))
    await room.iam.authorize(call, {
      action: 'qbusiness:UntagResource',
      resource,
      context: { 'aws:TagKeys': [...removed] },
    })
    const { scope, record } = await openTagged(room, call, resource)
    await changeRecord<Tagged>(scope.records, record.kind, record.id, ({ body }) => ({
      body: {
        ...body,
        tags: Object.fromEntries(Object.entries(body.tags).filter(([key]) => !removed.has(key))),
      },
    }))
    return {}
  },
}
