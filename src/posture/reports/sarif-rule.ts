import { requirementsOf } from '../controls/requirements-of.ts'
import type { Severity } from '../finding.ts'
import type { RuleMetadata } from '../rule.ts'
import { requirementText } from './requirement-text.ts'
import { pascalCase } from './text.ts'

/** GitHub takes no more tags a rule. */
const tagsMax = 20

/** GitHub's bands: above 9.0 critical, from 7.0 high, from 4.0 medium, below low. */
const securitySeverity: Readonly<Record<Severity, string>> = {
  CRITICAL: '9.5',
  HIGH: '7.0',
  MEDIUM: '4.0',
  LOW: '2.0',
  INFO: '0.0',
}

export const sarifLevel: Readonly<Record<Severity, 'error' | 'warning' | 'note'>> = {
  CRITICAL: 'error',
  HIGH: 'error',
  MEDIUM: 'warning',
  LOW: 'note',
  INFO: 'note',
}

const problemSeverity = { error: 'error', warning: 'warning', note: 'recommendation' } as const

/** A reportingDescriptor (SARIF 2.1.0 §3.49). */
export function sarifRule(rule: RuleMetadata): object {
  const { id, title, why, severity, remediation } = rule
  const tags = ['security', 'aws', 'kms', ...requirementsOf(rule).map(requirementText)]
  return {
    id,
    name: pascalCase(id),
    shortDescription: { text: title },
    fullDescription: { text: why || title },
    help: {
      text: `${remediation.summary}\n${remediation.url}`,
      markdown: `${remediation.summary}\n\n[AWS documentation](${remediation.url})`,
    },
    ...(/^https:/u.test(remediation.url) ? { helpUri: remediation.url } : {}),
    defaultConfiguration: { level: sarifLevel[severity] },
    properties: {
      tags: tags.slice(0, tagsMax),
      precision: 'very-high',
      'problem.severity': problemSeverity[sarifLevel[severity]],
      'security-severity': securitySeverity[severity],
      remediationMode: rule.mode,
    },
  }
}
