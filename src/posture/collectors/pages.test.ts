import assert from 'node:assert/strict'
import { test } from 'node:test'
import { type Page, pages } from './pages.ts'

async function listed(answers: readonly Page<number>[]): Promise<readonly (readonly number[])[]> {
  const left = [...answers]
  const read = async () => left.shift() ?? assert.fail('one page too many')
  const all: (readonly number[])[] = []
  for await (const page of pages(read)) all.push(page)
  return all
}

const cases: readonly { readonly title: string; readonly answers: readonly Page<number>[] }[] = [
  { title: 'one page', answers: [{ items: [1], next: undefined }] },
  { title: 'no token as null or nothing at all', answers: [{ items: [1], next: null }] },
  { title: 'no token as an empty text', answers: [{ items: [1], next: '' }] },
  {
    title: 'an empty page with more to come',
    answers: [
      { items: [], next: 'a' },
      { items: [2], next: null },
    ],
  },
]

for (const { title, answers } of cases)
  test(`pages: ${title}`, async () => {
    assert.deepEqual(
      await listed(answers),
      answers.map(({ items }) => items),
    )
  })

test('pages: a token that comes again is an error, so that the list does not pass for whole', async () => {
  const answers = [
    { items: [1], next: 'a' },
    { items: [2], next: 'b' },
    { items: [3], next: 'a' },
  ]
  await assert.rejects(listed(answers), { code: 'ENDLESS_LIST' })
})

test('pages: nor does a list that goes on with nothing for ever', async () => {
  let page = 0
  const endless = pages(async () => ({ items: [], next: `${page++}` }))
  await assert.rejects(Array.fromAsync(endless), { code: 'ENDLESS_LIST' })
})

test('pages: each token is sent back', async () => {
  const sent: (string | undefined)[] = []
  const read = async (token: string | undefined) => {
    sent.push(token)
    return { items: [], next: token === undefined ? 'a' : token === 'a' ? 'b' : undefined }
  }
  for await (const _ of pages(read));
  assert.deepEqual(sent, [undefined, 'a', 'b'])
})
