import assert from 'node:assert/strict'
import { test } from 'node:test'
import { newEventId } from './event-id.ts'
import { someTime } from './test-calls.ts'

test('newEventId: version 7, in the order of time, never the same', () => {
  const ids = [0, 1, 1, 1000, 1e9].map((later) => newEventId(someTime + later))
  for (const id of ids)
    assert.match(id, /^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/)
  const times = ids.map((id) => Number.parseInt(id.replaceAll('-', '').slice(0, 12), 16))
  assert.deepEqual(
    times,
    [0, 1, 1, 1000, 1e9].map((later) => someTime + later),
  )
  assert.equal(new Set(ids).size, ids.length)
})
