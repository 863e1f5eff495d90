import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { matchesArnPattern, matchesPattern, matchesWholeArn, matchesWildcard } from './arn-pattern.ts'

const plain = (text: string) => ({ text, literal: null })

/** The definition, word for word; exponential. */
function slowMatch(pattern: string, text: string): boolean {
  const [head = '', rest] = [pattern.slice(0, 1), pattern.slice(1)]
  if (head === '') return text === ''
  if (head === '*') return slowMatch(rest, text) || (text !== '' && slowMatch(pattern, text.slice(1)))
  return text !== '' && (head === '?' || head === text.slice(0, 1)) && slowMatch(rest, text.slice(1))
}

/** An ARN pattern, part by part. */
function slowArnMatch(pattern: string, arn: string): boolean {
  const patternParts = pattern.split(':')
  while (patternParts.length < 6) patternParts.push('*')
  const parts = arn.split(':')
  const [head, tail] = [parts.slice(0, 5), parts.slice(5).join(':')]
  if (parts.length < 6) return false
  return (
    head.every((part, index) => slowMatch(patternParts[index] ?? '', part)) &&
    slowMatch(patternParts.slice(5).join(':'), tail)
  )
}

const wild = fc.string({ unit: fc.constantFrom('a', 'b', '*', '?', ':'), maxLength: 12 })
const text = fc.string({ unit: fc.constantFrom('a', 'b', ':', '*'), maxLength: 10 })

test('wildcards match as their definition says', () => {
  fc.assert(
    fc.property(
      wild,
      text,
      (pattern, actual) => matchesWildcard(pattern, actual) === slowMatch(pattern, actual),
    ),
    {
      numRuns: 3000,
    },
  )
})

test('ARN patterns match part by part', () => {
  const part = fc.string({ unit: fc.constantFrom('a', '*', '?'), maxLength: 3 })
  const patterns = fc.array(part, { maxLength: 7 }).map((parts) => `arn:${parts.join(':')}`)
  const arns = fc.array(fc.string({ unit: fc.constantFrom('a', 'b'), maxLength: 2 }), {
    minLength: 4,
    maxLength: 7,
  })
  fc.assert(
    fc.property(patterns, arns, (pattern, parts) => {
      const arn = `arn:${parts.join(':')}`
      return matchesArnPattern(plain(pattern), arn) === slowArnMatch(pattern, arn)
    }),
    { numRuns: 3000 },
  )
})

test('a hostile pattern takes no longer than pattern times text', () => {
  const started = performance.now()
  assert.equal(matchesWildcard(`${'*a'.repeat(1000)}b`, 'a'.repeat(2000)), false)
  assert.ok(performance.now() - started < 1000)
})

const key = 'arn:aws:kms:eu-central-1:111122223333:key/1234'
const rows: readonly [pattern: string, resource: string, matches: boolean][] = [
  ['*', key, true],
  ['*', '*', true],
  [key, key, true],
  [key, '*', false],
  ['arn:aws:kms:*:111122223333:key/*', key, true],
  ['arn:aws:kms:eu-*-1:*:key/12?4', key, true],
  ['arn:aws:kms:*:key/1234', key, false],
  ['arn:aws:kms:*', key, true],
  ['arn:aws:kms', key, true],
  ['arn:aws:s3', key, false],
  ['arn:aws:kms:eu-central-1:111122223333:KEY/1234', key, false],
  ['arn:aws:iam::111122223333:user/*', 'arn:aws:iam::111122223333:user/team/a:b', true],
  ['*:key/1234', key, true],
]
for (const [pattern, resource, matches] of rows) {
  test(`resource ${pattern} ${matches ? 'covers' : 'does not cover'} ${resource}`, () => {
    assert.equal(matchesArnPattern(plain(pattern), resource), matches)
  })
}

test('ArnLike wants whole ARNs on both sides', () => {
  assert.equal(matchesWholeArn(plain('arn:aws:kms:*'), key), false)
  assert.equal(matchesWholeArn(plain('arn:aws:kms:*:*:*'), key), true)
  assert.equal(matchesWholeArn(plain('arn:*:*:*:*:*'), 'arn:aws:kms'), false)
  assert.equal(matchesWholeArn(plain('*'), key), true)
})

test('characters that a variable brought in are no wildcards and no separators', () => {
  const literal = (given: string, from: number) => ({
    text: given,
    literal: Uint8Array.from(given, (_, index) => Number(index >= from)),
  })
  assert.equal(matchesPattern(literal('a*', 1), 'ab'), false)
  assert.equal(matchesPattern(literal('a*', 1), 'a*'), true)
  assert.equal(matchesArnPattern(literal('arn:aws:kms:*:*:*', 12), key), false)
})
