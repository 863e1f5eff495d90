import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { fold } from '../fold.ts'
import { findProfanity } from './profanity.ts'
import { findWords } from './word-list.ts'

const breathe = async () => {}

for (const [word, text, expected] of [
  ['project x', 'Project  X is late', 'Project  X'],
  ['dog', 'The DOG’s bone', 'DOG'],
  ['dog', 'hotdogs and dogma', null],
  ['C++', 'C and c++ differ', 'c++'],
  ['C', 'c++ is a language', 'c'],
  ['straße', 'in der STRASSE', 'STRASSE'],
  ['café', 'the cafe\u0301 there', 'cafe\u0301'],
  ['ﬁne', 'all fine here', 'fine'],
  ['ｗｉｄｅ', 'wide open', 'wide'],
  ['secret', 'a se\u200bcr\u00adet', 'se\u200bcr\u00adet'],
  ['東京', '私は東京に住む', '東京'],
  ['ไทย', 'ประเทศไทยสวย', 'ไทย'],
  ['a@b', 'send it to A@B now', 'A@B'],
  ['foo bar', 'foo, bar', null],
  ['foo-bar', 'foo–bar', 'foo–bar'],
  ['ΟΔΟΣ', 'η οδός μου'.replace('ό', 'ο'), 'οδος'],
  ['   ', 'anything   at all', null],
] as const) {
  test(`the word ${JSON.stringify(word)} in ${JSON.stringify(text)}: ${expected ?? 'not found'}`, async () => {
    const folded = fold(text)
    const [found] = await findWords([word], folded.text, breathe)
    const span = found && folded.toOriginal(found.start, found.end)
    assert.equal(span ? text.slice(span.start, span.end) : null, expected)
  })
}

test('phrases that begin with each other are all found, each once', async () => {
  const found = await findWords(['a', 'a b', 'a b c', 'b c d'], 'a b c d a b c', breathe)
  assert.deepEqual(
    found.map(({ index, start, end }) => [index, start, end]),
    [
      [0, 0, 1],
      [1, 0, 3],
      [2, 0, 5],
      [3, 2, 7],
    ],
  )
})

test('a word is found in whatever surrounds it', async () => {
  const surroundings = fc.stringMatching(/^[ ,.!\n]{1,10}$/)
  await fc.assert(
    fc.asyncProperty(
      fc.stringMatching(/^[a-z]{1,12}$/),
      surroundings,
      surroundings,
      async (word, before, after) => {
        const found = await findWords([word.toUpperCase()], `${before}${word}${after}`, breathe)
        assert.deepEqual(found, [{ index: 0, start: before.length, end: before.length + word.length }])
      },
    ),
    { numRuns: 60 },
  )
})

for (const [text, words] of [
  ['what the fuck', ['fuck']],
  ['SH1T happens', ['SH1T']],
  ['FUUUCK!', ['FUUUCK']],
  ['you motherfucker, you Motherfucker', ['motherfucker']],
  ['assassin in class, in a cockpit, with shiitake', []],
  ['sexual health education on anal cancer', []],
  ['Charles Dickens and Dick Tracy', ['Dick']],
  ['', []],
] as const) {
  test(`profanity in ${JSON.stringify(text)}`, async () => {
    const found = await findProfanity(fold(text).text, breathe)
    assert.deepEqual(
      found.map(({ match }) => match),
      words,
    )
  })
}

test('profanity across the border of two pieces of a long text', async () => {
  for (const before of [8188, 8190, 8192]) {
    assert.deepEqual(await findProfanity(`${'-'.repeat(before)} fuck ok`, breathe), [{ match: 'fuck' }])
  }
})
