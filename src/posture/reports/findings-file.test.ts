import assert from 'node:assert/strict'
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, test } from 'node:test'
import fc from 'fast-check'
import type { Finding } from '../finding.ts'
import { FindingsFileError, findingsFile } from './findings-file.ts'
import { hostileFindings } from './fixtures/test-hostile.ts'
import { testFinding, testFindings, testInput, testRules, testSummary } from './fixtures/test-scan.ts'
import { findingLine } from './json.ts'
import { reportText } from './reports.ts'
import { deriveScanFacts, readScanFile } from './scan-file.ts'
import { writeReportFiles } from './write-files.ts'

const folder = mkdtempSync(join(tmpdir(), 'findings-'))
after(() => rmSync(folder, { recursive: true }))

async function readBack(text: string): Promise<Finding[]> {
  const path = join(folder, 'findings.jsonl')
  writeFileSync(path, text)
  return Array.fromAsync(findingsFile(path))
}

test('findings read back as they were, hostile ones too', async () => {
  const findings = [...testFindings(), ...hostileFindings()]
  assert.deepEqual(await readBack(findings.map(findingLine).join('')), findings)
})

test('any name reads back, on one line', async () => {
  await fc.assert(
    fc.asyncProperty(fc.string({ unit: 'binary' }), async (name) => {
      const finding = testFinding({ status: 'FAIL', name, tags: { [name]: name } })
      const line = findingLine(finding)
      assert.equal(line.indexOf('\n'), line.length - 1)
      assert.deepEqual(await readBack(line), [finding])
    }),
    { numRuns: 50, examples: [['__proto__'], ['\u2028']] },
  )
})

test('keys are sorted, so that two scans can be compared', () => {
  const [line = ''] = testFindings().map(findingLine)
  const keys = Object.keys(JSON.parse(line))
  assert.deepEqual(keys, [...keys].sort())
  assert.equal(JSON.parse(line).schemaVersion, 1)
})

test('the array holds the same findings', async () => {
  const lines = await reportText('json', testInput(), {})
  const array = await reportText('json', testInput(), { jsonArray: true })
  assert.deepEqual(
    JSON.parse(array),
    lines
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line)),
  )
  assert.equal(await reportText('json', testInput({ list: [] }), { jsonArray: true }), '[]\n')
})

test('empty lines, CRLF and a byte order mark are read over', async () => {
  const [first, second] = testFindings()
  assert.ok(first !== undefined && second !== undefined)
  const text = `\ufeff${findingLine(first).trimEnd()}\r\n\n${findingLine(second)}\n`
  assert.deepEqual(await readBack(text), [first, second])
})

const good = () => JSON.parse(findingLine(testFinding({ status: 'FAIL', name: 'a' })))
const refused: readonly (readonly [string, unknown, RegExp])[] = [
  ['no object', 7, /line 2: not a finding$/],
  ['null', null, /line 2: not a finding$/],
  ['another schema', { ...good(), schemaVersion: 2 }, /not a finding of schema version 1/],
  ['no schema', { ...good(), schemaVersion: undefined }, /schema version 1/],
  ['a status of its own', { ...good(), status: 'OK' }, /status is none of PASS, FAIL/],
  ['no resource', { ...good(), resource: null }, /resource is no object/],
  ['a tag that is no text', { ...good(), resource: { ...good().resource, tags: { a: 1 } } }, /a is no text/],
  ['evidence that is no list', { ...good(), evidence: {} }, /evidence is no list/],
  ['a time that is none', { ...good(), lastSeen: 'yesterday' }, /lastSeen is no time/],
  ['a key of no class', { ...good(), key: { ...good().key, class: 'MINE' } }, /class is none of/],
]

for (const [name, value, message] of refused) {
  test(`a line is refused with its number: ${name}`, async () => {
    const text = `${findingLine(testFinding({ status: 'PASS', name: 'b' }))}${JSON.stringify(value)}\n`
    await assert.rejects(readBack(text), (error: unknown) => {
      assert.ok(error instanceof FindingsFileError)
      assert.equal(error.line, 2)
      assert.match(error.message, message)
      return true
    })
  })
}

test('what is not JSON, and a line without end, are refused', async () => {
  await assert.rejects(readBack('SCAN_ID,TIMESTAMP\n'), /line 1: not JSON/)
  await assert.rejects(readBack(`"${'x'.repeat(5 * 1024 * 1024)}`), /line 1: too long for a finding/)
})

test('reports of a folder: whole files for their owner only, and what a later report needs', async () => {
  const out = join(folder, 'out')
  mkdirSync(out)
  const input = testInput({
    summary: testSummary({ completeness: 'incomplete', incompleteReasons: ['why'] }),
  })
  const paths = await writeReportFiles(out, ['json', 'csv', 'html'], input, {})
  assert.deepEqual(
    paths.map((path) => path.slice(out.length + 1)),
    ['findings.jsonl', 'findings.csv', 'report.html'],
  )
  assert.deepEqual(readdirSync(out).sort(), ['findings.csv', 'findings.jsonl', 'report.html', 'scan.json'])
  for (const path of paths) assert.equal(statSync(path).mode & 0o077, 0)
  const [jsonl = ''] = paths
  assert.deepEqual(readScanFile(jsonl), { summary: input.summary, rules: testRules })
  const later = { ...input, ...readScanFile(jsonl), findings: findingsFile(jsonl) }
  assert.equal(await reportText('csv', later, {}), readFileSync(join(out, 'findings.csv'), 'utf8'))
})

test('a report that fails leaves the older one, and no half file', async () => {
  const out = join(folder, 'failing')
  mkdirSync(out)
  writeFileSync(join(out, 'findings.csv'), 'older')
  const findings = {
    async *[Symbol.asyncIterator]() {
      yield* testFindings()
      throw new Error('the journal ends here')
    },
  }
  await assert.rejects(writeReportFiles(out, ['csv'], testInput({ findings }), {}), /journal ends here/)
  assert.deepEqual(readdirSync(out), ['findings.csv'])
  assert.equal(readFileSync(join(out, 'findings.csv'), 'utf8'), 'older')
})

test('without scan.json nobody claims that the scan saw everything', async () => {
  const { summary, rules } = await deriveScanFacts(testInput().findings, '0.1.0')
  assert.equal(summary.completeness, 'unknown')
  assert.deepEqual(summary.ruleIds, testRules.map(({ id }) => id).sort())
  assert.equal(rules.length, testRules.length)
  assert.equal(summary.exitCode, 3)
  assert.equal(readScanFile(join(folder, 'nowhere', 'findings.jsonl')), null)
  writeFileSync(join(folder, 'scan.json'), '{')
  assert.equal(readScanFile(join(folder, 'findings.jsonl')), null)
})
