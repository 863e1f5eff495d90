import assert from 'node:assert/strict'
import { test } from 'node:test'
import { postedValue } from '../postings.ts'
import type { Storage, TrailEventRow } from '../storage.ts'
import { type NewPlace, openIn } from './harness.ts'

export function eventLogContract(kind: string, newPlace: NewPlace): void {
  test(`${kind}: events are durable and in order when their append resolves`, async (t) => {
    const place = await newPlace(t)
    const first = await openIn(place)
    assert.equal(await first.eventLog.tip('chain'), null)
    await first.eventLog.append([event(1), event(2)])
    assert.deepEqual(await first.eventLog.tip('chain'), { sequence: 2, hash: 'hash 2' })
    // In flight together: written in the order of the calls.
    await Promise.all([3, 4, 5, 6].map((sequence) => first.eventLog.append([event(sequence)])))
    await first.close()
    const second = await openIn(place)
    assert.deepEqual(await sequences(second), [1, 2, 3, 4, 5, 6])
    assert.deepEqual(await second.eventLog.tip('chain'), { sequence: 6, hash: 'hash 6' })
    await second.eventLog.append([event(7)])
    assert.equal(await second.eventLog.tip('another'), null)
  })

  test(`${kind}: every column comes back`, async (t) => {
    const { eventLog } = await openIn(await newPlace(t))
    const arn = 'arn:aws:kms:eu-central-1:111122223333:key/1'
    const row = event(1, {
      record: '{"quote":"\\"","backslash":"\\\\","brace":"{}","key":"\u{1F511}","newline":"\n"}',
      user_name: null,
      access_key_id: null,
      resources: JSON.stringify([['AWS::KMS::Key', arn]]),
    })
    await eventLog.append([row, event(2)])
    const found = await eventLog.reader
      .selectFrom('trail_event')
      .selectAll()
      .orderBy('sequence')
      .executeTakeFirst()
    assert.deepEqual(found, row)
  })

  test(`${kind}: a value is posted once for each second it occurs in, again after a restart`, async (t) => {
    const place = await newPlace(t)
    const first = await openIn(place)
    const longName = 'n'.repeat(5000)
    const resources = JSON.stringify([['AWS::S3::Object', longName]])
    await first.eventLog.append([event(1, { user_name: null }), event(2), event(3, { resources })])
    await first.close()
    const second = await openIn(place)
    await second.eventLog.append([event(4), event(5, { event_time: 1_700_000_001_000 })])
    const postings = await second.eventLog.reader
      .selectFrom('trail_posting')
      .selectAll()
      .orderBy('second')
      .orderBy('attribute')
      .execute()
    const shared = {
      account_id: '111122223333',
      region: 'eu-central-1',
      category: 'Management',
      chain_id: 'chain',
    }
    const values = [
      ['access_key_id', 'AKIAIOSFODNN7EXAMPLE'],
      ['event_name', 'Decrypt'],
      ['event_source', 'kms.amazonaws.com'],
      ['read_only', '1'],
      ['resource_name', postedValue(longName)],
      ['resource_type', 'AWS::S3::Object'],
      ['user_name', 'alice'],
    ] as const
    const expected = [1_700_000_000, 1_700_000_001].flatMap((at) =>
      values
        .filter(([attribute]) => at === 1_700_000_000 || !attribute.startsWith('resource'))
        .map(([attribute, value]) => ({ ...shared, attribute, value, second: at })),
    )
    assert.deepEqual(postings, expected)
  })

  test(`${kind}: a batch that does not continue its chain is refused whole, and those behind it`, async (t) => {
    const storage = await openIn(await newPlace(t))
    await storage.eventLog.append([event(1)])
    const appends = [
      storage.eventLog.append([event(2), event(4)]),
      storage.eventLog.append([event(5)]),
      storage.eventLog.append([event(1)]),
    ]
    for (const outcome of await Promise.allSettled(appends)) assert.equal(outcome.status, 'rejected')
    assert.deepEqual(await sequences(storage), [1])
    await storage.eventLog.append([event(2)])
    assert.deepEqual(await sequences(storage), [1, 2])
  })

  test(`${kind}: a batch that the database refuses leaves nothing behind`, async (t) => {
    const storage = await openIn(await newPlace(t))
    const broken = event(2, { record: null as unknown as string })
    await assert.rejects(storage.eventLog.append([event(1), broken]))
    assert.equal(await storage.eventLog.tip('chain'), null)
    await storage.eventLog.append([event(1), event(2)])
    assert.deepEqual(await sequences(storage), [1, 2])
  })

  test(`${kind}: a large batch and an empty one`, async (t) => {
    const storage = await openIn(await newPlace(t))
    await storage.eventLog.append([])
    await storage.eventLog.append(Array.from({ length: 8000 }, (_, index) => event(index + 1)))
    assert.equal((await storage.eventLog.tip('chain'))?.sequence, 8000)
  })

  test(`${kind}: closing writes what was handed over`, async (t) => {
    const place = await newPlace(t)
    const first = await openIn(place)
    const appends = [1, 2, 3].map((sequence) => first.eventLog.append([event(sequence)]))
    await first.close()
    await Promise.all(appends)
    const second = await openIn(place)
    assert.deepEqual(await sequences(second), [1, 2, 3])
  })
}

export function event(sequence: number, overrides: Partial<TrailEventRow> = {}): TrailEventRow {
  return {
    chain_id: 'chain',
    sequence,
    event_id: `event-${sequence}`,
    event_time: 1_700_000_000_000 + sequence,
    account_id: '111122223333',
    region: 'eu-central-1',
    event_source: 'kms.amazonaws.com',
    event_name: 'Decrypt',
    read_only: 1,
    user_name: 'alice',
    access_key_id: 'AKIAIOSFODNN7EXAMPLE',
    category: 'Management',
    record: '{}',
    resources: '[]',
    hash: `hash ${sequence}`,
    ...overrides,
  }
}

async function sequences(storage: Storage): Promise<number[]> {
  const rows = await storage.eventLog.reader
    .selectFrom('trail_event')
    .select('sequence')
    .orderBy('sequence')
    .execute()
  return rows.map((row) => row.sequence)
}
