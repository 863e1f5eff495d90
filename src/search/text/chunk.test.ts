import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { chunk } from './chunk.ts'

const prose = (sentences: number): string =>
  Array.from(
    { length: sentences },
    (_, i) => `Sentence number ${i} tells something about the matter at hand.`,
  ).join(' ')

test('chunk: short paragraphs are joined, long ones broken at sentences with an overlap', () => {
  const joined = chunk('One.\n\nTwo.\n\nThree.')
  assert.deepEqual(joined, [{ start: 0, end: 18, heading: '' }])
  const text = prose(60)
  const chunks = chunk(text)
  assert.ok(chunks.length >= 3)
  for (const [i, { start, end }] of chunks.entries()) {
    assert.match(text.slice(start, end), /^Sentence[\s\S]*hand\.$/)
    assert.ok(end - start <= 1400)
    const next = chunks[i + 1]
    if (next !== undefined) assert.ok(next.start < end && next.end > end)
  }
})

test('chunk: headings open passages and are kept as context', () => {
  const text = `# Install\n\n${prose(6)}\n\n## Linux ##\n\n${prose(6)}\n\n# Use\n${prose(6)}\n\n\`\`\`\n# no heading\n\`\`\``
  const chunks = chunk(text)
  assert.deepEqual(
    chunks.map(({ heading }) => heading),
    ['Install', 'Install > Linux', 'Use'],
  )
  assert.ok(text.slice(chunks[1]?.start).startsWith('## Linux'))
})

test('chunk: wrapped lines belong to their sentence, rows of a table stand alone', () => {
  const wrapped = `${'This sentence is wrapped\nand goes on in the next line. '.repeat(40)}`
  for (const { start } of chunk(wrapped)) assert.equal(wrapped.slice(start, start + 4), 'This')
  const rows = Array.from({ length: 100 }, (_, i) => `Id: ${i}; Name: Person number ${i}`).join('\n')
  for (const { start } of chunk(rows)) assert.equal(rows.slice(start, start + 3), 'Id:')
})

test('chunk: any text is covered but for white space, in order, within limits, and no character is split', () => {
  const piece = fc.oneof(
    fc.string({ unit: 'binary', maxLength: 40 }),
    fc.constantFrom(
      '\n\n',
      '\n# Heading\n',
      '. ',
      '```\n',
      '🔑'.repeat(900),
      'x'.repeat(2000),
      ' '.repeat(50),
      prose(12),
    ),
  )
  fc.assert(
    fc.property(fc.array(piece, { maxLength: 12 }), (pieces) => {
      const text = pieces.join('')
      let covered = 0
      for (const { start, end } of chunk(text)) {
        assert.equal(text.slice(covered, start).trim(), '')
        assert.ok(start < end && end - start <= 1400 && end >= covered)
        assert.ok(text.slice(start, end).isWellFormed())
        covered = end
      }
      assert.equal(text.slice(covered).trim(), '')
      assert.deepEqual(chunk(text), chunk(text))
    }),
    { numRuns: 60 },
  )
})

test('chunk: time grows with the text, not with its square', () => {
  for (const hostile of ['#', '# ', '\n', '# a #', '```\n', 'a\n', '. ', '\ud800']) {
    const started = performance.now()
    chunk(hostile.repeat(1_000_000 / hostile.length))
    assert.ok(performance.now() - started < 3000, JSON.stringify(hostile))
  }
})
