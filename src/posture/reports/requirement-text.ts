/** Requirements as other tools write them. */

import type { Requirement } from '../finding.ts'

/** `NIST SP 800-53 Rev. 5`. */
export function standardOf({ framework, version }: Pick<Requirement, 'framework' | 'version'>): string {
  return version === '' ? framework : `${framework} ${version}`
}

/** `NIST SP 800-53 Rev. 5 SC-28(1)`. */
export function requirementText(requirement: Requirement): string {
  return `${standardOf(requirement)} ${requirement.id}`
}

/** In the order given, each once. */
export function standardsOf(requirements: readonly Requirement[]): string[] {
  return [...new Set(requirements.map(standardOf))]
}

/** `NIST SP 800-53 Rev. 5: SC-12, SC-28 | PCI DSS 4.0.1: 3.5.1`. */
export function complianceCell(requirements: readonly Requirement[]): string {
  return standardsOf(requirements)
    .map((standard) => {
      const ids = requirements
        .filter((requirement) => standardOf(requirement) === standard)
        .map(({ id }) => id)
      return `${standard}: ${ids.join(', ')}`
    })
    .join(' | ')
}
