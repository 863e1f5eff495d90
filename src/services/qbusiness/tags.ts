import type { Tag } from '@aws-sdk/client-qbusiness'
import type { ConditionContext } from '../../iam/iam.ts'
import type { Tags } from './bodies.ts'
import { fieldInvalid, quotaExceeded } from './errors.ts'
import type { QBusinessRoom } from './room.ts'

/** @throws ValidationException on a key given twice or of AWS's own, ServiceQuotaExceededException. */
export function readTags(room: QBusinessRoom, tags: readonly Tag[] | undefined, before: Tags = {}): Tags {
  const given = new Map<string, string>()
  for (const { key, value } of tags ?? []) {
    if (key === undefined || value === undefined) throw fieldInvalid('tags', 'A tag has a key and a value.')
    if (key.toLowerCase().startsWith('aws:'))
      throw fieldInvalid('tags', 'Tag keys may not begin with "aws:".')
    if (given.has(key)) throw fieldInvalid('tags', 'A tag key is given twice.')
    given.set(key, value)
  }
  const all = new Map([...Object.entries(before), ...given])
  const { tagsPerResourceMax } = room.settings
  if (all.size > tagsPerResourceMax)
    throw quotaExceeded('Tag', 'tags', `${tagsPerResourceMax} tags a resource`)
  return Object.fromEntries(all)
}

export function writeTags(tags: Tags): Tag[] {
  return Object.entries(tags).map(([key, value]) => ({ key, value }))
}

/** Condition keys of a request that sets tags (IAM User Guide, "Controlling access during AWS requests"). */
export function requestTagContext(tags: readonly Tag[] | undefined): ConditionContext {
  if (tags === undefined || tags.length === 0) return {}
  const context: Record<string, string | readonly string[]> = {}
  for (const { key, value } of tags) if (key !== undefined) context[`aws:RequestTag/${key}`] = value ?? ''
  context['aws:TagKeys'] = tags.flatMap(({ key }) => (key === undefined ? [] : [key]))
  return context
}
