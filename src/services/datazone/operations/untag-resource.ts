import type { UntagResourceRequest, UntagResourceResponse } from '@aws-sdk/client-datazone'
import { given } from '../../../resources/given.ts'
import { shown } from '../../../resources/projection.ts'
import { withoutTags } from '../../../resources/tags.ts'
import type { DomainBody } from '../bodies.ts'
import { changeRecord } from '../change-record.ts'
import type { DataZoneOperation } from '../room.ts'
import { openTagged } from './tag-resource.ts'

export const untagResource: DataZoneOperation<UntagResourceRequest, UntagResourceResponse> = {
  readOnly: false,
  recordRequest: shown(['resourceArn'], ['tagKeys']),
  async handle(room, call, input) {
    const resource = given(input.resourceArn, 'resourceArn')
    const tagKeys = given(input.tagKeys, 'tagKeys')
    const context = { 'aws:TagKeys': tagKeys }
    await room.iam.authorize(call, { action: 'datazone:UntagResource', resource, context })
    const { scope, domainId } = await openTagged(room, call, resource)
    await changeRecord<DomainBody>(scope.records, 'domain', domainId, ({ body }) => ({
      body: { ...body, tags: withoutTags(body.tags, tagKeys) },
    }))
    return {}
  },
}
