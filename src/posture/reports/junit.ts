/** JUnit XML: one suite a rule and account, so that a pipeline shows encryption beside its other tests. */

import { create } from 'xmlbuilder2'
import type { Finding, Severity, Status } from '../finding.ts'
import type { ReportInput, ReportOptions, Write } from './report.ts'
import { compare } from './tally.ts'
import { cut, visible } from './text.ts'

const nameUnitsMax = 300
const messageUnitsMax = 1000

/** What a test case shows, which is all that is held of a finding. */
interface Case {
  readonly name: string
  readonly status: Status
  readonly severity: Severity
  readonly reasonCode: string
  readonly message: string
  readonly details: string
  readonly mutedReason: string | null
}

interface Suite {
  readonly ruleId: string
  readonly service: string
  readonly account: string
  readonly cases: Case[]
}

export async function writeJunit(input: ReportInput, _: ReportOptions, write: Write): Promise<void> {
  const suites = await collectSuites(input)
  const all = counts(suites.flatMap(({ cases }) => cases))
  const seconds = (Date.parse(input.summary.endedAt) - Date.parse(input.summary.startedAt)) / 1000
  const head = create().ele('testsuites', { name: 'keyhold posture', ...all, time: seconds.toFixed(3) })
  await write('<?xml version="1.0" encoding="UTF-8"?>\n')
  await write(openTag(head.toString({ headless: true })))
  for (const suite of suites) await writeSuite(suite, input.summary.startedAt, write)
  await write('</testsuites>\n')
}

async function collectSuites({ findings }: ReportInput): Promise<Suite[]> {
  const suites = new Map<string, Suite>()
  for await (const finding of findings) {
    const { ruleId, service, account } = finding
    const key = `${ruleId}\n${account.id}`
    const suite = suites.get(key) ?? { ruleId, service, account: account.id, cases: [] }
    suites.set(key, suite)
    suite.cases.push(caseOf(finding))
  }
  return [...suites.values()].sort((a, b) => compare(a.ruleId, b.ruleId) || compare(a.account, b.account))
}

function caseOf(finding: Finding): Case {
  const { resource, region, muted, key, remediation } = finding
  const details = [
    `resource: ${resource.uid}`,
    ...(key === null ? [] : [`key: ${key.class} ${key.arn ?? ''}`]),
    ...finding.evidence.map(({ api, path, value }) => `${api} ${path}: ${value ?? 'absent'}`),
    `fix: ${remediation.summary} ${remediation.url}`,
  ]
  return {
    name: legal(`${region} ${resource.name || resource.uid}`, nameUnitsMax),
    status: finding.status,
    severity: finding.severity,
    reasonCode: legal(finding.reasonCode, nameUnitsMax),
    message: legal(finding.reasonText || finding.title, messageUnitsMax),
    details: isOpen(finding) ? details.map((line) => legal(line, messageUnitsMax)).join('\n') : '',
    mutedReason: muted === null ? null : legal(muted.reason, messageUnitsMax),
  }
}

/** Only these have a body. */
function isOpen({ status, muted }: Finding): boolean {
  return muted === null && (status === 'FAIL' || status === 'MANUAL')
}

async function writeSuite(suite: Suite, startedAt: string, write: Write): Promise<void> {
  const { ruleId, service, account, cases } = suite
  const head = create().ele('testsuite', {
    name: legal(`${ruleId} ${account}`, nameUnitsMax),
    ...counts(cases),
    // The schema's ISO8601_DATETIME_PATTERN has no zone and no fraction.
    timestamp: new Date(Date.parse(startedAt)).toISOString().slice(0, 19),
    hostname: legal(account, nameUnitsMax) || 'none',
    time: '0',
  })
  await write(openTag(head.toString({ headless: true })))
  const classname = legal(`${service}.${ruleId}`, nameUnitsMax)
  for (const item of cases) await write(`${caseXml(item, classname)}\n`)
  await write('</testsuite>\n')
}

/** What was built without children is opened for them: suites are too large to be built whole. */
function openTag(element: string): string {
  return `${element.replace(/\/>$/u, '>')}\n`
}

function caseXml(item: Case, classname: string): string {
  const node = create().ele('testcase', { classname, name: item.name, time: '0' })
  if (item.mutedReason !== null) node.ele('skipped', { message: `muted: ${item.mutedReason}` })
  else if (item.status === 'NOT_APPLICABLE') node.ele('skipped', { message: item.message })
  else if (item.status === 'FAIL') {
    node.ele('failure', { message: item.message, type: item.severity }).txt(item.details)
  } else if (item.status === 'MANUAL') {
    node.ele('error', { message: item.message, type: item.reasonCode }).txt(item.details)
  }
  return node.toString({ headless: true })
}

function counts(cases: readonly Case[]) {
  const counted = { tests: cases.length, failures: 0, errors: 0, skipped: 0 }
  for (const { status, mutedReason } of cases) {
    if (mutedReason !== null || status === 'NOT_APPLICABLE') counted.skipped += 1
    else if (status === 'FAIL') counted.failures += 1
    else if (status === 'MANUAL') counted.errors += 1
  }
  return counted
}

/** XML 1.0 §2.2 has no control characters but tab and line ends, and neither U+FFFE nor U+FFFF, not even as references. */
function legal(text: string, unitsMax: number): string {
  return cut(visible(text), unitsMax).replace(/[\ufffe\uffff]/gu, '\ufffd')
}
