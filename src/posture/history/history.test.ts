import assert from 'node:assert/strict'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'node:test'
import type { Finding, Status } from '../finding.ts'
import { findingsInMemory } from '../reports/findings-file.ts'
import { secondAccount, testFinding, testInput, testSummary } from '../reports/fixtures/test-scan.ts'
import type { ScanSummary } from '../scan-summary.ts'
import { type History, openHistory } from './history.ts'

const at = (day: number) => new Date(Date.UTC(2026, 0, day)).toISOString()

async function record(
  history: History,
  day: number,
  findings: readonly Finding[],
  summary: Partial<ScanSummary> = {},
): Promise<void> {
  await history.record({
    summary: testSummary({ scanId: `scan-${day}`, startedAt: at(day), endedAt: at(day), ...summary }),
    findings: findingsInMemory(
      findings.map((finding) => ({ ...finding, lastSeen: at(day), firstSeen: at(day) })),
    ),
  })
}

const resource = (status: Status, name = 'a') => testFinding({ status, name })
const uid = resource('PASS').findingUid

test('non-compliant from the first FAIL until a PASS, whatever was not proven between', async () => {
  using history = openHistory(':memory:')
  const course: unknown[] = []
  for (const [index, status] of (
    ['PASS', 'FAIL', 'MANUAL', 'FAIL', 'PASS', 'MANUAL', 'FAIL'] as const
  ).entries()) {
    await record(history, index + 1, [resource(status)])
    const life = history.find(uid)
    course.push([status, life?.nonCompliantSince ?? null, life?.fixedAt ?? null])
  }
  assert.deepEqual(course, [
    ['PASS', null, null],
    ['FAIL', at(2), null],
    ['MANUAL', at(2), null],
    ['FAIL', at(2), null],
    ['PASS', null, at(5)],
    ['MANUAL', null, at(5)],
    ['FAIL', at(7), null],
  ])
  assert.equal(history.find(uid)?.firstSeen, at(1))
  assert.equal(history.find(uid)?.statusSince, at(7))
})

test('a change names its scan, both statuses, and who did it when the trail says so', async () => {
  using history = openHistory(':memory:')
  await record(history, 1, [resource('PASS')])
  await record(history, 2, [resource('FAIL')])
  assert.deepEqual([...history.changesOf('scan-1')], [])
  const [change] = history.changesOf('scan-2')
  assert.deepEqual(
    [change?.from, change?.to, change?.finding.resourceName, change?.changedBy],
    ['PASS', 'FAIL', 'a', null],
  )
  const changedBy = {
    principal: 'arn:aws:iam::111122223333:user/ada',
    event: 'bedrock:UpdateGuardrail',
    at: at(2),
    eventId: 'e-1',
    sourceIp: '192.0.2.1',
  }
  assert.equal(history.attribute('scan-2', uid, changedBy), true)
  assert.deepEqual(history.find(uid)?.lastChange?.changedBy, changedBy)
  assert.equal(history.attribute('scan-1', uid, changedBy), false)
})

test('what is new may have a name as well: not once it has changed, and not for another scan', async () => {
  using history = openHistory(':memory:')
  await record(history, 1, [resource('PASS', 'b')])
  await record(history, 2, [resource('FAIL'), resource('PASS', 'b')])
  const by = { principal: 'p', event: 'bedrock:CreateGuardrail', at: at(2), eventId: null, sourceIp: null }
  assert.equal(history.attributeFirst('scan-1', uid, by), false)
  assert.equal(history.attributeFirst('scan-2', 'unknown', by), false)
  assert.equal(history.attributeFirst('scan-2', uid, by), true)
  assert.deepEqual(
    history
      .attributedChanges('scan-2', 10)
      .map(({ from, to, changedBy }) => [from, to, changedBy?.principal]),
    [['NEW', 'FAIL', 'p']],
  )
  assert.deepEqual(history.attributedChanges('scan-1', 10), [])
  await record(history, 3, [resource('PASS'), resource('PASS', 'b')])
  assert.equal(history.attributeFirst('scan-2', uid, by), false)
})

test('one operation that an endpoint lacks hides nothing of what a rule has judged', async () => {
  using history = openHistory(':memory:')
  await record(history, 1, [resource('FAIL'), resource('PASS', 'b')])
  const gap = { service: 'bedrock', account: '111122223333', region: 'eu-west-1' }
  await record(history, 2, [resource('PASS', 'b')], { notImplemented: [gap] })
  assert.equal(history.find(uid)?.status, 'GONE')
})

test('a resource that a whole scan of its place no longer saw is gone, and fixed if it failed', async () => {
  using history = openHistory(':memory:')
  await record(history, 1, [resource('FAIL'), resource('PASS', 'b')])
  await record(history, 2, [resource('PASS', 'b')])
  const life = history.find(uid)
  assert.deepEqual([life?.status, life?.fixedAt, life?.lastSeen], ['GONE', at(2), at(1)])
  // It comes back.
  await record(history, 3, [resource('FAIL'), resource('PASS', 'b')])
  assert.deepEqual([history.find(uid)?.status, history.find(uid)?.nonCompliantSince], ['FAIL', at(3)])
  assert.equal(history.find(uid)?.firstSeen, at(1))
})

const blind: readonly (readonly [string, Partial<ScanSummary>, readonly Finding[]])[] = [
  ['was incomplete', { completeness: 'incomplete' }, []],
  ['is not known to be complete', { completeness: 'unknown' }, []],
  ['had other rules', { ruleIds: ['kms-rotation-enabled'] }, []],
  ['was of another account', { accounts: [secondAccount] }, []],
  ['was of another region', { regions: ['us-east-1'] }, []],
  ['was of another endpoint', { endpoint: 'https://127.0.0.1:4566' }, []],
  [
    'did not find the service',
    { notImplemented: [{ service: 'bedrock', account: '111122223333', region: 'eu-west-1' }] },
    [],
  ],
  [
    'could not list',
    {},
    [testFinding({ status: 'MANUAL', name: 'account', reasonCode: 'API_ERROR:AccessDeniedException' })],
  ],
]

for (const [name, summary, findings] of blind) {
  test(`nothing is gone because a scan ${name}`, async () => {
    using history = openHistory(':memory:')
    await record(history, 1, [resource('FAIL')])
    await record(history, 2, findings, summary)
    assert.equal(history.find(uid)?.status, 'FAIL')
    assert.deepEqual([...history.changesOf('scan-2')], [])
  })
}

test('a scan that is recorded twice changes nothing', async () => {
  using history = openHistory(':memory:')
  await record(history, 1, [resource('PASS')])
  await record(history, 2, [resource('FAIL')])
  const before = [history.find(uid), history.scansUpTo('scan-2', 10), [...history.changesOf('scan-2')]]
  await record(history, 2, [resource('FAIL')])
  assert.deepEqual(
    [history.find(uid), history.scansUpTo('scan-2', 10), [...history.changesOf('scan-2')]],
    before,
  )
})

test('a reading that fails leaves the history as it was', async () => {
  using history = openHistory(':memory:')
  await record(history, 1, [resource('PASS')])
  const findings = {
    async *[Symbol.asyncIterator]() {
      yield resource('FAIL')
      throw new Error('the file ends here')
    },
  }
  await assert.rejects(history.record({ summary: testSummary({ scanId: 'scan-2' }), findings }), /ends here/)
  assert.equal(history.find(uid)?.status, 'PASS')
  assert.deepEqual(history.scansUpTo('scan-2', 10), [])
})

test('scores are compared with scans of the same places and about as many rules, not later than this one', async () => {
  using history = openHistory(':memory:')
  await record(history, 1, [resource('FAIL')])
  await record(history, 2, [resource('FAIL')], { regions: ['us-east-1'] })
  await record(history, 3, [resource('FAIL')], { ruleIds: ['bedrock-guardrail-cmk'] })
  await record(history, 4, [resource('PASS')])
  await record(history, 5, [resource('PASS')])
  assert.deepEqual(
    history.scansUpTo('scan-4', 10).map(({ scanId, score }) => [scanId, score]),
    [
      ['scan-1', 0],
      ['scan-4', 100],
    ],
  )
  assert.deepEqual(
    history.scansUpTo('scan-5', 2).map(({ scanId }) => scanId),
    ['scan-4', 'scan-5'],
  )
})

test('it is kept in its file', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'history-'))
  try {
    const file = join(folder, 'history.db')
    {
      using history = openHistory(file)
      await record(history, 1, [resource('FAIL')])
    }
    using history = openHistory(file)
    assert.equal(history.find(uid)?.nonCompliantSince, at(1))
    assert.equal(history.find('another'), null)
  } finally {
    rmSync(folder, { recursive: true })
  }
})

test('what a stranger named comes back as it was', async () => {
  using history = openHistory(':memory:')
  const name = "'); DROP TABLE findings; --\ud800\0"
  await record(history, 1, [resource('PASS', name)])
  await record(history, 2, [])
  const [change] = history.changesOf('scan-2')
  assert.equal(change?.finding.resourceName, name)
  assert.equal(testInput().history, null)
})
