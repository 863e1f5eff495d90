import { extname } from 'node:path'
import { Worker } from 'node:worker_threads'
import { type ExtractedText, ExtractionError, type RawDocument, type TextExtractor } from '../search.ts'
import { closed, contentTooLarge, timedOut, tooMuchMemory, unreadable } from './errors.ts'
import type { WorkerAnswer } from './extract-worker.ts'
import { contentBytesMax } from './limits.ts'

export interface TextExtractorOptions {
  /** Documents read at the same time. Default 2. */
  readonly workersMax?: number
  /** For one document, from the moment a worker takes it. Default 60,000. */
  readonly timeoutMs?: number
  /** JavaScript heap of a worker. Default 512. */
  readonly heapMegabytesMax?: number
  /** Buffers of a worker beyond its heap: what compressed data unpacks to. Default 768. */
  readonly buffersMegabytesMax?: number
  /** A worker without work ends after this. Default 10,000. */
  readonly idleMs?: number
}

/** The worker stands beside this file under the same ending: `.ts` run from source, `.js` when built. */
const workerUrl = new URL(`./extract-worker${extname(import.meta.url)}`, import.meta.url)
/** Between two looks at a busy worker's buffers. */
const watchMs = 100

interface Task {
  readonly document: RawDocument
  readonly resolve: (extracted: ExtractedText) => void
  readonly reject: (error: Error) => void
}

/**
 * Reads documents in worker threads, one document a worker at a time. A document that takes too long, too much memory or
 * the worker down costs its worker and nothing else: the next document gets a new one.
 */
export function createTextExtractor(options: TextExtractorOptions = {}): TextExtractor {
  const {
    workersMax = 2,
    timeoutMs = 60_000,
    heapMegabytesMax = 512,
    buffersMegabytesMax = 768,
    idleMs = 10_000,
  } = options
  const waiting: Task[] = []
  const idle: Worker[] = []
  const busy = new Map<Worker, (error: ExtractionError) => void>()
  let stopped = false

  function extractText(document: RawDocument): Promise<ExtractedText> {
    if (stopped) return Promise.reject(closed())
    if (document.content.length > contentBytesMax) return Promise.reject(contentTooLarge())
    return new Promise((resolve, reject) => {
      waiting.push({ document, resolve, reject })
      next()
    })
  }

  function next(): void {
    if (busy.size >= workersMax) return
    const task = waiting.shift()
    if (task === undefined) return
    run(idle.pop() ?? startWorker(heapMegabytesMax), task)
  }

  function run(worker: Worker, task: Task): void {
    busy.set(worker, fail)
    worker.ref()
    const timeout = setTimeout(() => fail(timedOut()), timeoutMs)
    const watch = setInterval(() => void checkBuffers(), watchMs)
    worker.removeAllListeners('message').removeAllListeners('error').removeAllListeners('exit')
    worker.on('message', (answer: WorkerAnswer) => {
      release()
      settle(task, answer)
      rest(worker)
      next()
    })
    worker.on('error', (error) =>
      fail(isOutOfMemory(error) ? tooMuchMemory() : unreadable('what it was said to be')),
    )
    worker.on('exit', () => fail(unreadable('what it was said to be')))
    // Copied, for a view takes the whole buffer behind it along; then moved.
    const content = new Uint8Array(task.document.content)
    const { contentType, title } = task.document
    worker.postMessage({ content, contentType, title }, [content.buffer])

    async function checkBuffers(): Promise<void> {
      const statistics = await worker.getHeapStatistics().catch(() => null)
      if (statistics !== null && statistics.external_memory > buffersMegabytesMax * 1024 * 1024)
        fail(tooMuchMemory())
    }

    function release(): void {
      clearTimeout(timeout)
      clearInterval(watch)
      busy.delete(worker)
    }

    function fail(error: ExtractionError): void {
      if (!busy.has(worker)) return
      release()
      discard(worker)
      task.reject(error)
      next()
    }
  }

  function rest(worker: Worker): void {
    if (stopped) {
      discard(worker)
      return
    }
    worker.removeAllListeners('message').removeAllListeners('error').removeAllListeners('exit')
    worker.on('error', () => forget(worker))
    worker.unref()
    idle.push(worker)
    setTimeout(() => {
      if (forget(worker)) discard(worker)
    }, idleMs).unref()
  }

  function forget(worker: Worker): boolean {
    const at = idle.indexOf(worker)
    if (at !== -1) idle.splice(at, 1)
    return at !== -1
  }

  async function close(): Promise<void> {
    stopped = true
    const workers = [...idle.splice(0), ...busy.keys()]
    for (const task of waiting.splice(0)) task.reject(closed())
    for (const fail of [...busy.values()]) fail(closed())
    await Promise.all(workers.map((worker) => worker.terminate()))
  }

  return { extractText, close }
}

/**
 * Without environment and arguments of the process. What parsers print may quote documents, so it goes nowhere: the
 * worker silences the console, and its streams are not joined to ours (nor read: that would keep the process alive).
 */
function startWorker(heapMegabytesMax: number): Worker {
  return new Worker(workerUrl, {
    env: {},
    argv: [],
    execArgv: [],
    stdout: true,
    stderr: true,
    resourceLimits: {
      maxOldGenerationSizeMb: heapMegabytesMax,
      maxYoungGenerationSizeMb: 64,
      stackSizeMb: 4,
    },
  })
}

function discard(worker: Worker): void {
  worker.removeAllListeners().on('error', () => undefined)
  void worker.terminate()
}

function settle(task: Task, answer: WorkerAnswer): void {
  if ('failure' in answer) task.reject(new ExtractionError(answer.failure, answer.reason))
  else task.resolve(answer)
}

function isOutOfMemory(error: unknown): boolean {
  return error instanceof Error && 'code' in error && error.code === 'ERR_WORKER_OUT_OF_MEMORY'
}
