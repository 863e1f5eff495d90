import assert from 'node:assert/strict'
import { test } from 'node:test'
import { Ajv2020 } from 'ajv/dist/2020.js'
import { openHistory } from '../history/history.ts'
import { findingsInMemory } from './findings-file.ts'
import { hostileFindings } from './fixtures/test-hostile.ts'
import { testFinding, testInput, testKey, testSummary } from './fixtures/test-scan.ts'
import { publishedSchema } from './fixtures/test-schemas.ts'
import type { ReportInput } from './report.ts'
import { reportText } from './reports.ts'

interface Event {
  readonly activity_id: number
  readonly activity_name: string
  readonly type_uid: number
  readonly class_uid: number
  readonly category_uid: number
  readonly time: number
  readonly severity_id: number
  readonly status_id: number
  readonly metadata: { readonly version: string; readonly product: { readonly name: string } }
  readonly finding_info: { readonly uid: string }
  readonly compliance: { readonly status_id?: number; readonly status_code: string }
  readonly unmapped: Readonly<Record<string, unknown>>
}

const schema = publishedSchema('ocsf-1.6-compliance-finding.json')
const validate = schema === null ? null : new Ajv2020({ strict: false, allErrors: true }).compile(schema)

async function ocsf(input: ReportInput): Promise<Event[]> {
  const events: Event[] = JSON.parse(await reportText('ocsf', input, {}))
  for (const event of events) {
    if (validate !== null) assert.ok(validate(event), JSON.stringify(validate.errors?.slice(0, 3)))
    checkStructure(event)
  }
  return events
}

function checkStructure(event: Event): void {
  assert.equal(event.category_uid, 2)
  assert.equal(event.class_uid, 2003)
  assert.equal(event.type_uid, 200300 + event.activity_id)
  assert.equal(event.metadata.version, '1.6.0')
  assert.ok(event.metadata.product.name.length > 0)
  assert.ok(event.finding_info.uid.length > 0)
  // Milliseconds: as seconds the same number would be in the year 50,000.
  assert.ok(Number.isInteger(event.time) && event.time > 1_500_000_000_000)
  assert.ok([1, 2, 3].includes(event.compliance.status_id ?? 1))
  assert.doesNotMatch(JSON.stringify(event), /:null[,}]|\\ud[89a-f][0-9a-f]{2}/i)
}

test('pass and fail stand in the compliance object, never in the status', async () => {
  const events = await ocsf(testInput())
  assert.deepEqual(
    events.map(({ status_id, compliance, severity_id }) => [status_id, compliance.status_id, severity_id]),
    [
      [1, 3, 4],
      [1, 1, 1],
      [1, 2, 4],
      [3, 3, 4],
      [1, 3, 3],
    ],
  )
})

test('a finding is created, updated, closed when it passes, and created again by no scan', async () => {
  using history = openHistory(':memory:')
  const course: unknown[] = []
  for (const [scan, status] of (['FAIL', 'FAIL', 'PASS', 'PASS', 'FAIL'] as const).entries()) {
    const at = new Date(Date.UTC(2026, 0, scan + 1)).toISOString()
    const list = [testFinding({ status, name: 'a', lastSeen: at, scanId: `scan-${scan}` })]
    const summary = testSummary({ scanId: `scan-${scan}`, endedAt: at })
    await history.record({ summary, findings: findingsInMemory(list) })
    const [event] = await ocsf(testInput({ list, summary, history }))
    course.push([event?.activity_name, event?.status_id, event?.compliance.status_id])
  }
  assert.deepEqual(course, [
    ['Create', 1, 3],
    ['Update', 1, 3],
    ['Close', 4, 1],
    ['Update', 4, 1],
    ['Update', 1, 3],
  ])
})

test('a resource that is gone closes its finding', async () => {
  using history = openHistory(':memory:')
  const gone = testFinding({ status: 'FAIL', name: 'gone' })
  await history.record({
    summary: testSummary({ scanId: 'scan-1', endedAt: '2026-01-01T00:00:00.000Z' }),
    findings: findingsInMemory([gone]),
  })
  await history.record({ summary: testSummary(), findings: findingsInMemory([]) })
  const [event, ...more] = await ocsf(testInput({ list: [], history }))
  assert.equal(more.length, 0)
  assert.equal(event?.finding_info.uid, gone.findingUid)
  assert.deepEqual(
    [event?.activity_name, event?.status_id, event?.compliance.status_code],
    ['Close', 4, 'RESOURCE_GONE'],
  )
})

test('key, mute, source and who changed it are kept beside what OCSF knows', async () => {
  const [event] = await ocsf(
    testInput({
      list: [
        testFinding({
          status: 'FAIL',
          name: 'a',
          key: testKey('AWS_MANAGED'),
          muted: { by: 'm-1', reason: 'later', expires: '2026-12-31' },
          source: { file: 'a.yaml', line: 3, column: null },
          endpoint: 'https://127.0.0.1:4566',
          provider: 'self-hosted',
        }),
      ],
    }),
  )
  assert.deepEqual(Object.keys(event?.unmapped ?? {}).sort(), [
    'base_severity',
    'endpoint',
    'key',
    'mute',
    'remediation_mode',
    'scan_id',
    'source',
  ])
})

test('hostile texts leave the events valid', async () => {
  const events = await ocsf(testInput({ list: hostileFindings() }))
  assert.ok(events.length > 50)
})
