import type { ListResourceTagsRequest, ListResourceTagsResponse, Tag } from '@aws-sdk/client-kms'
import type { Operation } from '../../call/operation.ts'
import { missingMember } from '../errors.ts'
import type { Kms } from '../kms.ts'
import { page } from '../page.ts'
import { requireKey } from '../require-key.ts'
import { present } from '../trail-record.ts'

/** The tags of a key, in the order they were set. */
export const listResourceTags: Operation<Kms, ListResourceTagsRequest, ListResourceTagsResponse> = {
  readOnly: true,
  recordRequest: (input) => present({ keyId: input.KeyId, limit: input.Limit, marker: input.Marker }),
  async handle(kms, call, input) {
    if (input.KeyId === undefined) throw missingMember('keyId')
    const key = await requireKey(kms, call, 'ListResourceTags', { keyIdentifier: input.KeyId })
    const rule = { default: 50, max: 50, scope: [key.arn] }
    const { items, ...rest } = await page<Tag>(kms, call, input, rule, async (after, count) => {
      // Tags come with the key; when the one to go on after is gone, the listing starts over.
      const start = after === null ? 0 : key.tags.findIndex((tag) => tag.key === after) + 1
      return key.tags
        .slice(start, start + count)
        .map((tag) => ({ item: { TagKey: tag.key, TagValue: tag.value }, position: tag.key }))
    })
    return { Tags: [...items], ...rest }
  },
}
