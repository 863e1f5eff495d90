import type { Scope } from '../../envelope/envelope.ts'
import { findManifest, manifestKind, segmentKind } from './manifest.ts'
import type { SearchContext } from './open-index.ts'

/** A segment younger than this may belong to a writer that has not moved the manifest yet. */
const orphanAgeMin = 60 * 60 * 1000
const pageSize = 500

/** Deletes segments that a crash left behind: written but never named by the manifest, or named no longer. */
export async function sweepSegments(context: SearchContext, scope: Scope, indexId: string): Promise<void> {
  const ids: string[] = []
  for await (const { id, createdAt } of segmentOutlines(scope, indexId)) {
    if (createdAt < context.now() - orphanAgeMin) ids.push(id)
  }
  if (ids.length === 0) return
  // Read after the list: a segment that was old then and is not named now will never be.
  const manifest = await findManifest(scope, indexId)
  const named = new Set(manifest?.body.segments.map((segment) => segment.id))
  const orphans = ids.filter((id) => !named.has(id))
  await deleteSegments(scope, orphans)
}

/** Deletes an index. Needs no key: records are listed by their outlines. Safe to repeat. */
export async function dropIndex(scope: Scope, indexId: string): Promise<void> {
  await scope.records.delete(manifestKind, [indexId])
  const ids: string[] = []
  for await (const { id } of segmentOutlines(scope, indexId)) ids.push(id)
  await deleteSegments(scope, ids)
}

async function* segmentOutlines(
  scope: Scope,
  indexId: string,
): AsyncGenerator<{ id: string; createdAt: number }> {
  let after: string | undefined
  for (;;) {
    const page = await scope.records.outlines(segmentKind, { parent: indexId, limit: pageSize, after })
    yield* page
    after = page.at(-1)?.cursor
    if (page.length < pageSize) return
  }
}

/** Objects first: the records keep them in sight until they are gone. */
export async function deleteSegments(scope: Scope, ids: readonly string[]): Promise<void> {
  if (ids.length === 0) return
  await scope.objects.delete(segmentKind, ids)
  await scope.records.delete(segmentKind, ids)
}
