import assert from 'node:assert/strict'
import { test } from 'node:test'
import { openHistory } from '../history/history.ts'
import { asffLimits } from './asff.ts'
import { findingsInMemory } from './findings-file.ts'
import { hostileFindings } from './fixtures/test-hostile.ts'
import { testFinding, testInput, testSummary } from './fixtures/test-scan.ts'
import type { ReportInput } from './report.ts'
import { reportText } from './reports.ts'

interface Asff {
  readonly SchemaVersion: string
  readonly Id: string
  readonly ProductArn: string
  readonly GeneratorId: string
  readonly AwsAccountId: string
  readonly CreatedAt: string
  readonly UpdatedAt: string
  readonly Title: string
  readonly Description: string
  readonly Severity: { readonly Label: string }
  readonly Types: readonly string[]
  readonly Resources: readonly {
    readonly Type: string
    readonly Id: string
    readonly Region?: string
    readonly Partition?: string
    readonly Tags?: Readonly<Record<string, string>>
  }[]
  readonly Compliance: { readonly Status: string; readonly RelatedRequirements?: readonly string[] }
  readonly Remediation?: { readonly Recommendation: { readonly Text: string } }
  readonly ProductFields?: Readonly<Record<string, string>>
  readonly RecordState: string
}

const dateTime = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?Z$/

async function asff(input: ReportInput): Promise<Asff[]> {
  const findings: Asff[] = JSON.parse(await reportText('asff', input, {}))
  for (const finding of findings) checkLimits(finding)
  return findings
}

function checkLimits(finding: Asff): void {
  assert.equal(finding.SchemaVersion, '2018-10-08')
  assert.match(finding.ProductArn, /^arn:aws[a-z-]*:securityhub:[a-z0-9-]+:\d{12}:product\/\d{12}\/default$/)
  assert.match(finding.AwsAccountId, /^\d{12}$/)
  assert.match(finding.CreatedAt, dateTime)
  assert.match(finding.UpdatedAt, dateTime)
  const short = (text: string, most: number) => {
    assert.ok(text.length > 0 && text.length <= most, `${text.length} of ${most}: ${text.slice(0, 40)}`)
    assert.ok(text.isWellFormed())
  }
  short(finding.Id, asffLimits.id)
  short(finding.GeneratorId, asffLimits.id)
  short(finding.Title, asffLimits.title)
  short(finding.Description, asffLimits.description)
  assert.ok(finding.Resources.length >= 1 && finding.Resources.length <= 32)
  for (const { Id, Region, Tags } of finding.Resources) {
    short(Id, asffLimits.resourceId)
    if (Region !== undefined) short(Region, 16)
    assert.ok(Object.keys(Tags ?? {}).length <= asffLimits.tags)
  }
  assert.ok(finding.Types.length <= asffLimits.types)
  for (const type of finding.Types) assert.match(type, /^[^/]+(\/[^/]+){0,2}$/)
  const related = finding.Compliance.RelatedRequirements ?? []
  assert.ok(related.length <= asffLimits.requirements)
  for (const requirement of related) short(requirement, asffLimits.requirement)
  if (finding.Remediation !== undefined) {
    short(finding.Remediation.Recommendation.Text, asffLimits.recommendation)
  }
  assert.ok(Object.keys(finding.ProductFields ?? {}).length <= 50)
}

test('each status has its compliance, and a pass is only information', async () => {
  const findings = await asff(testInput())
  assert.deepEqual(
    findings.map(({ Compliance, Severity }) => `${Compliance.Status} ${Severity.Label}`),
    [
      'FAILED HIGH',
      'PASSED INFORMATIONAL',
      'WARNING HIGH',
      'WARNING HIGH',
      'FAILED MEDIUM',
      'NOT_AVAILABLE MEDIUM',
    ],
  )
})

test('the direct requirements are kept when there are too many', async () => {
  const [finding] = await asff(testInput({ list: [testFinding({ status: 'FAIL', name: 'a' })] }))
  assert.equal(finding?.Compliance.RelatedRequirements?.length, asffLimits.requirements)
  assert.ok(finding?.Compliance.RelatedRequirements?.includes('NIST SP 800-53 Rev. 5 SC-28(1)'))
})

test('a finding keeps its id and when it was created from scan to scan', async () => {
  using history = openHistory(':memory:')
  const first = testFinding({
    status: 'FAIL',
    name: 'a',
    firstSeen: '2026-01-01T00:00:00.000Z',
    lastSeen: '2026-01-01T00:00:00.000Z',
  })
  await history.record({ summary: testSummary({ scanId: 'scan-1' }), findings: findingsInMemory([first]) })
  const second = testFinding({ status: 'PASS', name: 'a' })
  await history.record({ summary: testSummary(), findings: findingsInMemory([second]) })
  const [before] = await asff(testInput({ list: [first] }))
  const [after] = await asff(testInput({ list: [second], history }))
  assert.equal(after?.Id, before?.Id)
  assert.equal(after?.CreatedAt, '2026-01-01T00:00:00.000Z')
  assert.equal(after?.UpdatedAt, second.lastSeen)
})

test('a resource that is gone is archived', async () => {
  using history = openHistory(':memory:')
  const gone = testFinding({ status: 'FAIL', name: 'gone' })
  const earlier = testSummary({ scanId: 'scan-1', endedAt: '2026-01-01T00:00:00.000Z' })
  await history.record({ summary: earlier, findings: findingsInMemory([gone]) })
  await history.record({ summary: testSummary(), findings: findingsInMemory([]) })
  const [finding] = await asff(testInput({ list: [], history }))
  assert.equal(finding?.RecordState, 'ARCHIVED')
  assert.match(finding?.Id ?? '', new RegExp(`${gone.findingUid}$`))
})

test('a region that is none, and a template without an account', async () => {
  const [finding] = await asff(
    testInput({ list: [testFinding({ status: 'FAIL', name: 'trail', region: 'global' })] }),
  )
  assert.match(finding?.ProductArn ?? '', /:us-east-1:/)
  const account = { id: '', name: null, ouPath: null, organizationId: null }
  assert.deepEqual(await asff(testInput({ list: [testFinding({ status: 'FAIL', name: 'a', account })] })), [])
})

test('hostile and long texts stay within the limits, cut between characters', async () => {
  await asff(testInput({ list: hostileFindings() }))
})
