import type { Kysely } from 'kysely'
import type pg from 'pg'
import { createChainOrder } from '../chain-order.ts'
import type { EventLog, TrailEventRow } from '../event-log.ts'
import type { TrailTables } from '../tables.ts'

const columns = [
  ['chain_id', 'text'],
  ['sequence', 'bigint'],
  ['event_id', 'text'],
  ['event_time', 'bigint'],
  ['account_id', 'text'],
  ['region', 'text'],
  ['event_source', 'text'],
  ['event_name', 'text'],
  ['read_only', 'bigint'],
  ['user_name', 'text'],
  ['access_key_id', 'text'],
  ['category', 'text'],
  ['record', 'text'],
  ['hash', 'text'],
] as const

const resourceColumns = [
  ['account_id', 'text'],
  ['region', 'text'],
  ['resource_type', 'text'],
  ['resource_name', 'text'],
  ['event_time', 'bigint'],
  ['event_id', 'text'],
] as const

/** One statement for both tables: one round trip, one commit. Arrays keep its text the same whatever the batch's size. */
const insertBatch = `
  with events as (
    insert into trail_event (${columns.map(([name]) => name).join(', ')})
    select * from unnest(${columns.map(([, type], index) => `$${index + 1}::${type}[]`).join(', ')})
  )
  insert into trail_resource (${resourceColumns.map(([name]) => name).join(', ')})
  select * from unnest(${resourceColumns.map(([, type], index) => `$${columns.length + index + 1}::${type}[]`).join(', ')})
  on conflict do nothing`

interface Waiting {
  readonly rows: readonly TrailEventRow[]
  readonly resolve: () => void
  readonly reject: (error: unknown) => void
}

/** Batches are written one after the other: on two connections the later could be durable before the earlier. */
export function openPostgresEventLog(
  pool: pg.Pool,
  reader: Kysely<TrailTables>,
): EventLog & { idle(): Promise<void> } {
  const order = createChainOrder()
  const queue: Waiting[] = []
  let running: Promise<void> | null = null

  async function tip(chainId: string): Promise<{ sequence: number; hash: string } | null> {
    const { rows } = await pool.query<{ sequence: number; hash: string }>(
      'select sequence, hash from trail_event where chain_id = $1 order by sequence desc limit 1',
      [chainId],
    )
    return rows[0] ?? null
  }

  async function write(rows: readonly TrailEventRow[]): Promise<void> {
    try {
      for (const chainId of order.unknown(rows)) order.learn(chainId, (await tip(chainId))?.sequence ?? 0)
      const ends = order.check(rows)
      await pool.query({ name: 'trail-append', text: insertBatch, values: valuesOf(rows) })
      order.accept(ends)
    } catch (error) {
      order.forgetAll()
      throw error
    }
  }

  async function run(): Promise<void> {
    for (let next = queue.shift(); next !== undefined; next = queue.shift()) {
      await write(next.rows).then(next.resolve, next.reject)
    }
    running = null
  }

  return {
    append: (rows) => {
      if (rows.length === 0) return Promise.resolve()
      return new Promise((resolve, reject) => {
        queue.push({ rows, resolve, reject })
        running ??= run()
      })
    },
    tip,
    reader,
    idle: async () => {
      while (running !== null) await running
    },
  }
}

function valuesOf(rows: readonly TrailEventRow[]): unknown[][] {
  const resources = rows.flatMap((row) =>
    row.resources.map((resource) => ({
      account_id: resource.accountId,
      region: row.region,
      resource_type: resource.type,
      resource_name: resource.name,
      event_time: row.event_time,
      event_id: row.event_id,
    })),
  )
  return [
    ...columns.map(([name]) => rows.map((row) => row[name])),
    ...resourceColumns.map(([name]) => resources.map((resource) => resource[name])),
  ]
}
