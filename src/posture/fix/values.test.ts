import assert from 'node:assert/strict'
import { test } from 'node:test'
import * as fc from 'fast-check'
import { differences, hashOf, plain, withKeys } from './values.ts'

test('a hash does not depend on the order of members, nor on members that are undefined', () => {
  fc.assert(
    fc.property(fc.dictionary(fc.string(), fc.jsonValue()), (members) => {
      const turned = Object.fromEntries(Object.entries(members).reverse())
      assert.equal(hashOf({ gone: undefined, ...turned }), hashOf(members))
    }),
  )
})

test('values are equal exactly when nothing differs', () => {
  fc.assert(
    fc.property(fc.jsonValue(), fc.jsonValue(), (a, b) => {
      assert.equal(differences(a, a).length, 0)
      if (differences(a, b).length === 0)
        assert.deepEqual(plain(JSON.parse(JSON.stringify(a))), JSON.parse(JSON.stringify(b)))
    }),
  )
})

test('differences name the deepest path', () => {
  assert.deepEqual(differences({ a: [{ b: 1 }], c: 1 }, { a: [{ b: 2 }, 3] }), [
    { path: 'a[0].b', before: 1, after: 2 },
    { path: 'a[1]', before: undefined, after: 3 },
    { path: 'c', before: 1, after: undefined },
  ])
})

test('what JSON cannot carry cannot be planned', () => {
  for (const value of [new Date(), new Uint8Array(1), 1n, Number.NaN, () => 1]) {
    assert.throws(() => plain({ value }), TypeError)
  }
})

test('references to keys are replaced wherever they stand', () => {
  const given = { a: '$key:s3', b: ['$key:logs', 'x$key:s3'], c: { d: 1 } }
  assert.deepEqual(
    withKeys(given, (purpose) => `arn:${purpose}`),
    {
      a: 'arn:s3',
      b: ['arn:logs', 'x$key:s3'],
      c: { d: 1 },
    },
  )
})
