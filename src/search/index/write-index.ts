import { randomUUID } from 'node:crypto'
import {
  RecordConflictError,
  RecordExistsError,
  type Scope,
  type SealedRecord,
} from '../../envelope/envelope.ts'
import type { SearchDocument } from '../search.ts'
import { analyzeDocuments } from '../segment/analyze-documents.ts'
import { SegmentDraft } from '../segment/draft.ts'
import { foldSegment } from './fold-segment.ts'
import { findManifest, type Manifest, type ManifestSegment, moveManifest, segmentKind } from './manifest.ts'
import { type OpenIndex, openIndex, type SearchContext } from './open-index.ts'
import { isMostlyDead, planMerge } from './plan-merge.ts'
import { readDirectory } from './read-segment.ts'
import { deleteSegments, sweepSegments } from './sweep.ts'

/** Text of one new segment, in UTF-16 units; a larger batch becomes several. A single document is never split. */
const segmentLengthMax = 8 * 1024 * 1024
/** How often a writer tries again when another one was first. */
const attemptsMax = 5

/** One change of an index: documents that leave it, documents that come, and whether to drop what is dead already. */
export interface IndexChange {
  readonly remove: readonly string[]
  readonly add: readonly SearchDocument[]
  readonly purge: boolean
}

/**
 * Applies a change: new segments are written whole, then the manifest moves from one revision to the next, then what it
 * no longer names is deleted. Durable when it resolves; whatever fails before the manifest moves changes nothing.
 */
export async function changeIndex(
  context: SearchContext,
  scope: Scope,
  indexId: string,
  change: IndexChange,
): Promise<void> {
  for (let attempt = 1; ; attempt += 1) {
    const index = await openIndex(context, scope, indexId)
    const written: ManifestSegment[] = []
    let left: readonly ManifestSegment[]
    try {
      left = await tryChange(index, change, written)
    } catch (error) {
      // Any other failure may have come after the manifest moved: a later sweep tells, by the manifest.
      if (!(error instanceof RecordConflictError || error instanceof RecordExistsError)) throw error
      await deleteSegments(
        scope,
        written.map((segment) => segment.id),
      )
      if (attempt < attemptsMax) continue
      throw error
    }
    if (left.length > 0) {
      await deleteSegments(
        scope,
        left.map((segment) => segment.id),
      )
      await sweepSegments(context, scope, indexId)
    }
    return
  }
}

/** Gives the segments that the manifest named before and does not name now. */
async function tryChange(
  index: OpenIndex,
  change: IndexChange,
  written: ManifestSegment[],
): Promise<readonly ManifestSegment[]> {
  const manifest = await findManifest(index.scope, index.indexId)
  const before = manifest?.body.segments ?? []
  const dying = new Set([...change.remove, ...change.add.map((document) => document.id)])
  const marked = await Promise.all(before.map((segment) => markDead(index, segment, dying)))
  const alive = marked.filter((segment) => segment.dead.length < segment.documents)
  const kept = await writeSegments(index, alive, change, written)
  const after = [...kept, ...written]
  const unchanged =
    written.length === 0 &&
    after.length === before.length &&
    kept.every((segment) => before.includes(segment))
  if (!unchanged) await move(index, manifest, after)
  const named = new Set(after.map((segment) => segment.id))
  return before.filter((segment) => !named.has(segment.id))
}

async function move(
  index: OpenIndex,
  from: SealedRecord<Manifest> | null,
  segments: readonly ManifestSegment[],
): Promise<void> {
  await moveManifest(index.scope, index.indexId, from, { segments })
}

/** The segment itself when it holds none of the documents. */
async function markDead(
  index: OpenIndex,
  segment: ManifestSegment,
  documentIds: ReadonlySet<string>,
): Promise<ManifestSegment> {
  if (documentIds.size === 0) return segment
  const { ordinals } = await readDirectory(index, segment)
  const dead = new Set(segment.dead)
  for (const id of documentIds) {
    const ordinal = ordinals.get(id)
    if (ordinal !== undefined) dead.add(ordinal)
  }
  return dead.size === segment.dead.length ? segment : { ...segment, dead: [...dead].sort((a, b) => a - b) }
}

/** Writes the change's segments, folds others into the last, and gives those that stay as they are. */
async function writeSegments(
  index: OpenIndex,
  segments: readonly ManifestSegment[],
  change: IndexChange,
  written: ManifestSegment[],
): Promise<readonly ManifestSegment[]> {
  const batches = split(change.add)
  for (const batch of batches.slice(0, -1)) {
    const draft = new SegmentDraft()
    await analyzeDocuments(draft, batch)
    await writeSegment(index, draft, written)
  }
  if (change.purge) return await purge(index, segments, written)
  const draft = new SegmentDraft()
  await analyzeDocuments(draft, batches.at(-1) ?? [])
  const folded = draft.passages > 0 ? planMerge(segments, draft.passages) : segments.filter(isMostlyDead)
  for (const segment of folded) await foldSegment(index, draft, segment)
  if (draft.documents > 0) await writeSegment(index, draft, written)
  return segments.filter((segment) => !folded.includes(segment))
}

/** Rewrites each segment that holds dead documents. */
async function purge(
  index: OpenIndex,
  segments: readonly ManifestSegment[],
  written: ManifestSegment[],
): Promise<readonly ManifestSegment[]> {
  for (const segment of segments) {
    if (segment.dead.length === 0) continue
    const draft = new SegmentDraft()
    await foldSegment(index, draft, segment)
    await writeSegment(index, draft, written)
  }
  return segments.filter((segment) => segment.dead.length === 0)
}

function split(documents: readonly SearchDocument[]): SearchDocument[][] {
  const last = new Map(documents.map((document) => [document.id, document]))
  const batches: SearchDocument[][] = []
  let length = Number.POSITIVE_INFINITY
  for (const document of last.values()) {
    if (length + document.text.length > segmentLengthMax) {
      batches.push([])
      length = 0
    }
    batches.at(-1)?.push(document)
    length += document.text.length
  }
  return batches
}

async function writeSegment(
  index: OpenIndex,
  draft: SegmentDraft,
  written: ManifestSegment[],
): Promise<void> {
  const { content, ...sizes } = draft.encode()
  const segment: ManifestSegment = { id: randomUUID(), contentBytes: content.length, dead: [], ...sizes }
  written.push(segment)
  await index.scope.records.create({ kind: segmentKind, id: segment.id, parent: index.indexId, body: null })
  await index.scope.objects.put(segmentKind, segment.id, content)
}
