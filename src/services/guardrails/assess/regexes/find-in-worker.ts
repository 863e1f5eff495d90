import { extname } from 'node:path'
import { Worker } from 'node:worker_threads'
import type { Span } from '../fold.ts'
import type { PatternAnswer, PatternTask } from './pattern-worker.ts'

/** The search gave up: content that could not be judged must not pass for harmless. */
export class PatternBudgetError extends Error {
  override readonly name = 'PatternBudgetError'
}

/** The worker stands beside this file under the same ending: `.ts` run from source, `.js` when built. */
const workerUrl = new URL(`./pattern-worker${extname(import.meta.url)}`, import.meta.url)
/** For one pattern over one text. Single finds are linear, all of them together need not be. */
const budgetMsDefault = 5_000
const workersMax = 2
const waitingMax = 64

let working = 0
const waiting: (() => void)[] = []

/**
 * Searches in a thread of its own, which ends with the search.
 * @throws PatternBudgetError after `budgetMs`, five seconds by default, and when too many searches wait already.
 */
export async function findInWorker(
  pattern: string,
  text: string,
  budgetMs: number = budgetMsDefault,
): Promise<Span[]> {
  if (working >= workersMax) {
    if (waiting.length >= waitingMax) throw new PatternBudgetError()
    await new Promise<void>((resolve) => waiting.push(resolve))
  } else working += 1
  try {
    return spansOf(await search({ pattern, text }, budgetMs))
  } finally {
    // The place goes to who has waited longest.
    const next = waiting.shift()
    if (next === undefined) working -= 1
    else next()
  }
}

function search(task: PatternTask, budgetMs: number): Promise<PatternAnswer> {
  const worker = new Worker(workerUrl, { env: {}, argv: [], resourceLimits: { maxOldGenerationSizeMb: 256 } })
  return new Promise<PatternAnswer>((resolve, reject) => {
    const timeout = setTimeout(() => reject(new PatternBudgetError()), budgetMs)
    worker.once('message', resolve)
    // Out of memory, in words that are not passed on.
    worker.once('error', () => reject(new PatternBudgetError()))
    worker.once('exit', () => {
      clearTimeout(timeout)
      reject(new PatternBudgetError())
    })
    worker.postMessage(task)
  }).finally(() => worker.terminate())
}

function spansOf(answer: PatternAnswer): Span[] {
  const spans: Span[] = []
  for (let i = 0; i + 1 < answer.length; i += 2) {
    spans.push({ start: answer[i] as number, end: answer[i + 1] as number })
  }
  return spans
}
