import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { columnsOf, fitted, wrapped } from './terminal-text.ts'

test('wide characters take two columns', () => {
  assert.equal(columnsOf('a漢字😀'), 7)
  assert.equal(fitted('漢字漢字漢字', 7), '漢字…字')
})

test('whatever it is, it fits', () => {
  const text = fc.string({ unit: 'grapheme' })
  fc.assert(
    fc.property(text, fc.integer({ min: 4, max: 40 }), (value, columns) => {
      assert.ok(columnsOf(fitted(value, columns)) <= columns)
      for (const line of wrapped(value, columns, '  ')) assert.ok(columnsOf(line) <= columns, line)
    }),
  )
})

test('lines break between words', () => {
  assert.deepEqual(wrapped('one two three four', 9, '  '), ['one two', '  three', '  four'])
})
