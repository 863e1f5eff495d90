import assert from 'node:assert/strict'
import { test } from 'node:test'
import { remembered } from './remembered.ts'

test('remembered: makes each result once, forgets in bulk, keeps neither long texts nor failures', () => {
  const made: string[] = []
  const upper = remembered(
    (text: string) => {
      made.push(text)
      if (text === 'bad') throw new Error(text)
      return { text: text.toUpperCase() }
    },
    2,
    3,
  )
  assert.equal(upper('a'), upper('a'))
  assert.deepEqual(upper('long'), { text: 'LONG' })
  upper('long')
  assert.throws(() => upper('bad'))
  assert.throws(() => upper('bad'))
  upper('b')
  upper('c')
  upper('a')
  assert.deepEqual(made, ['a', 'long', 'long', 'bad', 'bad', 'b', 'c', 'a'])
})
