import assert from 'node:assert/strict'
import { test } from 'node:test'
import { newSecret } from '../../resources/keyed-id.ts'
import { pageToken, readPageToken } from './page.ts'

const binding = { secret: newSecret(), request: ['ListThings', 'index-1'] }

test('readPageToken: gives back the position of the same list', () => {
  assert.equal(readPageToken(binding, pageToken(binding, '12/abc')), '12/abc')
  assert.equal(readPageToken(binding, undefined), undefined)
})

const token = pageToken(binding, '12/abc')
const others: readonly (readonly [string, typeof binding, string])[] = [
  ['another list', { ...binding, request: ['ListThings', 'index-2'] }, token],
  ['another application', { ...binding, secret: newSecret() }, token],
  ['a changed token', binding, `${token.slice(0, -2)}AA`],
  ['no token at all', binding, 'nonsense'],
  ['an empty token', binding, ''],
]
for (const [name, place, given] of others) {
  test(`readPageToken: ${name} is refused`, () => {
    assert.throws(() => readPageToken(place, given), { code: 'ValidationException' })
  })
}
