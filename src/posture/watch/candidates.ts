/** Findings that a scan may have seen change, as far as finding the cause needs them. */

import type { Judgement } from '../engine/judgement.ts'
import type { Finding } from '../finding.ts'
import type { History } from '../history/history.ts'
import type { Candidate, ToldChange } from './attribution.ts'

/** Of a scan of everything: those that are new, changed or gone. */
export async function* candidatesOfScan(
  history: History,
  scanId: string,
  findings: AsyncIterable<Finding>,
): AsyncGenerator<Candidate> {
  // Of the very first scan everything is new: that is no change.
  if (history.scansUpTo(scanId, 2).length < 2) return
  for await (const { findingUid, ruleId, account, region, resource, key } of findings) {
    const life = history.find(findingUid)
    if (life?.firstScanId === scanId || life?.lastChange?.scanId === scanId)
      yield {
        findingUid,
        ruleId,
        account: account.id,
        region,
        resourceUid: resource.uid,
        keys: key === null ? [] : [key],
      }
  }
  for (const { to, finding } of history.changesOf(scanId)) {
    const { findingUid, ruleId, accountId, region, resourceUid } = finding
    if (to === 'GONE') yield { findingUid, ruleId, account: accountId, region, resourceUid, keys: [] }
  }
}

/** Of a part: all that was read again. */
export function candidatesOfPart(reread: ReadonlyMap<string, readonly Judgement[]>): readonly Candidate[] {
  return [...reread].flatMap(([findingUid, judgements]) => {
    const [one] = judgements
    if (one === undefined) return []
    const { ruleId, resource } = one
    const { account, region, uid: resourceUid } = resource
    const keys = judgements.flatMap(({ verdict }) => verdict.key ?? [])
    return [{ findingUid, ruleId, account, region, resourceUid, keys }]
  })
}

const quiet: ReadonlySet<string> = new Set(['NOT_APPLICABLE', 'NEW', 'GONE'])

/**
 * What this scan saw change, with names where they are known, and earlier changes that have a name only now.
 * @param named uids of findings that were just given one
 */
export function* toldChanges(
  history: History,
  scanId: string,
  candidates: readonly Candidate[],
  named: ReadonlySet<string>,
): Generator<ToldChange> {
  const told = new Set<string>()
  for (const change of history.changesOf(scanId)) {
    told.add(change.finding.findingUid)
    if (isTold(change)) yield change
  }
  for (const { findingUid, ruleId, resourceUid } of candidates) {
    const life = history.find(findingUid)
    if (life === null || told.has(findingUid)) continue
    const finding = { findingUid, ruleId, resourceUid }
    if (named.has(findingUid) && life.lastChange !== null) yield { ...life.lastChange, finding }
    else if (life.firstScanId === scanId) {
      const change = {
        scanId,
        at: life.firstSeen,
        from: 'NEW',
        to: life.status,
        changedBy: null,
        finding,
      } as const
      if (isTold(change)) yield change
    }
  }
}

/** Worth a line: what was or is judged. */
function isTold({ from, to }: Pick<ToldChange, 'from' | 'to'>): boolean {
  return !(quiet.has(from) && quiet.has(to))
}
