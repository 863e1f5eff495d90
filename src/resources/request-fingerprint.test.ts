import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { newSecret } from './keyed-id.ts'
import { requestFingerprint } from './request-fingerprint.ts'

const secret = newSecret()

test('requestFingerprint: the order of members does not matter, absent members are no members', () => {
  assert.equal(
    requestFingerprint(secret, { a: 1, b: { c: 2, d: undefined } }),
    requestFingerprint(secret, { b: { c: 2 }, a: 1 }),
  )
})

test('requestFingerprint: another value, byte or date is another request', () => {
  const base = requestFingerprint(secret, { a: Buffer.of(1), at: new Date(0) })
  assert.notEqual(base, requestFingerprint(secret, { a: Buffer.of(2), at: new Date(0) }))
  assert.notEqual(base, requestFingerprint(secret, { a: Buffer.of(1), at: new Date(1) }))
  assert.notEqual(base, requestFingerprint(newSecret(), { a: Buffer.of(1), at: new Date(0) }))
})

test('requestFingerprint: equal exactly for equal JSON values', () => {
  fc.assert(
    fc.property(fc.jsonValue(), fc.jsonValue(), (a, b) => {
      const same = requestFingerprint(secret, { a }) === requestFingerprint(secret, { a: structuredClone(a) })
      const equal = isDeepEqual(a, b)
      return same && (requestFingerprint(secret, { a }) === requestFingerprint(secret, { a: b })) === equal
    }),
  )
})

function isDeepEqual(a: unknown, b: unknown): boolean {
  try {
    assert.deepEqual(JSON.parse(JSON.stringify(a)), JSON.parse(JSON.stringify(b)))
    return JSON.stringify(sorted(a)) === JSON.stringify(sorted(b))
  } catch {
    return false
  }
}

function sorted(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sorted)
  if (typeof value !== 'object' || value === null) return value
  return Object.entries(value)
    .sort(([x], [y]) => (x < y ? -1 : 1))
    .map(([name, member]) => [`member ${name}`, sorted(member)])
}
