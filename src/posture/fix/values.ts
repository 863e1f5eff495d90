/** Inputs of calls as values: compared, hashed and written to files, so they hold nothing but JSON. */

import { createHash } from 'node:crypto'

/** The same without members that are undefined, as the SDK sends it. @throws TypeError for what JSON cannot carry. */
export function plain<T>(value: T): T {
  return strip(value) as T
}

function strip(value: unknown): unknown {
  if (value === null || typeof value === 'string' || typeof value === 'boolean') return value
  if (typeof value === 'number' && Number.isFinite(value)) return value
  if (Array.isArray(value)) return value.map(strip)
  if (typeof value === 'object' && isPlainObject(value)) {
    return Object.fromEntries(
      Object.entries(value)
        .filter(([, member]) => member !== undefined)
        .map(([name, member]) => [name, strip(member)]),
    )
  }
  throw new TypeError('Only JSON can be planned.')
}

function isPlainObject(value: object): boolean {
  const prototype = Object.getPrototypeOf(value)
  return prototype === Object.prototype || prototype === null
}

/** SHA-256 of the value whatever the order of its members. */
export function hashOf(value: unknown): string {
  return createHash('sha256')
    .update(canonical(plain(value)))
    .digest('hex')
}

function canonical(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(canonical).join(',')}]`
  if (typeof value !== 'object' || value === null) return JSON.stringify(value)
  const members = Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1))
  return `{${members.map(([name, member]) => `${JSON.stringify(name)}:${canonical(member)}`).join(',')}}`
}

export interface Difference {
  /** `topicPolicyConfig.topicsConfig[0].name`. */
  readonly path: string
  /** Undefined: not there. */
  readonly before: unknown
  readonly after: unknown
}

/** Where two values differ, deepest first members only. */
export function differences(before: unknown, after: unknown, path = ''): readonly Difference[] {
  if (Array.isArray(before) && Array.isArray(after)) {
    const length = Math.max(before.length, after.length)
    return Array.from({ length }, (_, at) => differences(before[at], after[at], `${path}[${at}]`)).flat()
  }
  if (isMembers(before) && isMembers(after)) {
    const names = new Set([...Object.keys(before), ...Object.keys(after)])
    return [...names].flatMap((name) =>
      differences(before[name], after[name], path === '' ? name : `${path}.${name}`),
    )
  }
  return Object.is(before, after) ? [] : [{ path, before, after }]
}

export function isMembers(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

/** `$key:bedrock`: a key that another step of the plan makes. */
export function keyReference(purpose: string): string {
  return `$key:${purpose}`
}

/** The same with references to keys replaced, wherever a text begins with one. */
export function withKeys<T>(value: T, keyOf: (purpose: string) => string): T {
  return replaced(value, keyOf) as T
}

function replaced(value: unknown, keyOf: (purpose: string) => string): unknown {
  if (typeof value === 'string') return value.startsWith('$key:') ? keyOf(value.slice(5)) : value
  if (Array.isArray(value)) return value.map((item) => replaced(item, keyOf))
  if (!isMembers(value)) return value
  return Object.fromEntries(Object.entries(value).map(([name, item]) => [name, replaced(item, keyOf)]))
}
