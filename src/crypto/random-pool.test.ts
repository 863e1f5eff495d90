import assert from 'node:assert/strict'
import { test } from 'node:test'
import { newKeyBytes } from './new-key-bytes.ts'
import { createRandomPool } from './random-pool.ts'

test('a pool never gives the same bytes twice, across refills', () => {
  const pool = createRandomPool(100)
  const seen = new Set<string>()
  for (let count = 0; count < 500; count++) {
    const target = new Uint8Array(16)
    pool.fill(target)
    seen.add(Buffer.from(target).toString('hex'))
  }
  assert.equal(seen.size, 500)
  assert.throws(() => pool.fill(new Uint8Array(101)), RangeError)
})

test('new keys differ, have the length asked for, and share no memory', () => {
  for (const bytes of [1, 16, 32, 64, 65, 1024]) {
    const [one, other] = [newKeyBytes(bytes), newKeyBytes(bytes)]
    assert.equal(one.length, bytes)
    assert.equal(one.buffer.byteLength, bytes)
    if (bytes >= 16) assert.notDeepEqual(one, other)
  }
})
