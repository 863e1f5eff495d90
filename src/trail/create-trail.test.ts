import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { AwsError } from '../call/aws-error.ts'
import { createTrail } from './create-trail.ts'
import { memoryEventLog } from './memory-event-log.ts'
import { callOf, decrypt, keyArn, keyResource } from './test-calls.ts'
import { TrailUnavailableError } from './trail.ts'
import { verifyChain } from './verify-chain.ts'

const input = { keyId: keyArn }

function setUp(limits = {}) {
  const eventLog = memoryEventLog()
  const chainId = 'node-1'
  const trail = createTrail({ storage: { eventLog }, chainId, now: () => 0, limits })
  return { eventLog, chainId, trail, verify: () => verifyChain(eventLog.reader, chainId) }
}

const eventCount = async ({ verify }: ReturnType<typeof setUp>) => (await verify()).events

test('recorded: concurrent calls, whatever their end, make one unbroken chain without gaps', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(fc.record({ turns: fc.nat(4), fails: fc.boolean() }), { maxLength: 40 }),
      fc.integer({ min: 1, max: 5 }),
      async (calls, batchEventsMax) => {
        const { trail, verify } = setUp({ batchEventsMax })
        const ended = await Promise.allSettled(
          calls.map(({ turns, fails }) =>
            trail.recorded(callOf(), decrypt, input, async () => {
              for (let turn = 0; turn < turns; turn++) await new Promise((resolve) => setImmediate(resolve))
              if (fails) throw new AwsError('DisabledException', 'disabled')
            }),
          ),
        )
        assert.deepEqual(
          ended.map(({ status }) => status === 'rejected'),
          calls.map(({ fails }) => fails),
        )
        const verdict = await verify()
        assert.ok(verdict.ok)
        assert.equal(verdict.tip.sequence, calls.length)
      },
    ),
    { numRuns: 40 },
  )
})

test('recorded: calls that wait together share one batch', async () => {
  const { trail, eventLog } = setUp()
  await Promise.all(
    Array.from({ length: 50 }, () => trail.recorded(callOf(), decrypt, input, async () => {})),
  )
  assert.ok(eventLog.batches.length <= 2, `${eventLog.batches.length} batches`)
})

test('recorded: the answer comes after the append has resolved, never before', async () => {
  const { trail, eventLog } = setUp()
  let durable = false
  const append = eventLog.append
  eventLog.append = async (rows) => {
    await append(rows)
    await new Promise((resolve) => setTimeout(resolve, 20))
    durable = true
  }
  await trail.recorded(callOf(), decrypt, input, async () => {})
  assert.ok(durable)
})

test('recorded: a failed call rejects with its own error and is recorded', async () => {
  const room = setUp()
  const error = new Error('defect')
  const call = room.trail.recorded(callOf(), decrypt, input, () => Promise.reject(error))
  await assert.rejects(call, error)
  assert.equal(await eventCount(room), 1)
})

for (const how of ['before-writing', 'after-writing'] as const) {
  test(`recorded: an append that fails ${how} withholds the answer, and the chain goes on unbroken`, async () => {
    const { trail, eventLog, verify } = setUp()
    await trail.recorded(callOf(), decrypt, input, async () => {})
    eventLog.failNextAppend(how)
    await assert.rejects(
      trail.recorded(callOf(), decrypt, input, async () => 'answer'),
      TrailUnavailableError,
    )
    await trail.recorded(callOf(), decrypt, input, async () => {})
    const verdict = await verify()
    assert.ok(verdict.ok)
    assert.equal(verdict.events, how === 'before-writing' ? 2 : 3)
  })
}

test('recorded: while the log is out of reach calls are refused before they act', async () => {
  const { trail, eventLog } = setUp()
  eventLog.tipUnreadable = true
  let acted = false
  const act = async () => {
    acted = true
  }
  await assert.rejects(trail.recorded(callOf(), decrypt, input, act), TrailUnavailableError)
  assert.ok(!acted)
  eventLog.tipUnreadable = false
  await trail.recorded(callOf(), decrypt, input, act)
  assert.ok(acted)
})

test('recorded: a lost log refuses those who wait as well', async () => {
  const { trail, eventLog, verify } = setUp({ batchEventsMax: 1 })
  await trail.recorded(callOf(), decrypt, input, async () => {})
  eventLog.failNextAppend('before-writing')
  eventLog.tipUnreadable = true
  const calls = [1, 2, 3].map(() => trail.recorded(callOf(), decrypt, input, async () => {}))
  for (const call of await Promise.allSettled(calls)) assert.equal(call.status, 'rejected')
  eventLog.tipUnreadable = false
  await trail.recorded(callOf(), decrypt, input, async () => {})
  assert.deepEqual((await verify()).events, 2)
})

test('recorded: after a lost log no more batches are under way at once than before', async () => {
  const { trail, eventLog, verify } = setUp({ batchEventsMax: 1, batchesInFlightMax: 2 })
  const { append, tip } = eventLog
  let underWay = 0
  let most = 0
  eventLog.append = async (rows) => {
    most = Math.max(most, ++underWay)
    await append(rows).finally(() => {
      underWay -= 1
    })
  }
  const slow = (chainId: string) => new Promise((resolve) => setTimeout(resolve, 50)).then(() => tip(chainId))
  await trail.recorded(callOf(), decrypt, input, async () => {})
  let lost = () => {}
  const isLost = new Promise<void>((resolve) => {
    lost = resolve
  })
  const acting = Array.from({ length: 20 }, () => trail.recorded(callOf(), decrypt, input, () => isLost))
  eventLog.failNextAppend('before-writing')
  eventLog.tip = slow
  await assert.rejects(trail.recorded(callOf(), decrypt, input, async () => {}))
  lost()
  await Promise.all(acting)
  assert.equal(most, 2)
  assert.equal((await verify()).events, 21)
})

test('recorded: past the limit a call is refused before it acts', async () => {
  const { trail } = setUp({ callsMax: 2 })
  const calls = [1, 2].map(() => trail.recorded(callOf(), decrypt, input, async () => {}))
  const refused = trail.recorded(callOf(), decrypt, input, () => assert.fail('acted'))
  await assert.rejects(refused, TrailUnavailableError)
  await Promise.all(calls)
  await trail.recorded(callOf(), decrypt, input, async () => {})
})

test('flush: resolves when what was handed over is durable', async () => {
  const { trail, eventLog } = setUp()
  const call = trail.recorded(callOf(), decrypt, input, async () => {})
  await new Promise((resolve) => setImmediate(resolve))
  await trail.flush()
  assert.equal(eventLog.batches.length, 1)
  await call
})

test('a new trail on the same log continues the chain', async () => {
  const { trail, eventLog, chainId, verify } = setUp()
  await trail.recorded(callOf(), decrypt, input, async () => {})
  const second = createTrail({ storage: { eventLog }, chainId, now: () => 0 })
  await second.recorded(callOf(), decrypt, input, async () => {})
  assert.deepEqual(await verify(), { ok: true, events: 2, tip: await eventLog.tip(chainId) })
})

test('a resource that a call names twice is indexed once', async () => {
  const { trail, eventLog } = setUp()
  await trail.recorded(
    callOf({ notes: { resources: [keyResource, keyResource] } }),
    decrypt,
    input,
    async () => {},
  )
  assert.equal(eventLog.batches[0]?.[0]?.resources, JSON.stringify([[keyResource.type, keyResource.arn]]))
})
