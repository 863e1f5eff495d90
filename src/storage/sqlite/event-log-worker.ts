/** The thread that writes the trail: its fsync stops this thread, not the server's event loop. */

import { type MessagePort, parentPort, receiveMessageOnPort, workerData } from 'node:worker_threads'
import { type FlatRows, unflattened } from './flat-rows.ts'
import { openTrailWriter, type TrailWriterOptions } from './trail-writer.ts'

export type WorkerRequest = FlatRows | 'compact' | 'close'

export type WorkerAnswer =
  | 'ready'
  /** So many requests, in their order, have ended alike. */
  | { readonly ended: number; readonly error?: { readonly message: string; readonly code: string | null } }

if (parentPort === null) throw new Error('invariant: the trail is written by a worker thread')
const port: MessagePort = parentPort

const writer = openTrailWriter(workerData as TrailWriterOptions)
answer('ready')

port.on('message', (first: WorkerRequest) => {
  const request = typeof first === 'object' ? append(first) : first
  if (request === 'compact') answer({ ended: 1, ...failureOf(writer.compact) })
  if (request === 'close') close()
})

/**
 * What arrived while the last commit was being written, or while another process had the file, shares the next one: an
 * fsync costs the same for all of it. Returns the request that came after, if one did.
 */
function append(first: FlatRows): WorkerRequest | undefined {
  const batches = [first]
  let next: WorkerRequest | undefined
  const failure = failureOf(() =>
    writer.append(() => {
      next = receiveMessageOnPort(port)?.message
      while (typeof next === 'object') {
        batches.push(next)
        next = receiveMessageOnPort(port)?.message
      }
      return batches.flatMap(unflattened)
    }),
  )
  answer({ ended: batches.length, ...failure })
  return next
}

function failureOf(work: () => void): { error?: ReturnType<typeof describe> } {
  try {
    work()
    return {}
  } catch (error) {
    return { error: describe(error) }
  }
}

function close(): void {
  try {
    writer.close()
  } finally {
    port.close()
  }
}

function answer(message: WorkerAnswer): void {
  port.postMessage(message)
}

function describe(error: unknown): { message: string; code: string | null } {
  if (!(error instanceof Error)) return { message: 'the trail cannot be written', code: null }
  return {
    message: error.message,
    code: 'code' in error && typeof error.code === 'string' ? error.code : null,
  }
}
