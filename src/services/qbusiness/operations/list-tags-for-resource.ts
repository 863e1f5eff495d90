import type { ListTagsForResourceRequest, ListTagsForResourceResponse } from '@aws-sdk/client-qbusiness'
import { given } from '../given.ts'
import { shown } from '../projection.ts'
import type { QBusinessOperation } from '../room.ts'
import { writeTags } from '../tags.ts'
import { openTagged } from './tag-resource.ts'

export const listTagsForResource: QBusinessOperation<
  ListTagsForResourceRequest,
  ListTagsForResourceResponse
> = {
  readOnly: true,
  recordRequest: shown(['resourceARN']),
  async handle(room, call, input) {
    const resource = given(input.resourceARN, 'resourceARN')
    await room.iam.authorize(call, { action: 'qbusiness:ListTagsForResource', resource })
    const { record } = await openTagged(room, call, resource)
    return { tags: writeTags(record.body.tags) }
  },
}
