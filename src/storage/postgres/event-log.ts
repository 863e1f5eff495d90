import type { Kysely } from 'kysely'
import type pg from 'pg'
import { createChainOrder } from '../chain-order.ts'
import type { EventLog, TrailEventRow } from '../event-log.ts'
import { createPoster, type Posting } from '../postings.ts'
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
  ['resources', 'text'],
  ['record', 'text'],
  ['hash', 'text'],
] as const

const postingColumns = [
  ['account_id', 'text'],
  ['attribute', 'text'],
  ['value', 'text'],
  ['second', 'bigint'],
  ['region', 'text'],
  ['category', 'text'],
  ['chain_id', 'text'],
] as const

/** One statement for both tables: one round trip, one commit. Arrays keep its text the same whatever the batch's size. */
const insertBatch = `
  with events as (
    insert into trail_event (${columns.map(([name]) => name).join(', ')})
    select * from unnest(${columns.map(([, type], index) => `$${index + 1}::${type}[]`).join(', ')})
  )
  insert into trail_posting (${postingColumns.map(([name]) => name).join(', ')})
  select * from unnest(${postingColumns.map(([, type], index) => `$${columns.length + index + 1}::${type}[]`).join(', ')})
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
  const poster = createPoster()
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
      await pool.query({ name: 'trail-append', text: insertBatch, values: valuesOf(rows, poster.post(rows)) })
      order.accept(ends)
    } catch (error) {
      order.forgetAll()
      poster.forget()
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

function valuesOf(rows: readonly TrailEventRow[], postings: readonly Posting[]): unknown[][] {
  return [
    ...columns.map(([name]) => rows.map((row) => row[name])),
    ...postingColumns.map(([name]) => postings.map((posting) => posting[name])),
  ]
}
