import assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, test } from 'node:test'
import { fileURLToPath } from 'node:url'
import { testFindings, testInput } from '../posture/reports/fixtures/test-scan.ts'
import { writeReportFiles } from '../posture/reports/write-files.ts'

const entry = fileURLToPath(new URL('../main.ts', import.meta.url))
const folder = mkdtempSync(join(tmpdir(), 'report-'))
const findings = join(folder, 'findings.jsonl')
after(() => rmSync(folder, { recursive: true }))

function keyhold(...given: readonly string[]) {
  const environment = { ...process.env, NO_COLOR: '1' }
  return spawnSync(process.execPath, [entry, 'report', ...given], { encoding: 'utf8', env: environment })
}

test('one report goes to standard output, several into a folder', async () => {
  await writeReportFiles(folder, ['json'], testInput(), {})
  const table = keyhold('--in', findings)
  assert.equal(table.status, 0, table.stderr)
  assert.match(table.stdout, /^Keyhold posture scan {2}complete\n/)
  assert.match(table.stdout, /2 failures · 1 to look at · 1 muted\n$/)

  const out = join(folder, 'out')
  const several = keyhold(
    '--in',
    findings,
    '--format',
    'html,sarif,csv',
    '--output',
    out,
    '--csv-schema',
    'prowler',
  )
  assert.equal(several.status, 0, several.stderr)
  assert.deepEqual(readdirSync(out).sort(), ['findings.csv', 'findings.sarif', 'report.html', 'scan.json'])
  assert.match(readFileSync(join(out, 'findings.csv'), 'utf8'), /^AUTH_METHOD;TIMESTAMP;/)
})

test('what cannot be done is said, with exit code 1', () => {
  const broken = join(folder, 'broken.jsonl')
  writeFileSync(broken, '{}\n')
  const cases: readonly (readonly [readonly string[], RegExp])[] = [
    [['--in', join(folder, 'nothing.jsonl')], /nothing\.jsonl is not there\. keyhold scan writes it\./],
    [['--in', findings, '--format', 'pdf'], /There is no format pdf\. Formats: table, json,/],
    [['--in', findings, '--format', 'csv,html'], /Several formats need a folder/],
    [['--in', broken], /broken\.jsonl, line 1: not a finding of schema version 1/],
  ]
  for (const [given, message] of cases) {
    const { status, stderr, stdout } = keyhold(...given)
    assert.equal(status, 1)
    assert.match(stderr, message)
    assert.equal(stdout, '')
  }
  assert.equal(testFindings().length, 6)
})
