import type { Collector } from '../collector.ts'
import { indexedAccount } from '../collectors/account-resource.ts'
import type { Parameters } from '../parameters.ts'
import type { Resource } from '../resource.ts'
import type { Verdict } from '../rule.ts'
import type { ScanIndex } from '../scan-index.ts'

export interface Judged {
  readonly resource: Resource
  readonly verdict: Verdict
}

/** Never nothing: a list that failed is for a person, and where there is nothing to judge that is said. */
export function judgeEach<Facts>(
  index: ScanIndex,
  collector: Collector<Facts>,
  { scannedAt }: Parameters,
  judge: (resource: Resource<Facts>) => Verdict | null,
): readonly Judged[] {
  const account = indexedAccount(index, scannedAt)
  const resources = index.resourcesOf(collector)
  if (resources === null) return [{ resource: account, verdict: notListed }]
  const judged = resources.flatMap((resource) => {
    const verdict = judge(resource)
    return verdict === null ? [] : [{ resource, verdict }]
  })
  return judged.length > 0 ? judged : [{ resource: account, verdict: nothingThere }]
}

export const notListed: Verdict = {
  status: 'MANUAL',
  reasonCode: 'NOT_LISTED',
  reasonText: 'What the rule needs could not be listed in this region.',
}

export const nothingThere: Verdict = {
  status: 'NOT_APPLICABLE',
  reasonCode: 'NO_RESOURCES',
  reasonText: 'There is nothing here that the rule could judge.',
}
