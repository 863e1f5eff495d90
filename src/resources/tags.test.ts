import assert from 'node:assert/strict'
import { test } from 'node:test'
import { readTags, requestTagContext, type TagRules, tagList, withoutTags } from './tags.ts'

const rules: TagRules = {
  max: 3,
  invalid: (message) => new RangeError(message),
  tooMany: (max) => new RangeError(`more than ${max}`),
}

test('readTags: what is given goes over what was there', () => {
  const given = [
    { key: 'a', value: '2' },
    { key: 'c', value: '' },
  ]
  assert.deepEqual(readTags(rules, given, { a: '1', b: '1' }), { a: '2', b: '1', c: '' })
  assert.deepEqual(readTags(rules, undefined), {})
})

const refused: readonly (readonly [string, readonly { key?: string; value?: string }[], RegExp])[] = [
  ['a key without a value', [{ key: 'a' }], /a key and a value/],
  ['a key of AWS', [{ key: 'AWS:x', value: '' }], /may not begin with "aws:"/],
  [
    'a key given twice',
    [
      { key: 'a', value: '1' },
      { key: 'a', value: '1' },
    ],
    /given twice/,
  ],
  ['too many', ['a', 'b', 'c', 'd'].map((key) => ({ key, value: '' })), /more than 3/],
]
for (const [name, tags, message] of refused) {
  test(`readTags: ${name} is refused with the service's error`, () => {
    assert.throws(() => readTags(rules, tags), { name: 'RangeError', message })
  })
}

test('readTags: a key that is a word of the language is a key', () => {
  const tags = readTags(rules, [{ key: '__proto__', value: 'x' }])
  assert.deepEqual(tagList(tags), [{ key: '__proto__', value: 'x' }])
})

test('withoutTags and tagList', () => {
  assert.deepEqual(tagList(withoutTags({ a: '1', b: '2' }, ['a', 'z'])), [{ key: 'b', value: '2' }])
})

test('requestTagContext: condition keys of what the request sets', () => {
  assert.deepEqual(requestTagContext([]), {})
  assert.deepEqual(requestTagContext([{ key: 'team', value: 'blue' }]), {
    'aws:RequestTag/team': 'blue',
    'aws:TagKeys': ['team'],
  })
})
