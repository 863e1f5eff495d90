import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { fold } from './fold.ts'
import { mask } from './mask.ts'

for (const [original, folded] of [
  ['plain ASCII', 'plain ASCII'],
  ['４１１１－ａｂ', '4111-ab'],
  ['٤٢ and ४२ and 𝟒𝟐', '42 and 42 and 42'],
  ['a\u200bb\u00adc\ufeffd\u202ee', 'abcde'],
  ['“quoted” – ‘it’s’\u00a0here', "\"quoted\" - 'it's' here"],
  ['ﬁne ½', 'fine 1⁄2'],
  ['\ud800 lone', '\ud800 lone'],
  ['', ''],
] as const) {
  test(`folds ${JSON.stringify(original)}`, () => assert.equal(fold(original).text, folded))
}

test('any span leads back to a span of the original, the whole to the whole but dropped ends', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary' }), fc.nat(), fc.nat(), (original, a, b) => {
      const folded = fold(original)
      if (folded.text === '') return
      const start = a % folded.text.length
      const end = start + 1 + (b % (folded.text.length - start))
      const span = folded.toOriginal(start, end)
      assert.ok(span.start >= 0 && span.start < span.end && span.end <= original.length)
      assert.ok(fold(original.slice(span.start, span.end)).text.includes(folded.text.slice(start, end)))
    }),
  )
})

for (const [masks, masked] of [
  [[], '0123456789'],
  [[[2, 4, 'A']], '01{A}456789'],
  [[[0, 10, 'A']], '{A}'],
  [
    [
      [2, 4, 'B'],
      [0, 6, 'A'],
    ],
    '{A}6789',
  ],
  [
    [
      [1, 4, 'A'],
      [3, 7, 'B'],
    ],
    '0{A}{B}789',
  ],
  [
    [
      [1, 3, 'A'],
      [3, 5, 'B'],
      [1, 3, 'C'],
    ],
    '0{A}{B}56789',
  ],
] as const) {
  test(`masks ${JSON.stringify(masks)}`, () => {
    const spans = masks.map(([start, end, name]) => ({ start, end, replacement: `{${name}}` }))
    assert.equal(mask('0123456789', spans), masked)
  })
}
