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
    // Tags come with the key. They keep their positions when others go, so a page goes on where the last one ended.
    const { items, ...rest } = await page<Tag>(kms, call, input, rule, async (after, count) =>
      key.tags
        .filter((tag) => after === null || tag.position > Number(after))
        .slice(0, count)
        .map((tag) => ({ item: { TagKey: tag.key, TagValue: tag.value }, position: String(tag.position) })),
    )
    return { Tags: [...items], ...rest }
  },
}
