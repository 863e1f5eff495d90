import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { FilterClause, SearchInput } from '@aws-sdk/client-datazone'
import fc from 'fast-check'
import { AwsError } from '../../call/aws-error.ts'
import { assetFilter } from './asset-filter.ts'
import type { AssetBody } from './bodies.ts'

const body: AssetBody = {
  revision: 1,
  name: 'Summarise a claim',
  description: 'For the first reader',
  typeIdentifier: 'amazon.datazone.BedrockPromptAssetType',
  typeRevision: '1',
  forms: [{ formName: 'BedrockPromptForm', content: '{"text":"Three lines."}' }],
  projectId: 'p1',
  createdBy: 'arn:aws:iam::111122223333:user/ann',
  createdAtMs: 0,
  firstRevisionCreatedBy: 'arn:aws:iam::111122223333:user/ann',
  firstRevisionCreatedAtMs: 0,
}

const asked = (request: Partial<SearchInput>): SearchInput => ({
  domainIdentifier: 'dzd_1',
  searchScope: 'ASSET',
  ...request,
})

const filter = (attribute: string, value: string): FilterClause => ({ filter: { attribute, value } })

for (const [claim, request, expected] of [
  ['nothing asked', {}, true],
  ['every word counts, in any member and case', { searchText: 'CLAIM three' }, true],
  ['one word that is nowhere', { searchText: 'claim four' }, false],
  [
    'only the members that are named',
    { searchText: 'three', searchIn: [{ attribute: 'name' }, { attribute: 'description' }] },
    false,
  ],
  ['equality is of the whole value', { filters: filter('name', 'Summarise') }, false],
  ['a member that is not there equals nothing', { filters: filter('externalIdentifier', '') }, false],
  ['all of and', { filters: { and: [filter('owningProjectId', 'p1'), filter('name', 'x')] } }, false],
  ['any of or', { filters: { or: [filter('owningProjectId', 'p1'), filter('name', 'x')] } }, true],
] as const) {
  test(`Search: ${claim} → ${expected}`, () => {
    assert.equal(assetFilter(asked(request as Partial<SearchInput>))(body), expected)
  })
}

test('Search: whatever is asked, it is answered or refused with a ValidationException', () => {
  const { clause } = fc.letrec<{ clause: FilterClause }>((tie) => ({
    clause: fc.oneof(
      { maxDepth: 4 },
      fc.record({
        filter: fc.record(
          {
            attribute: fc.oneof(
              fc.constantFrom('name', 'forms', '__proto__', 'constructor', 'toString'),
              fc.string(),
            ),
            value: fc.string(),
            intValue: fc.integer(),
            operator: fc.constantFrom('EQ', 'LT', 'TEXT_SEARCH'),
          },
          { requiredKeys: [] },
        ),
      }) as fc.Arbitrary<FilterClause>,
      fc.record({ and: fc.array(tie('clause')) }) as fc.Arbitrary<FilterClause>,
      fc.record({ or: fc.array(tie('clause')) }) as fc.Arbitrary<FilterClause>,
    ),
  }))
  fc.assert(
    fc.property(clause, fc.string(), (filters, searchText) => {
      try {
        assert.equal(typeof assetFilter(asked({ filters, searchText }))(body), 'boolean')
      } catch (error) {
        assert.ok(error instanceof AwsError && error.code === 'ValidationException', String(error))
      }
    }),
    { numRuns: 300 },
  )
})

test('a search of too many words and filters is refused, however they are nested', () => {
  const words = (count: number) => Array.from({ length: count }, (_, i) => `w${i}`).join(' ')
  const nested = (inner: FilterClause, depth: number): FilterClause =>
    depth === 0 ? inner : { and: [nested(inner, depth - 1)] }
  const many: FilterClause = { or: Array.from({ length: 100 }, () => filter('name', words(3))) }
  for (const request of [
    { searchText: words(200), filters: filter('name', words(120)) },
    { filters: nested(many, 10) },
    { filters: { and: [many, many, many] } },
  ]) {
    assert.throws(() => assetFilter(asked(request)), { code: 'ValidationException', message: /at most 300/ })
  }
  assetFilter(asked({ searchText: words(200), filters: nested(filter('name', words(20)), 20) }))
})
