import type { ConditionContext } from '../iam/iam.ts'

/** As they rest, sealed with the resource. */
export type Tags = Readonly<Record<string, string>>

/** As most APIs take and give them; for those with a map see `tagList`. */
export interface TagPair {
  readonly key?: string | undefined
  readonly value?: string | undefined
}

export interface TagRules {
  /** A resource has at most so many. */
  readonly max: number
  /** The service's errors. */
  readonly invalid: (message: string) => Error
  readonly tooMany: (max: number) => Error
}

/**
 * Tags given in a request, over those the resource has already.
 * @throws the rules' errors on a key given twice or of AWS's own, and on too many.
 */
export function readTags(rules: TagRules, tags: readonly TagPair[] | undefined, before: Tags = {}): Tags {
  const given = new Map<string, string>()
  for (const { key, value } of tags ?? []) {
    if (key === undefined || value === undefined) throw rules.invalid('A tag has a key and a value.')
    if (key.toLowerCase().startsWith('aws:')) throw rules.invalid('Tag keys may not begin with "aws:".')
    if (given.has(key)) throw rules.invalid('A tag key is given twice.')
    given.set(key, value)
  }
  const all = new Map([...Object.entries(before), ...given])
  if (all.size > rules.max) throw rules.tooMany(rules.max)
  return Object.fromEntries(all)
}

export function withoutTags(tags: Tags, removed: readonly string[]): Tags {
  const keys = new Set(removed)
  return Object.fromEntries(Object.entries(tags).filter(([key]) => !keys.has(key)))
}

/** A map of tags as a list of pairs. */
export function tagList(tags: Tags | undefined): { key: string; value: string }[] {
  return Object.entries(tags ?? {}).map(([key, value]) => ({ key, value }))
}

/** Condition keys of a request that sets tags (IAM User Guide, "Controlling access during AWS requests"). */
export function requestTagContext(tags: readonly TagPair[] | undefined): ConditionContext {
  if (tags === undefined || tags.length === 0) return {}
  const context: Record<string, string | readonly string[]> = {}
  for (const { key, value } of tags) if (key !== undefined) context[`aws:RequestTag/${key}`] = value ?? ''
  context['aws:TagKeys'] = tags.flatMap(({ key }) => (key === undefined ? [] : [key]))
  return context
}
