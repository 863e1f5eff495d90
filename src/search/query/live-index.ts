import { findManifest, type ManifestSegment } from '../index/manifest.ts'
import type { OpenIndex } from '../index/open-index.ts'
import { readDirectory } from '../index/read-segment.ts'
import type { Directory } from '../segment/directory.ts'

/** An index at one revision, with what scoring needs to know about the whole of it. */
export interface LiveIndex {
  readonly segments: readonly LiveSegment[]
  /** Live passages: BM25's number of documents. */
  readonly passages: number
  /** By field: terms a passage, on average. */
  readonly averageLength: readonly [number, number, number]
}

export interface LiveSegment {
  readonly stored: ManifestSegment
  readonly directory: Directory
  readonly dead: ReadonlySet<number>
  /** A passage's number in the index is this plus its ordinal. */
  readonly base: number
}

export async function readLiveIndex(index: OpenIndex): Promise<LiveIndex> {
  const manifest = await findManifest(index.scope, index.indexId)
  const stored = manifest?.body.segments ?? []
  const directories = await Promise.all(stored.map((segment) => readDirectory(index, segment)))
  const segments: LiveSegment[] = []
  const sums = [0, 0, 0, 0] as [number, number, number, number]
  let base = 0
  for (const [i, segment] of stored.entries()) {
    const directory = directories[i] as Directory
    segments.push({ stored: segment, directory, dead: new Set(segment.dead), base })
    base += segment.passages
    addLengths(sums, directory, new Set(segment.dead))
  }
  const [passages, title, heading, text] = sums
  const average = (sum: number): number => sum / Math.max(1, passages)
  return { segments, passages, averageLength: [average(title), average(heading), average(text)] }
}

/** Adds passages and, by field, their terms. */
function addLengths(
  sums: [number, number, number, number],
  directory: Directory,
  dead: ReadonlySet<number>,
): void {
  const { passages, titleLength } = directory
  for (let passage = 0; passage < passages.document.length; passage += 1) {
    const document = passages.document[passage] as number
    if (dead.has(document)) continue
    sums[0] += 1
    sums[1] += titleLength[document] as number
    sums[2] += passages.headingLength[passage] as number
    sums[3] += passages.textLength[passage] as number
  }
}
