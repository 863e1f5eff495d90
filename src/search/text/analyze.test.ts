import assert from 'node:assert/strict'
import { test } from 'node:test'
import { termsOf } from './analyze.ts'
import { editDistance } from './edit-distance.ts'

for (const [a, b] of [
  ['key', 'keys'],
  ['day', 'Days'],
  ['encrypted', 'encryption'],
  ['customer', 'customer’s'],
  ['Café', 'cafe'],
  ['GRÖSSE', 'grosse'],
  ['ﬁle', 'files'],
] as const) {
  test(`termsOf: ${a} and ${b} are the same`, () => assert.deepEqual(termsOf(a), termsOf(b)))
}

for (const [text, terms] of [
  ['What is the key of it?', ['kei']],
  ['CreateGrant', ['creategr', 'creat', 'grant']],
  ['KMSKey', ['kmskei', 'km', 'kei']],
  ['東京都', ['東京', '京都']],
  ['हिन्दी', ['हिन्दी']],
  ['arn:aws:kms', ['arn', 'aw', 'km']],
  ['\ud800 __proto__', ['proto']],
] as const) {
  test(`termsOf: ${text.toWellFormed()} → ${terms}`, () => assert.deepEqual(termsOf(text), terms))
}

test('editDistance: counts insertions, deletions and substitutions', () => {
  assert.equal(editDistance('kitten', 'sitting'), 3)
  assert.equal(editDistance('', 'key'), 3)
})
