import assert from 'node:assert/strict'
import { test } from 'node:test'
import { compilePattern, PatternError } from './compile-pattern.ts'
import { findInWorker } from './find-in-worker.ts'
import { findMatches } from './find-matches.ts'

const breathe = async () => {}

for (const [pattern, message] of [
  ['(?=secret)', /Look-around/],
  ['(?<!secret)b', /Look-around/],
  ['(a)\\1', /Backreferences/],
  ['(?>secret)', /Atomic/],
  ['a++', /Possessive/],
  ['a{1001}', /1000/],
  ['\\p{L}{1000}\\p{L}{1000}\\p{L}{1000}', /too large/],
  ['(secret', /not valid/],
  ['', /1 to 500/],
  ['a'.repeat(501), /1 to 500/],
] as const) {
  test(`a pattern is refused without being quoted: ${pattern.slice(0, 20)}`, () => {
    assert.throws(
      () => compilePattern(pattern),
      (error) =>
        error instanceof PatternError && message.test(error.message) && !/secret/.test(error.message),
    )
  })
}

for (const [pattern, text, expected] of [
  ['INV-\\d{4}', 'INV-1234 and INV-99', ['INV-1234']],
  ['(?i)project\\s+\\w+', 'PROJECT nine', ['PROJECT nine']],
  ['a*', 'baac', ['aa']],
  ['\\p{Han}+', 'in 東京 now', ['東京']],
  ['(?P<id>[A-Z]{2})', 'xxABxx', ['AB']],
  ['😀', 'a😀b', ['😀']],
] as const) {
  test(`the pattern ${pattern} in ${text}`, async () => {
    const spans = await findMatches(compilePattern(pattern), text, breathe)
    assert.deepEqual(
      spans.map(({ start, end }) => text.slice(start, end)),
      expected,
    )
  })
}

test('patterns that ruin backtracking engines end, on the texts that ruin them', async () => {
  for (const pattern of ['(a+)+$', '(a|aa)+$', '(a|a?)+$', '(.*a){12}x', '([a-z]+)*\\d']) {
    await findMatches(compilePattern(pattern), `${'a'.repeat(20_000)}!`, breathe)
  }
})

test('a long search in a thread finds the same as a short one', async () => {
  const pattern = compilePattern('[A-Z]{2}\\d{4}|😀')
  const short = 'x AB1234 😀 y '
  const expected = await findMatches(pattern, short, breathe)
  const found = await findMatches(pattern, short.repeat(5_000), breathe)
  assert.equal(found.length, 10_000)
  assert.deepEqual(found.slice(0, 2), expected)
})

test('a search without end is given up, and the event loop runs meanwhile', async () => {
  let turns = 0
  const timer = setInterval(() => {
    turns += 1
  }, 10)
  await assert.rejects(findInWorker('a(.*z)?', 'a'.repeat(100_000), 500), {
    name: 'PatternBudgetError',
  })
  clearInterval(timer)
  assert.ok(turns > 1)
})
