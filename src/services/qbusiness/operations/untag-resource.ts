import type { UntagResourceRequest, UntagResourceResponse } from '@aws-sdk/client-qbusiness'
import { given } from '../../../resources/given.ts'
import { shown } from '../../../resources/projection.ts'
import { withoutTags } from '../../../resources/tags.ts'
import type { Tagged } from '../bodies.ts'
import { changeRecord } from '../change-record.ts'
import type { QBusinessOperation } from '../room.ts'
import { openTagged } from './tag-resource.ts'

export const untagResource: QBusinessOperation<UntagResourceRequest, UntagResourceResponse> = {
  readOnly: false,
  recordRequest: shown(['resourceARN'], ['tagKeys']),
  async handle(room, call, input) {
    const resource = given(input.resourceARN, 'resourceARN')
    const removed = given(input.tagKeys, 'tagKeys')
    await room.iam.authorize(call, {
      action: 'qbusiness:UntagResource',
      resource,
      context: { 'aws:TagKeys': removed },
    })
    const { scope, record } = await openTagged(room, call, resource)
    await changeRecord<Tagged>(scope.records, record.kind, record.id, ({ body }) => ({
      body: {
        ...body,
        tags: withoutTags(body.tags, removed),
      },
    }))
    return {}
  },
}
