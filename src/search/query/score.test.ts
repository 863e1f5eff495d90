import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import MiniSearch from 'minisearch'
import { createSearch } from '../create-search.ts'
import { createFakeAuthority, createFakeScope } from '../fixtures/fake-scope.ts'
import { openIndex } from '../index/open-index.ts'
import { CacheBudget } from '../index/segment-cache.ts'
import { processToken, termsOf, tokenize } from '../text/analyze.ts'
import { expandTerms } from './expand-terms.ts'
import { readLiveIndex } from './live-index.ts'
import { documentId, scorePassages } from './score.ts'

const word = fc.constantFrom(
  'walrus',
  'walruses',
  'grant',
  'grants',
  'keystone',
  'keys',
  'ice',
  'sea',
  'tusk',
)
const text = fc.array(word, { minLength: 1, maxLength: 30 }).map((words) => words.join(' '))

test('scorePassages: an index in segments scores as MiniSearch does over all documents at once', async () => {
  const documents = fc.array(fc.record({ title: text, text }), { minLength: 1, maxLength: 12 })
  await fc.assert(
    fc.asyncProperty(documents, text, async (contents, question) => {
      const scope = createFakeScope()
      const authority = createFakeAuthority()
      const search = createSearch({ authority, now: () => 0 })
      for (const [i, content] of contents.entries())
        await search.add(scope, 'index-1', [{ id: `${i}`, ...content }])
      const context = { authority, now: () => 0, budget: new CacheBudget(1_000_000) }
      const index = await openIndex(context, scope, 'index-1')
      const live = await readLiveIndex(index)
      const expansion = expandTerms(live, termsOf(question))
      const scored = new Map<string, number>()
      let previous = Number.POSITIVE_INFINITY
      for (const passage of await scorePassages(index, live, expansion)) {
        assert.ok(passage.score <= previous)
        previous = passage.score
        scored.set(documentId(passage), passage.score)
      }

      const oracle = new MiniSearch({
        fields: ['title', 'heading', 'text'],
        tokenize,
        processTerm: processToken,
      })
      oracle.addAll(contents.map((content, id) => ({ id, heading: '', ...content })))
      const expected = oracle.search('question', {
        tokenize: () => [...new Set(expansion.wanted)],
        processTerm: (term) => term,
        prefix: (term) => expansion.prefix.has(term),
        boostTerm: (term) => (expansion.corrections.has(term) ? 0.5 : 1),
        boost: { title: 1.6, heading: 1.3, text: 1 },
        weights: { prefix: 0.25, fuzzy: 0 },
      })
      assert.equal(scored.size, expected.length)
      for (const { id, score } of expected)
        assert.ok(Math.abs((scored.get(`${id}`) ?? 0) - score) < 1e-6 * score)
    }),
    { numRuns: 50 },
  )
})
