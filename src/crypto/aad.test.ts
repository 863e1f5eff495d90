import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { encodeAad } from './aad.ts'

test('encodeAad: moving a border between parts gives other bytes', () => {
  assert.notDeepEqual(encodeAad(['ab', 'c']), encodeAad(['a', 'bc']))
  assert.notDeepEqual(encodeAad(['a', '']), encodeAad(['a']))
  assert.notDeepEqual(encodeAad(['']), encodeAad([]))
})

test('encodeAad: text and its UTF-8 bytes are the same part', () => {
  assert.deepEqual(encodeAad(['schlüssel']), encodeAad([Buffer.from('schlüssel', 'utf8')]))
})

test('encodeAad: going on from an encoding is encoding all parts', () => {
  const parts = fc.array(fc.oneof(fc.string({ unit: 'binary' }), fc.uint8Array({ maxLength: 6 })), {
    maxLength: 5,
  })
  fc.assert(
    fc.property(parts, parts, (first, then) => {
      assert.deepEqual(encodeAad(then, encodeAad(first)), encodeAad([...first, ...then]))
    }),
  )
})

test('encodeAad: different lists of parts never encode alike', () => {
  const parts = fc.array(fc.uint8Array({ maxLength: 6 }), { maxLength: 5 })
  fc.assert(
    fc.property(parts, parts, (one, other) => {
      const same =
        one.length === other.length &&
        one.every((part, at) => Buffer.compare(part, other[at] ?? Buffer.of(0)) === 0)
      assert.equal(encodeAad(one).equals(encodeAad(other)), same)
    }),
  )
})
