/** The thread that writes the trail: its fsync stops this thread, not the server's event loop. */

import { type MessagePort, parentPort, receiveMessageOnPort, workerData } from 'node:worker_threads'
import { type FlatRows, unflattened } from './flat-rows.ts'
import { openTrailWriter } from './trail-writer.ts'

export type WorkerRequest = FlatRows | 'compact' | 'close'

export type WorkerAnswer =
  | 'ready'
  /** So many requests, in their order, have ended alike. */
  | { readonly ended: number; readonly error?: { readonly message: string; readonly code: string | null } }

if (parentPort === null) throw new Error('invariant: the trail is written by a worker thread')
const port: MessagePort = parentPort

const writer = openTrailWriter(String(workerData))
answer('ready')

port.on('message', (first: WorkerRequest) => {
  // What arrived while the last commit was being written shares the next one: an fsync costs the same for all of it.
  const batches: FlatRows[] = []
  let request: WorkerRequest | undefined = first
  while (typeof request === 'object') {
    batches.push(request)
    request = receiveMessageOnPort(port)?.message
  }
  if (batches.length > 0) perform(batches.length, () => writer.append(batches.flatMap(unflattened)))
  if (request === 'compact') perform(1, writer.compact)
  if (request === 'close') close()
})

function perform(requests: number, work: () => void): void {
  try {
    work()
    answer({ ended: requests })
  } catch (error) {
    answer({ ended: requests, error: describe(error) })
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
