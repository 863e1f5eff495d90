import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { extractMarkdown } from './markdown.ts'

const textOf = (markdown: string): string => extractMarkdown(Buffer.from(markdown)).text.trim()

for (const [name, markdown, text] of [
  ['emphasis goes, also within emphasis', 'a **b *c* d** __e__ _f_ ~~g~~', 'a b c d e f g'],
  [
    'underscores and stars that are no marks stay',
    'snake_case_name and 2 * 3 * 4',
    'snake_case_name and 2 * 3 * 4',
  ],
  [
    'links and pictures are their text',
    '[a](http://x/(y)) ![b](c.png "d") [e][1] <https://f>',
    'a b e https://f',
  ],
  ['code keeps what looks like marks', '`**x**` and ``a_b_c``', '**x** and a_b_c'],
  ['escapes and entities are read', '\\*a\\* &amp; b', '*a* & b'],
  ['wrapped lines are one', 'one\nTwo\nthree', 'one Two three'],
  ['items are a line each', '- a\n  b\n- [x] c\n3. d', '• a b\n• c\n3) d'],
  ['tables name their columns', '| A | B |\n|---|:-:|\n| **1** | 2 \\| 3 |', '• A: 1; B: 2 | 3'],
  ['underlined headings become marked ones', 'Top\n===\nx\n\nSub\n---\ny', '# Top\nx\n\n## Sub\ny'],
  ['quotes, rules, comments and definitions', '> a\n> b\n\n***\n<!-- c -->\n[1]: http://d', 'a b'],
  ['fenced code stays as it is', '```ts\n  **a**\n\n# b\n```', '```\n  **a**\n\n# b\n```'],
  ['tags go, breaks part words', 'a<br>b <b>c</b>', 'a b c'],
] as const) {
  test(`extractMarkdown: ${name}`, () => assert.equal(textOf(markdown), text))
}

test('extractMarkdown: takes any text, and no long time', () => {
  const piece = fc.oneof(
    fc.string({ unit: 'grapheme', maxLength: 20 }),
    fc.constantFrom(
      '**',
      '_',
      '`',
      '[',
      '](',
      ')',
      '![',
      '|',
      '\n',
      '---',
      '<',
      '>',
      '```',
      '~~',
      '# ',
      '- ',
      '\\',
    ),
  )
  fc.assert(
    fc.property(fc.array(piece, { maxLength: 60 }), (pieces) => {
      assert.equal(typeof extractMarkdown(Buffer.from(pieces.join(''))).text, 'string')
    }),
  )
  for (const mark of ['**a ', '_a ', '[', '![a', '`a', '<a', '](', '| ', '<!-- ', '***', '> ', '~~a']) {
    // What is not linear here takes minutes.
    textOf(mark.repeat(50_000))
  }
})
