/** The scan that is in the folder, if its findings can be gone on with. */

import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { readJournal } from '../engine/journal/journal-file.ts'
import { journalPath } from '../engine/run-scan.ts'
import type { ScanSummary } from '../scan-summary.ts'

/** Null: there is none, it was not finished, or the journal is another scan's. */
export async function findLastScan(folder: string): Promise<ScanSummary | null> {
  try {
    const summary = JSON.parse(readFileSync(join(folder, 'summary.json'), 'utf8')) as ScanSummary
    const { header } = await readJournal(journalPath(folder))
    const isWhole = summary.completeness === 'complete' && header.scanId === summary.scanId
    return isWhole && !Number.isNaN(Date.parse(summary.endedAt)) ? summary : null
  } catch {
    return null
  }
}

/**
 * A scan that read a part says what the one before said of the rest.
 * @param before the scan that it renews
 */
export function mergedSummary(before: ScanSummary, now: ScanSummary): ScanSummary {
  return {
    ...now,
    regions: union(before.regions, now.regions, (region) => region),
    resources: now.resources,
    notImplemented: union(before.notImplemented, now.notImplemented, placeOf),
    notInRegion: union(before.notInRegion, now.notInRegion, placeOf),
    denied: union(before.denied, now.denied, (denied) => [denied.action, placeOf(denied)].join('|')),
  }
}

function placeOf({ service, account, region }: { service: string; account: string; region: string }): string {
  return [service, account, region].join('|')
}

function union<Item>(before: readonly Item[], now: readonly Item[], keyOf: (item: Item) => string): Item[] {
  const all = new Map([...before, ...now].map((item) => [keyOf(item), item]))
  return [...all].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, item]) => item)
}
