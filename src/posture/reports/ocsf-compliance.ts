/** The compliance object of OCSF 1.6.0: here, and only here, is pass or fail. */

import type { Finding, Status } from '../finding.ts'
import type { KeyFacts } from '../keys/key-facts.ts'
import { requirementText, standardsOf } from './requirement-text.ts'

/** A status_id of 2, Warning, is what a person must look at. */
const statuses: Readonly<Record<Exclude<Status, 'NOT_APPLICABLE'>, readonly [id: number, caption: string]>> =
  {
    PASS: [1, 'Pass'],
    MANUAL: [2, 'Warning'],
    FAIL: [3, 'Fail'],
  }

export function ocsfCompliance(finding: Finding): object {
  if (finding.status === 'NOT_APPLICABLE') throw new Error('A finding that does not apply is no event')
  const [statusId, status] = statuses[finding.status]
  return {
    control: finding.ruleId,
    desc: finding.title,
    category: 'Encryption at rest',
    status_id: statusId,
    status,
    status_code: finding.reasonCode,
    status_details: [finding.reasonText],
    standards: standardsOf(finding.requirements),
    requirements: finding.requirements.map(requirementText),
    ...(finding.key === null ? {} : { assessments: assessments(finding.key) }),
  }
}

/** What was asked of the key, step by step. */
function assessments(key: KeyFacts): object[] {
  const steps: readonly (readonly [string, boolean, string])[] = [
    ['Key reference present', key.ref !== null, key.ref ?? 'The resource names no key.'],
    ['Key is customer-managed', key.class === 'CUSTOMER', `${key.class} (${key.reasonCode})`],
    ['Key is enabled', key.state === 'Enabled', key.state ?? 'Its state is not known.'],
  ]
  return steps.map(([name, meetsCriteria, desc]) => ({ name, meets_criteria: meetsCriteria, desc }))
}
