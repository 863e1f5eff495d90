import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import type { Topic } from '../classifier.ts'
import { createLocalClassifier, filterTypes } from './local-classifier.ts'

const classifier = createLocalClassifier()
const invest: Topic = {
  name: 'Investment advice',
  definition: 'Guidance or recommendations about the management of funds with the goal of generating returns',
  examples: ['Should I invest in gold?'],
}
const ask = (text: string, topics: readonly Topic[] = []) =>
  classifier.classify({ texts: [text], source: 'INPUT', filters: filterTypes, topics })

test('a threat among harmless sentences of a long text is seen', async () => {
  const filler = 'The parcel was delivered on Tuesday and the invoice is attached. '.repeat(200)
  const { filters } = await ask(`${filler}I will kill you and your family. ${filler}`)
  assert.equal(filters.get('VIOLENCE'), 'HIGH')
  assert.equal(filters.get('SEXUAL'), 'NONE')
  assert.equal((await ask(filler)).filters.get('VIOLENCE'), 'NONE')
})

test('only filters that were asked for are answered', async () => {
  const { filters } = await classifier.classify({
    texts: ['I will kill you'],
    source: 'INPUT',
    filters: ['HATE'],
    topics: [],
  })
  assert.deepEqual([...filters.keys()], ['HATE'])
})

test('a topic is recognised by its words, and by words of its field that it does not use', async () => {
  const other: Topic = { name: 'Weather', definition: 'Forecasts of rain and sun', examples: [] }
  assert.deepEqual([...(await ask('Is it wise to invest my funds in gold?', [other, invest])).topics], [1])
  assert.deepEqual([...(await ask('Which ETF should I put into my portfolio?', [invest])).topics], [0])
  assert.deepEqual([...(await ask('When does the pharmacy open?', [invest, other])).topics], [])
})

test('never throws, whatever the text', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.string({ unit: 'binary', maxLength: 200 }),
      fc.string({ unit: 'binary' }),
      async (text, name) => {
        await ask(text, [{ name, definition: text, examples: [name] }])
      },
    ),
    { numRuns: 25 },
  )
})

const source = 'London is the capital of the UK. Tokyo is the capital of Japan and has 14 million people.'
for (const [answer, query, grounding, relevance] of [
  ['The capital of Japan is Tokyo.', 'What is the capital of Japan?', [0.9, 1], [0.9, 1]],
  ['Tokyo has 14 million people.', 'How many people live in Tokyo?', [0.8, 1], [0.5, 0.9]],
  ['Tokyo has 99 million people.', 'How many people live in Tokyo?', [0, 0.65], [0.5, 0.9]],
  ['Bananas are rich in potassium.', 'What is the capital of Japan?', [0, 0.1], [0, 0.1]],
  ['', 'What is the capital of Japan?', [1, 1], [0, 0]],
] as const) {
  test(`grounding and relevance by words: ${answer || 'nothing said'}`, async () => {
    const scores = await classifier.ground({ sources: [source], query, answer })
    assert.ok(scores.grounding >= grounding[0] && scores.grounding <= grounding[1], `${scores.grounding}`)
    assert.ok(scores.relevance >= relevance[0] && scores.relevance <= relevance[1], `${scores.relevance}`)
  })
}
