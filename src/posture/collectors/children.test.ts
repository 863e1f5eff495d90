import assert from 'node:assert/strict'
import { test } from 'node:test'
import { ApiError, type ApiErrorKind } from '../api.ts'
import { childrenOf } from './children.ts'

async function* parents() {
  yield ['a', 'b']
  yield ['c']
}

/** Children `x1` and `x2` of every parent `x`, but for `b`, whose second page fails. */
async function listed(kind: ApiErrorKind) {
  const list = async function* (parent: string) {
    yield [`${parent}1`]
    if (parent === 'b') throw new ApiError(kind, 'Code', 'service:List')
    yield [`${parent}2`]
  }
  const found: string[] = []
  for await (const page of childrenOf(parents(), list))
    for (const { parent, item, error } of page) found.push(item ?? `${parent}: ${error?.code}`)
  return found
}

for (const kind of ['denied', 'throttled', 'unavailable', 'refused'] as const)
  test(`children: a parent that is ${kind} is one item with the error, and the others are listed`, async () => {
    assert.deepEqual(await listed(kind), ['a1', 'a2', 'b1', 'b: Code', 'c1', 'c2'])
  })

test('children: a parent that is gone has no more', async () => {
  assert.deepEqual(await listed('not-found'), ['a1', 'a2', 'b1', 'c1', 'c2'])
})

for (const kind of ['credentials', 'not-implemented', 'not-in-region'] as const)
  test(`children: ${kind} is about the whole list`, async () => {
    await assert.rejects(listed(kind), { name: 'ApiError', kind })
  })
