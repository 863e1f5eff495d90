/** OCSF 1.6.0, Compliance Finding (class 2003): one JSON array. */

import type { Finding, Severity } from '../finding.ts'
import type { FindingChange } from '../history/scan-history.ts'
import type { RuleMetadata } from '../rule.ts'
import { type Course, courseOf, goneNow } from './course.ts'
import { ocsfCompliance } from './ocsf-compliance.ts'
import type { ReportInput, ReportOptions, Write } from './report.ts'
import { wellFormedJson, withoutNulls, writeJsonArray } from './sorted-json.ts'

const classUid = 2003

const severityIds: Readonly<Record<Severity, number>> = { INFO: 1, LOW: 2, MEDIUM: 3, HIGH: 4, CRITICAL: 5 }

/** The captions of the enumerations. */
const severityCaptions = ['Unknown', 'Informational', 'Low', 'Medium', 'High', 'Critical']
const activityCaptions = { 1: 'Create', 2: 'Update', 3: 'Close' } as const
const statusCaptions = { 1: 'New', 3: 'Suppressed', 4: 'Resolved' } as const

export async function writeOcsf(input: ReportInput, _: ReportOptions, write: Write): Promise<void> {
  const rules = new Map(input.rules.map((rule) => [rule.id, rule]))
  await writeJsonArray(events(input, rules), write)
}

async function* events(input: ReportInput, rules: ReadonlyMap<string, RuleMetadata>): AsyncIterable<string> {
  for await (const finding of input.findings) {
    if (finding.status === 'NOT_APPLICABLE') continue
    yield wellFormedJson(eventOf(finding, courseOf(finding, input), rules.get(finding.ruleId), input))
  }
  for (const change of goneNow(input)) yield wellFormedJson(closingEvent(change, input))
}

function eventOf(
  finding: Finding,
  course: Course,
  rule: RuleMetadata | undefined,
  input: ReportInput,
): object {
  const { key, muted, source, resource, account } = finding
  return {
    ...classification(activityOf(finding, course), statusOf(finding, course)),
    ...severity(finding.status === 'PASS' ? 'INFO' : finding.severity),
    time: milliseconds(finding.lastSeen),
    message: finding.reasonText,
    metadata: {
      ...metadata(finding.ruleId, input),
      ...(account.organizationId === null ? {} : { tenant_uid: account.organizationId }),
    },
    finding_info: {
      uid: finding.findingUid,
      title: finding.title,
      ...(rule === undefined ? {} : { desc: rule.why }),
      types: ['Encryption posture'],
      created_time: milliseconds(finding.firstSeen),
      first_seen_time: milliseconds(finding.firstSeen),
      last_seen_time: milliseconds(finding.lastSeen),
      ...(course.life === null ? {} : { modified_time: milliseconds(course.life.statusSince) }),
      data_sources: [...new Set(finding.evidence.map(({ api }) => api))],
      ...(finding.remediation.url === '' ? {} : { src_url: finding.remediation.url }),
      analytic: {
        uid: finding.ruleId,
        name: finding.title,
        type_id: 1,
        type: 'Rule',
        version: String(finding.ruleVersion),
      },
    },
    compliance: ocsfCompliance(finding),
    remediation: {
      desc: finding.remediation.summary,
      references: finding.remediation.url === '' ? [] : [finding.remediation.url],
    },
    resources: [
      {
        uid: resource.uid,
        name: resource.name,
        type: resource.type,
        ...place(finding.region, finding.partition),
        namespace: finding.service,
        owner: { account: cloudAccount(account.id, account.name) },
        group: { name: finding.service },
        tags: Object.entries(resource.tags).map(([name, value]) => ({ name, value })),
        role_id: 1,
        role: 'Target',
      },
    ],
    evidences: finding.evidence.map(({ api, path, value, at }) => ({
      data: withoutNulls({ api, path, value, at }),
    })),
    cloud: cloudOf(finding, account.id, account.name, account.organizationId, account.ouPath),
    confidence_id: 3,
    confidence: 'High',
    unmapped: {
      scan_id: finding.scanId,
      remediation_mode: finding.remediation.mode,
      base_severity: finding.baseSeverity,
      ...(finding.endpoint === null ? {} : { endpoint: finding.endpoint }),
      ...(key === null ? {} : { key: withoutNulls(key) }),
      ...(muted === null ? {} : { mute: withoutNulls(muted) }),
      ...(source === null ? {} : { source: withoutNulls(source) }),
      ...(course.life?.lastChange?.changedBy == null
        ? {}
        : { changed_by: withoutNulls(course.life.lastChange.changedBy) }),
    },
  }
}

/** A resource that is gone has no evaluation: the event closes the finding and says no more. */
function closingEvent({ finding, at }: FindingChange, input: ReportInput): object {
  return {
    ...classification(3, 4),
    ...severity('INFO'),
    time: milliseconds(at),
    message: 'The resource is no longer there.',
    metadata: metadata(finding.ruleId, input),
    finding_info: {
      uid: finding.findingUid,
      title: finding.title,
      types: ['Encryption posture'],
      last_seen_time: milliseconds(at),
    },
    compliance: { control: finding.ruleId, status_code: 'RESOURCE_GONE' },
    resources: [
      {
        uid: finding.resourceUid,
        name: finding.resourceName,
        type: finding.resourceType,
        ...place(finding.region, finding.partition),
        role_id: 1,
        role: 'Target',
      },
    ],
    cloud: cloudOf(finding, finding.accountId, null, null, null),
    unmapped: { scan_id: input.summary.scanId },
  }
}

/** 1 Create, 2 Update, 3 Close. */
function activityOf({ status }: Finding, { isNew, closedNow }: Course): 1 | 2 | 3 {
  if (status === 'PASS' && closedNow) return 3
  return isNew ? 1 : 2
}

/** The course of work, never pass or fail: nobody has told us that somebody works on it, so it is New until it is Resolved. */
function statusOf({ status, muted }: Finding, { isNew }: Course): 1 | 3 | 4 {
  if (muted !== null) return 3
  return status === 'PASS' && !isNew ? 4 : 1
}

function classification(activityId: 1 | 2 | 3, statusId: 1 | 3 | 4): object {
  return {
    category_uid: 2,
    category_name: 'Findings',
    class_uid: classUid,
    class_name: 'Compliance Finding',
    activity_id: activityId,
    activity_name: activityCaptions[activityId],
    type_uid: classUid * 100 + activityId,
    type_name: `Compliance Finding: ${activityCaptions[activityId]}`,
    status_id: statusId,
    status: statusCaptions[statusId],
  }
}

function severity(level: Severity): object {
  const id = severityIds[level]
  return { severity_id: id, severity: severityCaptions[id] }
}

function metadata(ruleId: string, { summary }: ReportInput): object {
  return {
    version: '1.6.0',
    profiles: ['cloud'],
    product: {
      name: 'Keyhold',
      vendor_name: 'Keyhold',
      version: summary.version,
      feature: { name: 'posture' },
    },
    event_code: ruleId,
    correlation_uid: summary.scanId,
  }
}

function cloudOf(
  { region, partition, provider }: { region: string; partition: string; provider: string },
  accountId: string,
  name: string | null,
  organizationId: string | null,
  ouPath: string | null,
): object {
  const organization = {
    ...(organizationId === null ? {} : { uid: organizationId }),
    ...(ouPath === null ? {} : { ou_name: ouPath }),
  }
  return {
    provider: provider === 'self-hosted' ? 'Keyhold' : 'AWS',
    ...place(region, partition),
    account: cloudAccount(accountId, name),
    ...(Object.keys(organization).length === 0 ? {} : { org: organization }),
  }
}

function cloudAccount(uid: string, name: string | null): object {
  return { uid, type_id: 10, type: 'AWS Account', ...(name === null ? {} : { name }) }
}

function place(region: string, partition: string): object {
  return { region, cloud_partition: partition }
}

/** Epoch milliseconds: seconds would be valid integers and wrong by a factor of a thousand. */
function milliseconds(iso: string): number {
  return Date.parse(iso)
}
