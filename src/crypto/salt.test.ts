import assert from 'node:assert/strict'
import { test } from 'node:test'
import { fillSalt } from './salt.ts'

test('fillSalt: never gives the same bytes twice, across refills of its pool', () => {
  const seen = new Set<string>()
  for (let count = 0; count < 2000; count++) {
    const salt = Buffer.alloc(16 + (count % 17))
    fillSalt(salt)
    seen.add(salt.subarray(0, 16).toString('hex'))
    assert.notDeepEqual(salt, Buffer.alloc(salt.length))
  }
  assert.equal(seen.size, 2000)
})
