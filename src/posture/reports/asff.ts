/** AWS Security Finding Format 2018-10-08, as BatchImportFindings of Security Hub takes it: one JSON array. */

import type { Finding, Requirement, Severity } from '../finding.ts'
import type { FindingChange } from '../history/scan-history.ts'
import { courseOf, goneNow } from './course.ts'
import type { ReportInput, ReportOptions, Write } from './report.ts'
import { requirementText, standardsOf } from './requirement-text.ts'
import { wellFormedJson, writeJsonArray } from './sorted-json.ts'
import { compare } from './tally.ts'
import { cut } from './text.ts'

/** Lengths in characters, from the API model of Security Hub and the page "Required top-level ASFF attributes". */
export const asffLimits = {
  id: 512,
  title: 256,
  description: 1024,
  recommendation: 512,
  requirement: 64,
  requirements: 20,
  types: 50,
  tagKey: 128,
  tagValue: 256,
  tags: 50,
  productField: 2048,
  resourceId: 2048,
} as const

const partitions = new Set(['aws', 'aws-cn', 'aws-us-gov', 'aws-us-iso', 'aws-us-iso-b'])

const labels: Readonly<Record<Severity, string>> = {
  CRITICAL: 'CRITICAL',
  HIGH: 'HIGH',
  MEDIUM: 'MEDIUM',
  LOW: 'LOW',
  INFO: 'INFORMATIONAL',
}

export async function writeAsff(input: ReportInput, _: ReportOptions, write: Write): Promise<void> {
  await writeJsonArray(imports(input), write)
}

async function* imports(input: ReportInput): AsyncIterable<string> {
  for await (const finding of input.findings) {
    // Security Hub knows accounts only: a template's finding has none.
    if (/^\d{12}$/u.test(finding.account.id)) yield wellFormedJson(asffOf(finding, input))
  }
  for (const change of goneNow(input)) {
    if (/^\d{12}$/u.test(change.finding.accountId)) yield wellFormedJson(archived(change, input))
  }
}

function asffOf(finding: Finding, input: ReportInput): object {
  const { account, key, muted, resource, remediation, status } = finding
  const { life } = courseOf(finding, input)
  return {
    ...identity(finding, account.id),
    CreatedAt: life?.firstSeen ?? finding.firstSeen,
    UpdatedAt: finding.lastSeen,
    FirstObservedAt: life?.firstSeen ?? finding.firstSeen,
    LastObservedAt: finding.lastSeen,
    Title: cut(finding.title, asffLimits.title),
    Description: cut(finding.reasonText || finding.title, asffLimits.description),
    Severity: {
      Label: status === 'PASS' ? 'INFORMATIONAL' : labels[finding.severity],
      Original: finding.severity,
    },
    Types: typesOf(finding.requirements),
    Resources: [
      {
        Type: 'Other',
        Id: cut(resource.uid, asffLimits.resourceId),
        ...placeOf(finding),
        ...tagsOf(resource.tags),
        Details: {
          Other: { ResourceType: resource.type, Name: cut(resource.name, asffLimits.productField) },
        },
      },
    ],
    Compliance: {
      Status: complianceOf(finding),
      SecurityControlId: finding.ruleId,
      ...requirementsPart(finding.requirements),
      StatusReasons: [
        {
          ReasonCode: finding.reasonCode,
          Description: cut(finding.reasonText || finding.title, asffLimits.description),
        },
      ],
    },
    Remediation: {
      Recommendation: {
        Text: cut(remediation.summary, asffLimits.recommendation),
        ...(remediation.url === '' ? {} : { Url: remediation.url }),
      },
    },
    ProductFields: fields({
      'keyhold/ReasonCode': finding.reasonCode,
      'keyhold/KeyClass': key?.class,
      'keyhold/KeyArn': key?.arn,
      'keyhold/ScanId': finding.scanId,
      'keyhold/Muted': muted === null ? undefined : muted.reason,
      'keyhold/MutedUntil': muted?.expires,
      'keyhold/RemediationMode': remediation.mode,
    }),
    RecordState: 'ACTIVE',
  }
}

function archived({ finding, at }: FindingChange, input: ReportInput): object {
  const firstSeen = input.history?.find(finding.findingUid)?.firstSeen ?? at
  return {
    ...identity(finding, finding.accountId),
    CreatedAt: firstSeen,
    UpdatedAt: at,
    Title: cut(finding.title, asffLimits.title),
    Description: 'The resource is no longer there.',
    Severity: { Label: 'INFORMATIONAL' },
    Types: typesOf([]),
    Resources: [{ Type: 'Other', Id: cut(finding.resourceUid, asffLimits.resourceId), ...placeOf(finding) }],
    Compliance: { Status: 'NOT_AVAILABLE', StatusReasons: [{ ReasonCode: 'RESOURCE_GONE' }] },
    RecordState: 'ARCHIVED',
  }
}

interface Identified {
  readonly findingUid: string
  readonly ruleId: string
  readonly partition: string
  readonly region: string
}

/** Id and ProductArn together are what a second import replaces. */
function identity({ findingUid, ruleId, partition, region }: Identified, account: string): object {
  const hub = /^[a-z]{2}(-[a-z]+)+-\d$/u.test(region) ? region : 'us-east-1'
  return {
    SchemaVersion: '2018-10-08',
    Id: cut(`keyhold/${ruleId}/${account}/${region}/${findingUid}`, asffLimits.id),
    ProductArn: `arn:${partition}:securityhub:${hub}:${account}:product/${account}/default`,
    GeneratorId: cut(ruleId, asffLimits.id),
    AwsAccountId: account,
  }
}

/** Muting cannot be imported as SUPPRESSED: Workflow belongs to BatchUpdateFindings. */
function complianceOf({ status, muted }: Finding): string {
  if (status === 'NOT_APPLICABLE') return 'NOT_AVAILABLE'
  if (status === 'PASS') return 'PASSED'
  return status === 'MANUAL' || muted !== null ? 'WARNING' : 'FAILED'
}

function typesOf(requirements: readonly Requirement[]): string[] {
  const regulated = standardsOf(requirements).map(
    (standard) =>
      `Software and Configuration Checks/Industry and Regulatory Standards/${standard.replaceAll('/', ' ')}`,
  )
  return ['Software and Configuration Checks/AWS Security Best Practices', ...regulated].slice(
    0,
    asffLimits.types,
  )
}

/** Direct ones first: no more than twenty are kept. */
function requirementsPart(requirements: readonly Requirement[]): object {
  if (requirements.length === 0) return {}
  const related = [...requirements]
    .sort((a, b) => compare(a.strength, b.strength))
    .slice(0, asffLimits.requirements)
    .map((requirement) => cut(requirementText(requirement), asffLimits.requirement))
  return { RelatedRequirements: related }
}

function placeOf({ partition, region }: { readonly partition: string; readonly region: string }): object {
  return {
    ...(partitions.has(partition) ? { Partition: partition } : {}),
    ...(region.length > 0 && region.length <= 16 ? { Region: region } : {}),
  }
}

function tagsOf(tags: Readonly<Record<string, string>>): object {
  const entries = Object.entries(tags)
    .slice(0, asffLimits.tags)
    .map(([key, value]) => [cut(key, asffLimits.tagKey), cut(value, asffLimits.tagValue)] as const)
  return entries.length === 0 ? {} : { Tags: Object.fromEntries(entries) }
}

function fields(all: Readonly<Record<string, string | null | undefined>>): Record<string, string> {
  const given: Record<string, string> = {}
  for (const [name, value] of Object.entries(all)) {
    if (value != null && value !== '') given[name] = cut(value, asffLimits.productField)
  }
  return given
}
