import { extname } from 'node:path'
import { Worker } from 'node:worker_threads'
import { Kysely } from 'kysely'
import type { EventLog, TrailEventRow } from '../event-log.ts'
import type { TrailTables } from '../tables.ts'
import { sqliteDialect } from './dialect.ts'
import type { WorkerAnswer, WorkerRequest } from './event-log-worker.ts'
import { flattened } from './flat-rows.ts'
import { openReadOnly } from './open-database.ts'
import type { TrailWriterOptions } from './trail-writer.ts'

export interface OpenEventLog extends EventLog {
  compact(): Promise<void>
  /** Writes what was handed over, then lets go of the file. */
  close(): Promise<void>
}

interface Waiting {
  readonly resolve: () => void
  readonly reject: (error: Error) => void
}

/** Over a trail.db whose tables exist. The writing thread is started by the first batch. */
export function openSqliteEventLog(options: TrailWriterOptions): OpenEventLog {
  let writer: Writer | null = null
  const reads = openReadOnly(options.path)
  const reader = new Kysely<TrailTables>({ dialect: sqliteDialect(reads) })
  const lastOfChain = reads.prepare(
    'select sequence, hash from trail_event where chain_id = ? order by sequence desc limit 1',
  )
  return {
    append: (rows) => {
      writer ??= startWriter(options)
      return rows.length === 0 ? writer.ready : writer.append(rows)
    },
    tip: async (chainId) => {
      const row = lastOfChain.get(chainId)
      return row === undefined ? null : { sequence: Number(row.sequence), hash: String(row.hash) }
    },
    reader,
    compact: async () => await writer?.compact(),
    close: async () => {
      // First the reader: a checkpoint that empties the log needs the file to itself.
      await reader.destroy()
      if (reads.isOpen) reads.close()
      await writer?.close()
    },
  }
}

interface Writer {
  readonly ready: Promise<void>
  append(rows: readonly TrailEventRow[]): Promise<void>
  compact(): Promise<void>
  close(): Promise<void>
}

function startWriter(options: TrailWriterOptions): Writer {
  // Run from source it is a .ts file beside this one, built a .js file.
  const file = new URL(`./event-log-worker${extname(import.meta.url)}`, import.meta.url)
  // The server's own flags (`--eval`, `--watch`) would end or change the thread.
  const worker = new Worker(file, { workerData: options, execArgv: [] })
  const requests: Waiting[] = []
  const ready = Promise.withResolvers<void>()
  const ended = Promise.withResolvers<void>()
  let dead: Error | null = null

  function die(cause: unknown): void {
    dead ??= new Error('the thread that writes the trail has ended', { cause })
    for (const waiting of [ready, ...requests.splice(0)]) waiting.reject(dead)
    ended.resolve()
  }

  function receive(answer: WorkerAnswer): void {
    if (answer === 'ready') {
      ready.resolve()
      return
    }
    const answered = requests.splice(0, answer.ended)
    if (answer.error === undefined) {
      for (const waiting of answered) waiting.resolve()
      return
    }
    const { message, code } = answer.error
    const error = Object.assign(new Error(message), { code: code ?? undefined })
    for (const waiting of answered) waiting.reject(error)
  }

  worker.on('message', receive)
  worker.on('error', die)
  worker.on('messageerror', die)
  worker.on('exit', die)
  // Whoever asks learns of it; nobody has to.
  ready.promise.catch(() => {})

  function ask(request: WorkerRequest): Promise<void> {
    if (dead !== null) return Promise.reject(dead)
    return new Promise((resolve, reject) => {
      requests.push({ resolve, reject })
      worker.postMessage(request)
    })
  }

  return {
    ready: ready.promise,
    append: (rows) => ask(flattened(rows)),
    compact: () => ask('compact'),
    close: () => {
      if (dead === null) worker.postMessage('close' satisfies WorkerRequest)
      return ended.promise
    },
  }
}
