import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import type { Finding, Severity, Status } from '../finding.ts'
import { testFinding, testRule } from '../reports/fixtures/test-scan.ts'
import { keepScore } from './score.ts'

const muted = { by: 'm', reason: 'r', expires: null }

function scoreOf(findings: readonly Finding[]): number | null {
  const keeper = keepScore()
  for (const finding of findings) keeper.add(finding)
  return keeper.score()
}

function of(id: string, severity: Severity, ...statuses: readonly Status[]): Finding[] {
  const rule = testRule({ id, severity })
  return statuses.map((status, index) => testFinding({ status, rule, name: `${index}` }))
}

const cases: readonly (readonly [string, readonly Finding[], number | null])[] = [
  ['nothing counted', [], null],
  ['all passed', of('a', 'HIGH', 'PASS', 'PASS'), 100],
  ['all failed', of('a', 'HIGH', 'FAIL'), 0],
  ['what is not proven counts as not passed', of('a', 'HIGH', 'PASS', 'MANUAL'), 50],
  ['what does not apply does not count', of('a', 'HIGH', 'PASS', 'NOT_APPLICABLE'), 100],
  ['rules weigh by severity', [...of('a', 'CRITICAL', 'FAIL'), ...of('b', 'LOW', 'PASS')], 9],
  ['rules, not findings', [...of('a', 'HIGH', 'FAIL'), ...of('b', 'HIGH', ...Array(50).fill('PASS'))], 50],
  ['information has no weight', of('a', 'INFO', 'FAIL'), null],
  ['information does not spoil 100', [...of('a', 'INFO', 'FAIL'), ...of('b', 'HIGH', 'PASS')], 100],
  ['rounded down', of('a', 'HIGH', 'PASS', 'PASS', 'FAIL'), 66.6],
  ['a single failure among thousands is not 100', of('a', 'HIGH', ...Array(5000).fill('PASS'), 'FAIL'), 99.9],
  [
    'muted ones stay out',
    of('a', 'HIGH', 'PASS', 'FAIL').map((f) => (f.status === 'FAIL' ? { ...f, muted } : f)),
    100,
  ],
  [
    'context that moves a severity does not move the score',
    of('a', 'HIGH', 'PASS', 'FAIL').map((finding) => ({ ...finding, severity: 'LOW' as const })),
    50,
  ],
]

for (const [name, findings, score] of cases) {
  test(`score: ${name}`, () => assert.equal(scoreOf(findings), score))
}

test('score: from 0 to 100, and 100 exactly when nothing that weighs is open', () => {
  const finding = fc.record({
    id: fc.constantFrom('a', 'b', 'c'),
    status: fc.constantFrom<Status>('PASS', 'FAIL', 'MANUAL', 'NOT_APPLICABLE'),
  })
  const severityOf: Record<string, Severity> = { a: 'CRITICAL', b: 'MEDIUM', c: 'LOW' }
  fc.assert(
    fc.property(fc.array(finding, { maxLength: 40 }), (made) => {
      const findings = made.flatMap(({ id, status }) => of(id, severityOf[id] ?? 'LOW', status))
      const score = scoreOf(findings)
      const counted = findings.filter(({ status }) => status !== 'NOT_APPLICABLE')
      assert.equal(score === null, counted.length === 0)
      if (score === null) return
      assert.ok(score >= 0 && score <= 100)
      assert.equal(
        score === 100,
        counted.every(({ status }) => status === 'PASS'),
      )
    }),
  )
})
