import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { accountOfAccessKeyId, newAccessKeyId, newSecretAccessKey, newUniqueId } from './unique-ids.ts'

test('an access key id gives its account back', () => {
  const account = fc
    .integer({ min: 0, max: 999_999_999_999 })
    .map((number) => String(number).padStart(12, '0'))
  fc.assert(
    fc.property(account, fc.constantFrom('AKIA' as const, 'ASIA' as const), (accountId, prefix) => {
      const id = newAccessKeyId(prefix, accountId)
      assert.match(id, /^A[KS]IA[A-Z2-7]{16}$/)
      assert.equal(accountOfAccessKeyId(id), accountId)
    }),
  )
})

test("the account stands where AWS's own ids have it", () => {
  // Published pair: "A short note on AWS KEY ID", Tal Be'ery.
  assert.equal(accountOfAccessKeyId('ASIAQNZGKIQY56JQ7WML'), '029608264753')
})

for (const bad of [
  '',
  'AKIA',
  'AKIAIOSFODNN7EXAMPL',
  'XKIAQNZGKIQY56JQ7WML',
  'AKIA1111111111111111',
  `AKIA${'a'.repeat(16)}`,
]) {
  test(`${JSON.stringify(bad)} is no access key id`, () => assert.equal(accountOfAccessKeyId(bad), null))
}

test('ids and secrets have their lengths', () => {
  assert.match(newUniqueId('AIDA'), /^AIDA[A-Z2-7]{17}$/)
  assert.match(newSecretAccessKey(), /^[A-Za-z0-9+/]{40}$/)
})
