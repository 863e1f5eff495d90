import type { ListTagsForResourceRequest, ListTagsForResourceResponse } from '@aws-sdk/client-datazone'
import { given } from '../../../resources/given.ts'
import { shown } from '../../../resources/projection.ts'
import type { DataZoneOperation } from '../room.ts'
import { openTagged } from './tag-resource.ts'

export const listTagsForResource: DataZoneOperation<ListTagsForResourceRequest, ListTagsForResourceResponse> =
  {
    readOnly: true,
    recordRequest: shown(['resourceArn']),
    async handle(room, call, input) {
      const resource = given(input.resourceArn, 'resourceArn')
      await room.iam.authorize(call, { action: 'datazone:ListTagsForResource', resource })
      const { record } = await openTagged(room, call, resource)
      return { tags: { ...record.body.tags } }
    },
  }
