import type { UntagResourceRequest, UntagResourceResponse } from '@aws-sdk/client-bedrock'
import { given } from '../../../resources/given.ts'
import { shown } from '../../../resources/projection.ts'
import { withoutTags } from '../../../resources/tags.ts'
import type { GuardrailOperation } from '../room.ts'
import { changeTags, getTagged } from './tag-resource.ts'

export const untagResource: GuardrailOperation<UntagResourceRequest, UntagResourceResponse> = {
  readOnly: false,
  recordRequest: shown(['resourceARN'], ['tagKeys']),
  async handle(room, call, input) {
    const resource = given(input.resourceARN, 'resourceARN')
    const removed = given(input.tagKeys, 'tagKeys')
    const context = { 'aws:TagKeys': removed }
    await room.iam.authorize(call, { action: 'bedrock:UntagResource', resource, context })
    const guardrail = await getTagged(room, call, resource)
    await changeTags(room, guardrail, (tags) => withoutTags(tags, removed))
    return {}
  },
}
