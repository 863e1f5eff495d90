import assert from 'node:assert/strict'
import { createHmac, createSecretKey, randomBytes } from 'node:crypto'
import { test } from 'node:test'
import fc from 'fast-check'
import { deriveKey } from './derive.ts'

const key = createSecretKey(Buffer.alloc(32, 7))

/** A slow twin, written from NIST SP 800-108r1 §4.1 step by step. */
function counterModeKdf(hash: string, ki: Buffer, fixedInput: Buffer, bits: number): Buffer {
  let result = Buffer.alloc(0)
  for (let i = 1; result.length * 8 < bits; i++) {
    const counter = Buffer.from(i.toString(16).padStart(8, '0'), 'hex')
    result = Buffer.concat([
      result,
      createHmac(hash, ki)
        .update(Buffer.concat([counter, fixedInput]))
        .digest(),
    ])
  }
  return result.subarray(0, bits / 8)
}

test('deriveKey: equals the definition of SP 800-108r1 §4.1 for any label, context and length', () => {
  fc.assert(
    fc.property(
      fc.constantFrom('sha256' as const, 'sha512' as const),
      fc.uint8Array({ minLength: 32, maxLength: 32 }),
      fc.stringMatching(/^[a-z/]{0,20}$/),
      fc.uint8Array({ maxLength: 80 }),
      fc.integer({ min: 1, max: 300 }),
      (hash, ki, label, context, bytes) => {
        const bits = Buffer.from((bytes * 8).toString(16).padStart(8, '0'), 'hex')
        const fixed = Buffer.concat([Buffer.from(label), Buffer.of(0), context, bits])
        assert.deepEqual(
          deriveKey(createSecretKey(ki), label, context, bytes, hash),
          counterModeKdf(hash, Buffer.from(ki), fixed, bytes * 8),
        )
      },
    ),
    { numRuns: 50 },
  )
})

test('deriveKey: label, context, length and key each change the output', () => {
  const base = deriveKey(key, 'a', Buffer.from('c'), 32)
  const others = [
    deriveKey(key, 'b', Buffer.from('c'), 32),
    deriveKey(key, 'a', Buffer.from('d'), 32),
    deriveKey(key, 'a', Buffer.from('c'), 33).subarray(0, 32),
    deriveKey(createSecretKey(randomBytes(32)), 'a', Buffer.from('c'), 32),
    deriveKey(key, 'a', Buffer.from('c'), 32, 'sha512'),
  ]
  for (const other of others) assert.notDeepEqual(other, base)
})

test('deriveKey: refuses lengths outside 1 byte to 255 blocks', () => {
  assert.throws(() => deriveKey(key, 'a', Buffer.alloc(0), 0), RangeError)
  assert.throws(() => deriveKey(key, 'a', Buffer.alloc(0), 255 * 32 + 1), RangeError)
  assert.equal(deriveKey(key, 'a', Buffer.alloc(0), 255 * 32).length, 8160)
})
