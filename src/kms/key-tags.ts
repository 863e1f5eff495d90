/** Tags on KMS keys (KMS Developer Guide, "Tags in AWS KMS"). */

import { missingMember, tagError } from './errors.ts'

export interface KeyTag {
  readonly key: string
  readonly value: string
}

export const tagsMax = 50

/** Tags of a request in our spelling. @throws TagException for reserved or repeated keys, or too many. */
export function parseTags(
  given: readonly { TagKey?: string; TagValue?: string }[] | undefined,
): readonly KeyTag[] {
  const tags = (given ?? []).map(({ TagKey, TagValue }, index) => {
    if (TagKey === undefined) throw missingMember(`tags.${index + 1}.member.tagKey`)
    if (TagValue === undefined) throw missingMember(`tags.${index + 1}.member.tagValue`)
    return { key: TagKey, value: TagValue }
  })
  if (new Set(tags.map((tag) => tag.key)).size !== tags.length) throw tagError('Duplicate tag keys')
  if (tags.length > tagsMax) throw tagError('Too many tags')
  requireUnreserved(tags.map((tag) => tag.key))
  return tags
}

/** @throws TagException */
export function requireUnreserved(tagKeys: readonly string[]): void {
  if (tagKeys.some((key) => key.toLowerCase().startsWith('aws:'))) {
    throw tagError('Tags beginning with aws: are reserved')
  }
}
