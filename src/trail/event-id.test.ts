import assert from 'node:assert/strict'
import { test } from 'node:test'
import { eventIdTime, newEventId } from './event-id.ts'
import { someTime } from './test-calls.ts'

test('newEventId: version 7, in the order of time, never the same', () => {
  const ids = [0, 1, 1, 1000, 1e9].map((later) => newEventId(someTime + later))
  for (const id of ids)
    assert.match(id, /^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/)
  assert.deepEqual(
    ids.map(eventIdTime),
    [0, 1, 1, 1000, 1e9].map((later) => someTime + later),
  )
  assert.equal(new Set(ids).size, ids.length)
})

test('eventIdTime: what is no id of ours has no time', () => {
  for (const id of ['', 'event-1', '2f1c9a52-0b6f-4c53-9a3e-0f1f6f1f0f0f'])
    assert.equal(eventIdTime(id), null)
})
