/** Prowler's CSV columns, for whoever reads them already. What we do not know stays empty. */

import type { Finding, Severity } from '../finding.ts'
import type { RuleMetadata } from '../rule.ts'
import { complianceCell } from './requirement-text.ts'

export const prowlerColumns = [
  'AUTH_METHOD',
  'TIMESTAMP',
  'ACCOUNT_UID',
  'ACCOUNT_NAME',
  'ACCOUNT_EMAIL',
  'ACCOUNT_ORGANIZATION_UID',
  'ACCOUNT_ORGANIZATION_NAME',
  'ACCOUNT_TAGS',
  'FINDING_UID',
  'PROVIDER',
  'CHECK_ID',
  'CHECK_TITLE',
  'CHECK_TYPE',
  'STATUS',
  'STATUS_EXTENDED',
  'MUTED',
  'SERVICE_NAME',
  'SUBSERVICE_NAME',
  'SEVERITY',
  'RESOURCE_TYPE',
  'RESOURCE_UID',
  'RESOURCE_NAME',
  'RESOURCE_DETAILS',
  'RESOURCE_TAGS',
  'PARTITION',
  'REGION',
  'DESCRIPTION',
  'RISK',
  'RELATED_URL',
  'REMEDIATION_RECOMMENDATION_TEXT',
  'REMEDIATION_RECOMMENDATION_URL',
  'REMEDIATION_CODE_NATIVEIAC',
  'REMEDIATION_CODE_TERRAFORM',
  'REMEDIATION_CODE_CLI',
  'REMEDIATION_CODE_OTHER',
  'COMPLIANCE',
  'CATEGORIES',
  'DEPENDS_ON',
  'RELATED_TO',
  'NOTES',
  'PROWLER_VERSION',
  'ADDITIONAL_URLS',
  'ACCOUNT_OU_UID',
  'ACCOUNT_OU_NAME',
] as const

const severityNames: Readonly<Record<Severity, string>> = {
  CRITICAL: 'critical',
  HIGH: 'high',
  MEDIUM: 'medium',
  LOW: 'low',
  INFO: 'informational',
}

export function prowlerRow(
  finding: Finding,
  rule: RuleMetadata | undefined,
  version: string,
): Partial<Record<(typeof prowlerColumns)[number], string>> {
  const { account, resource, muted, remediation } = finding
  return {
    TIMESTAMP: finding.lastSeen,
    ACCOUNT_UID: account.id,
    ACCOUNT_NAME: account.name ?? '',
    ACCOUNT_ORGANIZATION_UID: account.organizationId ?? '',
    FINDING_UID: finding.findingUid,
    PROVIDER: 'aws',
    CHECK_ID: finding.ruleId,
    CHECK_TITLE: finding.title,
    STATUS: finding.status,
    STATUS_EXTENDED: finding.reasonText,
    MUTED: muted === null ? 'False' : 'True',
    SERVICE_NAME: finding.service,
    SEVERITY: severityNames[finding.severity],
    RESOURCE_TYPE: resource.type,
    RESOURCE_UID: resource.uid,
    RESOURCE_NAME: resource.name,
    RESOURCE_TAGS: Object.entries(resource.tags)
      .map(([key, value]) => `${key}=${value}`)
      .sort()
      .join(' | '),
    PARTITION: finding.partition,
    REGION: finding.region,
    DESCRIPTION: finding.title,
    RISK: rule?.why ?? '',
    REMEDIATION_RECOMMENDATION_TEXT: remediation.summary,
    REMEDIATION_RECOMMENDATION_URL: remediation.url,
    COMPLIANCE: complianceCell(finding.requirements),
    CATEGORIES: 'encryption',
    NOTES: muted?.reason ?? '',
    PROWLER_VERSION: `keyhold ${version}`,
    ACCOUNT_OU_NAME: account.ouPath ?? '',
  }
}
