import type { ManifestSegment } from './manifest.ts'

/** Size tiers: fewer than 64 passages, than 384, 2304, … Five segments of a tier wait until a sixth folds them all. */
const firstTierPassages = 64
const fanIn = 6
/** A larger segment is not folded with others any more: a merge holds its inputs in memory. */
const mergeBytesMax = 48 * 1024 * 1024
/** A segment is rewritten once this share of its documents is dead. */
const deadShareMax = 0.5

/**
 * The segments to fold into the one about to be written: its tier when that would overflow, with all smaller ones, and
 * so on upwards. Every passage is rewritten about once a tier, and there are never more than five segments a tier.
 */
export function planMerge(
  segments: readonly ManifestSegment[],
  passagesNew: number,
): readonly ManifestSegment[] {
  const small = segments.filter((segment) => segment.contentBytes <= mergeBytesMax)
  let folded = small.filter(isMostlyDead)
  const passages = (): number => passagesNew + passagesAlive(folded)
  for (let floor = 0, limit = firstTierPassages; ; floor = limit, limit *= fanIn) {
    if (passages() >= limit) continue
    const below = small.filter((segment) => segment.passages < limit && !folded.includes(segment))
    const tier = below.filter((segment) => segment.passages >= floor)
    if (tier.length < fanIn - 1 || contentBytes([...folded, ...below]) > mergeBytesMax) break
    folded = [...folded, ...below]
    if (passages() < limit) break
  }
  return folded
}

function contentBytes(segments: readonly ManifestSegment[]): number {
  return segments.reduce((sum, segment) => sum + segment.contentBytes, 0)
}

export function isMostlyDead(segment: ManifestSegment): boolean {
  return segment.dead.length > segment.documents * deadShareMax
}

function passagesAlive(segments: readonly ManifestSegment[]): number {
  return segments.reduce(
    (sum, { passages, dead, documents }) =>
      sum + Math.round(passages * (1 - dead.length / Math.max(1, documents))),
    0,
  )
}
