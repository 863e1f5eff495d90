import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { AttributeFilter, DocumentAttribute } from '@aws-sdk/client-qbusiness'
import { compileFilter } from './attribute-filter.ts'
import { readAttributes } from './attributes.ts'

const text = (name: string, stringValue: string): DocumentAttribute => ({ name, value: { stringValue } })
const tags = (name: string, stringListValue: string[]): DocumentAttribute => ({
  name,
  value: { stringListValue },
})
const long = (name: string, longValue: number): DocumentAttribute => ({ name, value: { longValue } })
const date = (name: string, iso: string): DocumentAttribute => ({ name, value: { dateValue: new Date(iso) } })

const held = new Map(
  readAttributes(
    [
      text('team', 'red'),
      tags('topics', ['a', 'b']),
      long('pages', 10),
      date('made', '2026-01-01T00:00:00Z'),
    ],
    'attributes',
  ).map(({ name, value }) => [name, value]),
)

const cases: readonly (readonly [string, AttributeFilter, boolean])[] = [
  ['equalsTo, equal', { equalsTo: text('team', 'red') }, true],
  ['equalsTo, other', { equalsTo: text('team', 'blue') }, false],
  ['equalsTo, absent', { equalsTo: text('size', 'red') }, false],
  ['equalsTo, another type', { equalsTo: long('team', 1) }, false],
  ['equalsTo, a list in another order', { equalsTo: tags('topics', ['b', 'a']) }, true],
  ['equalsTo, part of a list', { equalsTo: tags('topics', ['a']) }, false],
  ['containsAll, all there', { containsAll: tags('topics', ['a', 'b']) }, true],
  ['containsAll, one missing', { containsAll: tags('topics', ['a', 'c']) }, false],
  ['containsAny, one there', { containsAny: tags('topics', ['a', 'c']) }, true],
  ['containsAny, none there', { containsAny: tags('topics', ['c']) }, false],
  ['containsAny on a string', { containsAny: tags('team', ['red', 'blue']) }, true],
  ['greaterThan, equal', { greaterThan: long('pages', 10) }, false],
  ['greaterThanOrEquals, equal', { greaterThanOrEquals: long('pages', 10) }, true],
  ['lessThan', { lessThan: long('pages', 11) }, true],
  ['lessThanOrEquals, above', { lessThanOrEquals: long('pages', 9) }, false],
  ['lessThan on dates', { lessThan: date('made', '2026-02-01T00:00:00Z') }, true],
  ['greaterThan, date with number', { greaterThan: long('made', 1) }, false],
  ['and', { andAllFilters: [{ equalsTo: text('team', 'red') }, { lessThan: long('pages', 5) }] }, false],
  ['or', { orAllFilters: [{ equalsTo: text('team', 'blue') }, { lessThan: long('pages', 50) }] }, true],
  ['not', { notFilter: { equalsTo: text('team', 'red') } }, false],
  ['not of absent', { notFilter: { equalsTo: text('size', 'red') } }, true],
]
for (const [name, filter, expected] of cases) {
  test(`compileFilter: ${name} → ${expected}`, () => assert.equal(compileFilter(filter)?.(held), expected))
}

const deep = (levels: number): AttributeFilter =>
  levels === 0 ? { equalsTo: text('team', 'red') } : { notFilter: deep(levels - 1) }
const refused: readonly (readonly [string, AttributeFilter])[] = [
  ['an empty filter', {}],
  ['two conditions at one level', { equalsTo: text('team', 'red'), lessThan: long('pages', 1) }],
  ['a string compared by size', { greaterThan: text('team', 'a') }],
  ['a number searched in', { containsAny: long('pages', 1) }],
  ['eleven levels', deep(10)],
  [
    'too many conditions',
    { orAllFilters: Array.from({ length: 100 }, () => ({ equalsTo: text('team', 'x') })) },
  ],
]
for (const [name, filter] of refused) {
  test(`compileFilter: ${name} is refused`, () => {
    assert.throws(() => compileFilter(filter), { name: 'AwsError', code: 'ValidationException' })
  })
}

test('compileFilter: no filter lets everything through', () => assert.equal(compileFilter(undefined), null))
