/**
 * Slow tasks in threads of their own, so that other calls do not wait for them. Threads are started as they are needed, take
 * one task at a time, stay, and do not keep the process alive while they idle.
 */

import { availableParallelism } from 'node:os'
import { extname } from 'node:path'
import { Worker } from 'node:worker_threads'
import type { SlowTasks } from './slow-tasks.ts'
import type { SlowAnswer, SlowRequest } from './slow-worker.ts'

/** The worker stands beside this file under the same ending: `.ts` run from source, `.js` when built. */
const workerUrl = new URL(`./slow-worker${extname(import.meta.url)}`, import.meta.url)
const threadsMax = Math.max(2, Math.min(8, availableParallelism()))
/** So many wait at most; more would wait for seconds. */
const waitingMax = 1_000

export class TooManyTasksError extends Error {
  override readonly name = 'TooManyTasksError'
}

interface Task {
  readonly request: SlowRequest
  readonly resolve: (value: unknown) => void
  readonly reject: (error: Error) => void
}

const idle: Worker[] = []
const waiting: Task[] = []
let threads = 0

/**
 * Runs a task by name. Bytes among its arguments are copied, and the copies move to the thread.
 * @throws TooManyTasksError when too many are waiting already
 */
export function inThread<Name extends keyof SlowTasks>(
  name: Name,
  ...args: Parameters<SlowTasks[Name]>
): Promise<ReturnType<SlowTasks[Name]>> {
  if (waiting.length >= waitingMax) return Promise.reject(new TooManyTasksError())
  const request = { name, args: args.map(ownBytes) }
  return new Promise<unknown>((resolve, reject) => {
    waiting.push({ request, resolve, reject })
    startNext()
  }) as Promise<ReturnType<SlowTasks[Name]>>
}

/** A small Buffer is a view of memory that holds other things too. What stands alone can move to the thread. */
function ownBytes(value: unknown): unknown {
  return value instanceof Uint8Array ? Uint8Array.from(value) : value
}

function buffersOf(values: readonly unknown[]): ArrayBuffer[] {
  return values.flatMap((value) => (value instanceof Uint8Array ? [value.buffer as ArrayBuffer] : []))
}

function startNext(): void {
  if (waiting.length === 0) return
  const worker = idle.pop() ?? (threads < threadsMax ? newThread() : undefined)
  const task = worker === undefined ? undefined : waiting.shift()
  if (worker !== undefined && task !== undefined) run(worker, task)
}

function newThread(): Worker {
  threads++
  const worker = new Worker(workerUrl, { env: {}, argv: [] })
  // Whoever waits for an answer is told by `run`; an error without a listener would end the process.
  worker.on('error', () => {})
  worker.once('exit', () => {
    threads--
    const place = idle.indexOf(worker)
    if (place >= 0) idle.splice(place, 1)
    startNext()
  })
  return worker
}

function run(worker: Worker, { request, resolve, reject }: Task): void {
  const failed = () => reject(new Error(`${request.name} failed in its thread`))
  worker.ref()
  worker.once('exit', failed)
  worker.once('message', ({ value }: SlowAnswer) => {
    worker.off('exit', failed)
    worker.unref()
    idle.push(worker)
    if (value === undefined) failed()
    else
      resolve(value instanceof Uint8Array ? Buffer.from(value.buffer, value.byteOffset, value.length) : value)
    startNext()
  })
  worker.postMessage(request, buffersOf(request.args))
}
