import type { RE2JS } from 're2js'
import type { Span } from '../fold.ts'
import type { Breathe } from '../slices.ts'
import { eachMatch } from './each-match.ts'
import { findInWorker } from './find-in-worker.ts'

/**
 * Steps, states of the program times characters, that a single find may take on the main thread: some 25 ms. A find cannot be
 * interrupted, so that longer ones are made elsewhere.
 */
const stepsMax = 500_000

/**
 * Places that a pattern matches, without empty ones, in UTF-16 offsets. Others can run meanwhile.
 * @throws PatternBudgetError when it takes too long.
 */
export async function findMatches(pattern: RE2JS, text: string, breathe: Breathe): Promise<Span[]> {
  if (pattern.programSize() * text.length > stepsMax) return findInWorker(pattern.pattern(), text)
  const found: Span[] = []
  for (const span of eachMatch(pattern, text)) {
    if (span !== null) found.push(span)
    await breathe()
  }
  return found
}
