import type { ListTagsForResourceRequest, ListTagsForResourceResponse } from '@aws-sdk/client-bedrock'
import { given } from '../../../resources/given.ts'
import { shown } from '../../../resources/projection.ts'
import { tagList } from '../../../resources/tags.ts'
import { type GuardrailBody, guardrailKind } from '../bodies.ts'
import { resourceMissing } from '../errors.ts'
import type { GuardrailOperation } from '../room.ts'
import { getTagged } from './tag-resource.ts'

export const listTagsForResource: GuardrailOperation<
  ListTagsForResourceRequest,
  ListTagsForResourceResponse
> = {
  readOnly: true,
  recordRequest: shown(['resourceARN']),
  async handle(room, call, input) {
    const resource = given(input.resourceARN, 'resourceARN')
    await room.iam.authorize(call, { action: 'bedrock:ListTagsForResource', resource })
    const { id, scope } = await getTagged(room, call, resource)
    const record = await scope.records.get<GuardrailBody>(guardrailKind, id)
    if (record === null) throw resourceMissing(resource)
    return { tags: tagList(record.body.tags) }
  },
}
