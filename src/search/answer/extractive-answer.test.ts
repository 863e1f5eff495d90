import assert from 'node:assert/strict'
import { test } from 'node:test'
import { noAnswerText, type Passage } from '../search.ts'
import { extractiveAnswer } from './extractive-answer.ts'

function passage(title: string, text: string, score: number): Passage {
  return { documentId: title, title, text, start: 0, end: text.length, score }
}

const leave = passage(
  'Annual leave',
  '# Vacation\n\nThis page was last edited in May. Every employee gets 27 days of paid vacation a year.\nUnused days carry over until March.',
  12,
)
const sick = passage(
  'Sick leave',
  'Call in sick before nine. A certificate is needed from the fourth day on.',
  6,
)

test('extractiveAnswer: quotes the sentence that answers and cites its passage', async () => {
  const { text, citations } = await extractiveAnswer('How many days of vacation do I get?', [leave, sick])
  assert.match(text, /^Every employee gets 27 days of paid vacation a year\..*\[1\]$/s)
  const [citation] = citations
  assert.equal(citation?.passage, 0)
  assert.equal(text.slice(citation?.beginOffset, citation?.endOffset), citation?.excerpt)
  assert.ok(!text.includes('#'))
})

test('extractiveAnswer: several passages make several cited paragraphs', async () => {
  const { text, citations } = await extractiveAnswer('vacation days, sick certificate', [leave, sick])
  assert.deepEqual(citations.map((citation) => citation.passage).sort(), [0, 1])
  for (const { beginOffset, endOffset, excerpt, passage: cited } of citations) {
    assert.equal(text.slice(beginOffset, endOffset), excerpt)
    assert.equal(text.slice(endOffset, endOffset + 4), ` [${cited + 1}]`)
  }
})

for (const [question, passages] of [
  ['How many days of vacation?', []],
  ['Who won the football championship?', [leave, sick]],
  ['', [leave]],
  ['???', [leave]],
] as const) {
  test(`extractiveAnswer: ${JSON.stringify(question)} over ${passages.length} passages has no answer`, async () => {
    assert.deepEqual(await extractiveAnswer(question, passages), { text: noAnswerText, citations: [] })
  })
}

test('extractiveAnswer: a misspelt question is answered', async () => {
  const { text } = await extractiveAnswer('how much vacatoin', [leave])
  assert.match(text, /27 days/)
})

test('extractiveAnswer: a passage found by its title gives its beginning', async () => {
  const { text } = await extractiveAnswer('parking', [passage('Parking', 'Spaces are booked in the app.', 3)])
  assert.equal(text, 'Spaces are booked in the app. [1]')
})
