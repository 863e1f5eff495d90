/** What the scan did not see. As important as what it found: a gap must never look like a pass. */

import type { ScanSummary, UnscannedService } from '../scan-summary.ts'
import { missingAction } from './missing-action.ts'
import type { ManualGroup, Tally } from './tally.ts'
import { compare } from './tally.ts'

export interface ServiceGap {
  readonly service: string
  readonly why: 'not implemented by the endpoint' | 'not offered in the region'
  /** `eu-west-1`, or `111122223333 eu-west-1` when there is more than one account. */
  readonly places: readonly string[]
}

export interface ManualGap extends Omit<ManualGroup, 'rules'> {
  /** The IAM action that would have given the answer; null: permission is not the reason. */
  readonly action: string | null
  readonly rules: readonly string[]
}

export interface Coverage {
  readonly completeness: ScanSummary['completeness']
  readonly incompleteReasons: readonly string[]
  readonly manual: readonly ManualGap[]
  readonly services: readonly ServiceGap[]
  /** IAM actions to grant, each once. */
  readonly missingActions: readonly string[]
}

export function coverageOf(summary: ScanSummary, tally: Tally): Coverage {
  const manual = tally.manual.map((group) => ({
    ...group,
    rules: [...group.rules].sort(),
    action: missingAction(group.reasonCode, group.api),
  }))
  const actions = [...summary.denied.map(({ action }) => action), ...manual.map(({ action }) => action)]
  return {
    completeness: summary.completeness,
    incompleteReasons: summary.incompleteReasons,
    manual,
    services: [
      ...gaps(summary, summary.notImplemented, 'not implemented by the endpoint'),
      ...gaps(summary, summary.notInRegion, 'not offered in the region'),
    ],
    missingActions: [...new Set(actions.filter((action) => action !== null))].sort(),
  }
}

/** One word for how much was seen, for titles. */
export function completenessText(completeness: ScanSummary['completeness']): string {
  if (completeness === 'complete') return 'complete'
  return completeness === 'incomplete' ? 'INCOMPLETE' : 'completeness unknown'
}

function gaps(
  { accounts }: ScanSummary,
  unscanned: readonly UnscannedService[],
  why: ServiceGap['why'],
): ServiceGap[] {
  const byService = Map.groupBy(unscanned, ({ service }) => service)
  return [...byService]
    .sort(([a], [b]) => compare(a, b))
    .map(([service, places]) => ({
      service,
      why,
      places: [
        ...new Set(
          places.map(({ account, region }) => (accounts.length > 1 ? `${account} ${region}` : region)),
        ),
      ].sort(),
    }))
}
