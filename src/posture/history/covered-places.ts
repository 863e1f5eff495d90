/** Where a scan really looked: only there may a resource that was not seen be called gone. */

import type { Finding } from '../finding.ts'
import type { ScanSummary } from '../scan-summary.ts'
import type { FindingIdentity } from './scan-history.ts'

/** About a key or a state that passes: the resource itself was read. */
const aboutKeyOrState = /^(KEY|ALIAS|RESOURCE_STATE)_/u

export function createCoveredPlaces() {
  const blind = new Set<string>()
  const judged = new Set<string>()
  return {
    /** A rule that could not read in some place saw nothing for certain there. */
    add({ ruleId, account, region, status, reasonCode }: Finding): void {
      const unread = status === 'MANUAL' && !aboutKeyOrState.test(reasonCode)
      const unscanned =
        status === 'NOT_APPLICABLE' && /NOT_IMPLEMENTED|NOT_IN_REGION|NOT_SUPPORTED/u.test(reasonCode)
      const places = unread || unscanned ? blind : judged
      places.add(placeOf(ruleId, account.id, region))
    },
    /** Whether this scan would have seen it, were it there. */
    saw(summary: ScanSummary, { ruleId, accountId, region, service }: FindingIdentity): boolean {
      if (summary.completeness !== 'complete') return false
      if (!summary.ruleIds.includes(ruleId)) return false
      if (!summary.accounts.some(({ id }) => id === accountId)) return false
      // Findings of global services stand in one region or in none.
      if (!summary.regions.includes(region) && region !== 'global') return false
      // A gap may be one operation of many: where the rule has judged, it is not in its way.
      const unscanned = [...summary.notImplemented, ...summary.notInRegion].some(
        (gap) => gap.account === accountId && gap.region === region && gap.service.startsWith(service),
      )
      return (
        (!unscanned || judged.has(placeOf(ruleId, accountId, region))) &&
        !blind.has(placeOf(ruleId, accountId, region))
      )
    },
  }
}

function placeOf(ruleId: string, account: string, region: string): string {
  return `${ruleId}\n${account}\n${region}`
}
