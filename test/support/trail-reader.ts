/** Reads the trail where it rests, beside the server, to check what the server says of itself. */

import assert from 'node:assert/strict'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import type { TestContext } from 'node:test'
import { Client } from 'pg'
import { chainHash, genesis } from '../../src/trail/chain.ts'

interface Row {
  readonly chain_id: string
  readonly sequence: number
  readonly record: string
  readonly hash: string
}

export interface TrailReader {
  /** @throws when a request id is in no record since that time (milliseconds since the epoch). */
  requireRecorded(requestIds: ReadonlySet<string>, since: number): Promise<void>
  /** Every chain counts from 1 without a gap, and every hash follows from the one before. */
  requireUnbroken(): Promise<void>
}

export function openTrailReader(
  t: TestContext,
  dataFolder: string,
  databaseUrl: string | undefined,
): TrailReader {
  const rows = databaseUrl === undefined ? sqliteRows(dataFolder) : postgresRows(t, databaseUrl)
  return {
    async requireRecorded(requestIds, since) {
      const recorded = new Set((await rows(since)).map(({ record }) => JSON.parse(record).requestID))
      for (const id of requestIds)
        assert.ok(recorded.has(id), `request ${id} was answered and is in the trail`)
    },
    async requireUnbroken() {
      const chains = Map.groupBy(await rows(0), ({ chain_id }) => chain_id)
      assert.ok(chains.size >= 1)
      for (const [chainId, events] of chains) requireUnbrokenChain(chainId, events)
    },
  }
}

function sqliteRows(dataFolder: string): (since: number) => Promise<Row[]> {
  return async (since) => {
    const database = new DatabaseSync(join(dataFolder, 'trail.db'), { readOnly: true })
    try {
      const query =
        'SELECT chain_id, sequence, record, hash FROM trail_event WHERE event_time >= ? ORDER BY chain_id, sequence'
      return database.prepare(query).all(since) as unknown as Row[]
    } finally {
      database.close()
    }
  }
}

function postgresRows(t: TestContext, databaseUrl: string): (since: number) => Promise<Row[]> {
  let client: Promise<Client> | undefined
  t.after(async () => await (await client)?.end())
  return async (since) => {
    client ??= connect(databaseUrl)
    const query =
      'SELECT chain_id, sequence, record, hash FROM trail_event WHERE event_time >= $1 ORDER BY chain_id, sequence'
    const { rows } = await (await client).query(query, [since])
    return rows.map((row) => ({ ...row, sequence: Number(row.sequence) }))
  }
}

async function connect(databaseUrl: string): Promise<Client> {
  const client = new Client({ connectionString: databaseUrl })
  await client.connect()
  return client
}

function requireUnbrokenChain(chainId: string, events: readonly Row[]): void {
  let previous = genesis(chainId).hash
  for (const [index, { sequence, record, hash }] of events.entries()) {
    assert.equal(sequence, index + 1, `chain ${chainId} has no gap`)
    assert.equal(
      hash,
      chainHash(previous, record),
      `event ${sequence} of chain ${chainId} follows from the one before`,
    )
    previous = hash
  }
}
