import assert from 'node:assert/strict'
import { test } from 'node:test'
import { createTrail } from './create-trail.ts'
import { memoryEventLog } from './memory-event-log.ts'
import { callOf, decrypt, keyArn } from './test-calls.ts'
import { verifyChain } from './verify-chain.ts'

const chainId = 'node-1'

async function chainOf(length: number) {
  const eventLog = memoryEventLog()
  const trail = createTrail({ storage: { eventLog }, chainId, now: () => 0 })
  const calls = Array.from({ length }, () =>
    trail.recorded(callOf(), decrypt, { keyId: keyArn }, async () => {}),
  )
  await Promise.all(calls)
  return eventLog
}

test('verifyChain: an untouched chain of several pages is whole', async () => {
  const eventLog = await chainOf(250)
  const verdict = await verifyChain(eventLog.reader, chainId)
  assert.deepEqual(verdict, { ok: true, events: 250, tip: await eventLog.tip(chainId) })
})

test('verifyChain: an unknown chain is empty', async () => {
  const eventLog = await chainOf(1)
  const verdict = await verifyChain(eventLog.reader, 'another')
  assert.ok(verdict.ok)
  assert.equal(verdict.events, 0)
})

for (const { name, statement, sequence, reason } of [
  {
    name: 'a changed record',
    statement: `update trail_event set record = replace(record, 'Decrypt', 'Encrypt') where sequence = 120`,
    sequence: 120,
    reason: 'hash',
  },
  {
    name: 'a removed record',
    statement: 'delete from trail_event where sequence = 7',
    sequence: 7,
    reason: 'missing',
  },
  {
    name: 'a record hidden from lookups by its columns',
    statement: `update trail_event set account_id = '999999999999' where sequence = 9`,
    sequence: 9,
    reason: 'columns',
  },
  {
    name: 'a removed record whose followers moved up',
    statement:
      'delete from trail_event where sequence = 3; update trail_event set sequence = sequence - 1 where sequence > 3',
    sequence: 3,
    reason: 'hash',
  },
]) {
  test(`verifyChain: ${name} breaks it there`, async () => {
    const eventLog = await chainOf(130)
    eventLog.tamper(statement)
    const verdict = await verifyChain(eventLog.reader, chainId)
    assert.deepEqual(verdict, { ok: false, events: sequence - 1, break: { sequence, reason } })
  })
}

test('verifyChain: from a kept tip only the rest is read, and a cut tail is noticed', async () => {
  const eventLog = await chainOf(20)
  const kept = await eventLog.tip(chainId)
  assert.ok(kept)
  assert.deepEqual(await verifyChain(eventLog.reader, chainId, { from: kept }), {
    ok: true,
    events: 0,
    tip: kept,
  })
  eventLog.tamper('delete from trail_event where sequence > 18')
  assert.ok((await verifyChain(eventLog.reader, chainId)).ok)
  const verdict = await verifyChain(eventLog.reader, chainId, { from: kept })
  assert.deepEqual(verdict, { ok: false, events: 0, break: { sequence: 20, reason: 'anchor' } })
})
