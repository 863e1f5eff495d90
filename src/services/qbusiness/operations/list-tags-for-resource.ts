import type { ListTagsForResourceRequest, ListTagsForResourceResponse } from '@aws-sdk/client-qbusiness'
import { given } from '../../../resources/given.ts'
import { shown } from '../../../resources/projection.ts'
import { tagList } from '../../../resources/tags.ts'
import type { QBusinessOperation } from '../room.ts'
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
    return { tags: tagList(record.body.tags) }
  },
}
