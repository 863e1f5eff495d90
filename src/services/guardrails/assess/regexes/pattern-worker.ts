import { parentPort } from 'node:worker_threads'
import { RE2JS } from 're2js'
import { eachMatch } from './each-match.ts'

export interface PatternTask {
  readonly pattern: string
  readonly text: string
}

/** Starts and ends by turns. */
export type PatternAnswer = readonly number[]

parentPort?.once('message', ({ pattern, text }: PatternTask) => {
  const answer: number[] = []
  for (const span of eachMatch(RE2JS.compile(pattern), text)) {
    if (span !== null) answer.push(span.start, span.end)
  }
  parentPort?.postMessage(answer satisfies PatternAnswer)
})
