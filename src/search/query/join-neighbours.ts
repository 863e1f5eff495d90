import type { OpenIndex } from '../index/open-index.ts'
import { readText } from '../index/read-segment.ts'
import type { Passage } from '../search.ts'
import type { LiveSegment } from './live-index.ts'
import { documentId, type ScoredPassage } from './score.ts'

/** Passages of one document in a row, to be given as one. */
interface Run {
  readonly segment: LiveSegment
  first: number
  last: number
  readonly score: number
}

/** A run is never longer than this many passages. */
const runMax = 3

/**
 * The best `limit` passages; those that touch are given as one, with the better score. They overlap by a sentence, and
 * apart they would say it twice and take the place of another document.
 */
export async function joinNeighbours(
  index: OpenIndex,
  ranked: readonly ScoredPassage[],
  limit: number,
): Promise<Passage[]> {
  const runs: Run[] = []
  for (const { segment, passage, score } of ranked) {
    const neighbour = runs.find((run) => touches(run, segment, passage))
    if (neighbour !== undefined) {
      neighbour.first = Math.min(neighbour.first, passage)
      neighbour.last = Math.max(neighbour.last, passage)
    } else if (runs.length < limit) {
      runs.push({ segment, first: passage, last: passage, score })
    } else break
  }
  return await Promise.all(runs.map((run) => readRun(index, run)))
}

function touches(run: Run, segment: LiveSegment, passage: number): boolean {
  const { document } = segment.directory.passages
  if (run.segment !== segment || document[run.first] !== document[passage]) return false
  const length = Math.max(run.last, passage) - Math.min(run.first, passage) + 1
  return length <= runMax && passage >= run.first - 1 && passage <= run.last + 1
}

async function readRun(index: OpenIndex, { segment, first, last, score }: Run): Promise<Passage> {
  const { directory, stored } = segment
  const { byteStart, byteEnd, start, end, document } = directory.passages
  return {
    documentId: documentId({ segment, passage: first }),
    title: directory.titles[document[first] as number] as string,
    text: await readText(index, stored, byteStart[first] as number, byteEnd[last] as number),
    start: start[first] as number,
    end: end[last] as number,
    score,
  }
}
