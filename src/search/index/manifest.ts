import type { Scope, SealedRecord } from '../../envelope/envelope.ts'

/** Which segments an index consists of. One sealed record an index; moving it from one revision to the next is the only
 * way an index changes, so a crash at any point leaves the old index or the new one. */
export interface Manifest {
  readonly segments: readonly ManifestSegment[]
}

export interface ManifestSegment {
  /** Object id. */
  readonly id: string
  readonly directoryBytes: number
  readonly postingsBytes: number
  readonly contentBytes: number
  readonly documents: number
  readonly passages: number
  /** Ordinals of documents that were removed or replaced after the segment was written; ascending. */
  readonly dead: readonly number[]
}

export const manifestKind = 'search-index'
/**
 * Kind of the segment objects, and of one small record beside each (parent: the index) that is written before the object:
 * records can be listed without the key, so nothing is ever lost sight of.
 */
export const segmentKind = 'search-segment'

export async function findManifest(scope: Scope, indexId: string): Promise<SealedRecord<Manifest> | null> {
  return await scope.records.get<Manifest>(manifestKind, indexId)
}

/** @throws RecordConflictError or RecordExistsError when another writer was first. */
export async function moveManifest(
  scope: Scope,
  indexId: string,
  from: SealedRecord<Manifest> | null,
  body: Manifest,
): Promise<void> {
  if (from === null) await scope.records.create<Manifest>({ kind: manifestKind, id: indexId, body })
  else await scope.records.update<Manifest>(from, { body })
}
