/** The thread that writes the trail: its fsync stops this thread, not the server's event loop. */

import type { DatabaseSync } from 'node:sqlite'
import { parentPort, workerData } from 'node:worker_threads'
import { createChainOrder } from '../chain-order.ts'
import type { TrailEventRow } from '../event-log.ts'
import { openDatabaseFile, truncateWriteAheadLog } from './open-database.ts'

export interface AppendRequest {
  readonly id: number
  readonly rows: readonly TrailEventRow[]
}
export type WorkerRequest = AppendRequest | 'compact' | 'close'

export type WorkerAnswer =
  | { readonly id: number; readonly error?: { readonly message: string; readonly code: string | null } }
  | 'ready'
  | 'compacted'
  | 'closed'

const port = parentPort
if (port === null) throw new Error('invariant: the trail is written by a worker thread')

const database: DatabaseSync = openDatabaseFile(String(workerData))
const order = createChainOrder()
const lastSequence = database.prepare('select max(sequence) as last from trail_event where chain_id = ?')
const insertEvent = database.prepare(`
  insert into trail_event (chain_id, sequence, event_id, event_time, account_id, region, event_source, event_name,
    read_only, user_name, access_key_id, category, record, hash)
  values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`)
const insertResource = database.prepare(`
  insert into trail_resource (account_id, region, resource_type, resource_name, event_time, event_id)
  values (?, ?, ?, ?, ?, ?) on conflict do nothing`)

port.on('message', (request: WorkerRequest) => {
  port.postMessage(answer(request))
  if (request === 'close') port.close()
})

port.postMessage('ready' satisfies WorkerAnswer)

function answer(request: WorkerRequest): WorkerAnswer {
  if (request === 'close') {
    try {
      truncateWriteAheadLog(database)
    } finally {
      database.close()
    }
    return 'closed'
  }
  if (request === 'compact') {
    truncateWriteAheadLog(database)
    return 'compacted'
  }
  try {
    append(request.rows)
    return { id: request.id }
  } catch (error) {
    order.forgetAll()
    if (database.isTransaction) database.exec('rollback')
    return { id: request.id, error: describe(error) }
  }
}

function append(rows: readonly TrailEventRow[]): void {
  for (const chainId of order.unknown(rows))
    order.learn(chainId, Number(lastSequence.get(chainId)?.last ?? 0))
  const ends = order.check(rows)
  database.exec('begin immediate')
  for (const row of rows) insert(row)
  database.exec('commit')
  order.accept(ends)
}

function insert(row: TrailEventRow): void {
  insertEvent.run(
    row.chain_id,
    row.sequence,
    row.event_id,
    row.event_time,
    row.account_id,
    row.region,
    row.event_source,
    row.event_name,
    row.read_only,
    row.user_name,
    row.access_key_id,
    row.category,
    row.record,
    row.hash,
  )
  for (const { accountId, type, name } of row.resources) {
    insertResource.run(accountId, row.region, type, name, row.event_time, row.event_id)
  }
}

function describe(error: unknown): { message: string; code: string | null } {
  if (!(error instanceof Error)) return { message: 'the trail cannot be written', code: null }
  return {
    message: error.message,
    code: 'code' in error && typeof error.code === 'string' ? error.code : null,
  }
}
