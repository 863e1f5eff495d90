import assert from 'node:assert/strict'
import { test } from 'node:test'
import { Dictionary } from './dictionary.ts'

test('a dictionary has its own members only, whatever they are called', () => {
  const names = new Dictionary<string>()
  for (const name of ['constructor', 'toString', '__proto__', 'hasOwnProperty']) {
    assert.equal(names[name], undefined)
    assert.ok(!(name in names))
    names[name] = 'mine'
  }
  assert.deepEqual(Object.keys(names), ['constructor', 'toString', '__proto__', 'hasOwnProperty'])
  assert.deepEqual(Object.entries({ ...names })[2], ['__proto__', 'mine'])
  assert.equal(new Dictionary<string>().constructor, undefined)
})
