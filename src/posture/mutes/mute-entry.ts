/** One entry of a mutelist: which findings it is about, why, and until when. */

import { RE2JS } from 're2js'
import { UsageError } from '../engine/usage-error.ts'
import type { Finding } from '../finding.ts'
import { matchesGlob } from './glob.ts'

export interface MuteEntry {
  readonly id: string
  readonly reason: string
  /** ISO date; null: permanent. */
  readonly expires: string | null
  /** Expired at that time, whatever it matches. */
  isExpired(now: number): boolean
  matches(finding: Finding): boolean
}

const known = new Set([
  'id',
  'rule',
  'rules',
  'account',
  'region',
  'resource',
  'resourceRegex',
  'tags',
  'reason',
  'owner',
  'expires',
  'permanent',
  'ticket',
])

type Test = (finding: Finding) => boolean

/** @throws UsageError naming the entry and what is wrong with it */
export function parseMuteEntry(value: unknown, number: number): MuteEntry {
  const at = `Entry ${number} of the mutelist`
  if (typeof value !== 'object' || value === null || Array.isArray(value))
    throw new UsageError(`${at} is not a set of fields.`)
  const entry = value as Readonly<Record<string, unknown>>
  const unknown = Object.keys(entry).find((name) => !known.has(name))
  if (unknown !== undefined) throw new UsageError(`${at} has an unknown field: ${unknown}.`)
  const reason = entry.reason
  if (typeof reason !== 'string' || reason.trim() === '') throw new UsageError(`${at} gives no reason.`)
  const expires = expiryOf(entry, at)
  const tests = [
    listTest(entry.rule ?? entry.rules, ({ ruleId }) => ruleId, `${at}, rule`),
    listTest(entry.account, ({ account }) => account.id, `${at}, account`),
    listTest(entry.region, ({ region }) => region, `${at}, region`),
    resourceTest(entry.resource, `${at}, resource`),
    regexTest(entry.resourceRegex, `${at}, resourceRegex`),
    tagsTest(entry.tags, `${at}, tags`),
  ].filter((test) => test !== null)
  if (tests.length === 0)
    throw new UsageError(`${at} would mute everything: name a rule, account, region or resource.`)
  return {
    id: typeof entry.id === 'string' ? entry.id : `entry-${number}`,
    reason,
    expires,
    // Through the end of the named day, in UTC.
    isExpired: (now) => expires !== null && now >= Date.parse(expires) + 86_400_000,
    matches: (finding) => tests.every((test) => test(finding)),
  }
}

function expiryOf({ expires, permanent }: Readonly<Record<string, unknown>>, at: string): string | null {
  if (expires === undefined || expires === null) {
    if (permanent === true) return null
    throw new UsageError(`${at} neither expires nor says permanent: true.`)
  }
  const text = expires instanceof Date ? expires.toISOString().slice(0, 10) : String(expires)
  if (!/^\d{4}-\d{2}-\d{2}$/.test(text) || Number.isNaN(Date.parse(text)))
    throw new UsageError(`${at} expires on something that is no date like 2027-01-31.`)
  return text
}

/** A glob, a list of them, or `{ not: … }`. */
function listTest(value: unknown, read: (finding: Finding) => string, at: string): Test | null {
  if (value === undefined) return null
  if (isNegation(value)) {
    const patterns = patternsOf(value.not, at)
    return (finding) => !patterns.some((pattern) => matchesGlob(pattern, read(finding)))
  }
  const patterns = patternsOf(value, at)
  return (finding) => patterns.some((pattern) => matchesGlob(pattern, read(finding)))
}

function isNegation(value: unknown): value is { readonly not: unknown } {
  return typeof value === 'object' && value !== null && 'not' in value && Object.keys(value).length === 1
}

/** By ARN or by name. */
function resourceTest(value: unknown, at: string): Test | null {
  const [byUid, byName] = [
    listTest(value, ({ resource }) => resource.uid, at),
    listTest(value, ({ resource }) => resource.name, at),
  ]
  if (byUid === null || byName === null) return null
  if (isNegation(value)) return (finding) => byUid(finding) && byName(finding)
  return (finding) => byUid(finding) || byName(finding)
}

/** In RE2's syntax, whose time is linear: a mutelist cannot hang a scan. */
function regexTest(value: unknown, at: string): Test | null {
  if (value === undefined) return null
  if (typeof value !== 'string') throw new UsageError(`${at} is not a text.`)
  try {
    const pattern = RE2JS.compile(value)
    return ({ resource }) => pattern.matcher(resource.uid).find()
  } catch {
    throw new UsageError(`${at} is not a regular expression that RE2 knows.`)
  }
}

/** All of them, each value a glob. */
function tagsTest(value: unknown, at: string): Test | null {
  if (value === undefined) return null
  if (typeof value !== 'object' || value === null || Array.isArray(value))
    throw new UsageError(`${at} are not names with values.`)
  const wanted = Object.entries(value)
  return ({ resource }) =>
    wanted.every(([name, pattern]) => {
      const has = Object.hasOwn(resource.tags, name) ? resource.tags[name] : undefined
      return has !== undefined && matchesGlob(String(pattern), has)
    })
}

function patternsOf(value: unknown, at: string): readonly string[] {
  const list = Array.isArray(value) ? value : [value]
  // YAML reads an account id without quotes as a number, and drops leading zeros.
  const texts = list.map((item) => (typeof item === 'number' ? String(item).padStart(12, '0') : item))
  if (texts.length === 0 || !texts.every((item): item is string => typeof item === 'string' && item !== ''))
    throw new UsageError(`${at} is not a text or a list of texts.`)
  return texts
}
