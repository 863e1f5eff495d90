import assert from 'node:assert/strict'
import { test } from 'node:test'
import { parse } from 'csv-parse/sync'
import fc from 'fast-check'
import { csvColumns } from './csv.ts'
import { prowlerColumns } from './csv-prowler.ts'
import { hostileFindings } from './fixtures/test-hostile.ts'
import { testFinding, testFindings, testInput } from './fixtures/test-scan.ts'
import type { ReportOptions } from './report.ts'
import { reportText } from './reports.ts'

type Row = Readonly<Record<string, string>>

async function rows(list: ReturnType<typeof testFindings>, options: ReportOptions = {}): Promise<Row[]> {
  const text = await reportText('csv', testInput({ list }), options)
  const delimiter = options.csvDelimiter ?? (options.csvSchema === 'prowler' ? ';' : ',')
  return parse(text, { columns: true, bom: true, delimiter, record_delimiter: '\r\n' })
}

/** The apostrophe that a spreadsheet takes for "this is text". */
function guarded(text: string): string {
  const readable = text.toWellFormed().replaceAll('\0', '\ufffd')
  return /^[=+\-@\t\r\uff1d\uff0b\uff0d\uff20]/u.test(readable) ? `'${readable}` : readable
}

test('the header is there without findings too, with CRLF', async () => {
  assert.equal(await reportText('csv', testInput({ list: [] }), {}), `${csvColumns.join(',')}\r\n`)
})

test('a row reads back as it was written', async () => {
  const [row] = await rows([
    testFinding({ status: 'FAIL', name: 'support, "east"', tags: { team: 'a', owner: 'b' } }),
  ])
  assert.equal(row?.RESOURCE_NAME, 'support, "east"')
  assert.equal(row?.RESOURCE_TAGS, 'owner=b | team=a')
  assert.equal(row?.EVIDENCE_PATH, 'kmsKeyArn')
  assert.equal(row?.TOOL_VERSION, '0.1.0')
  assert.match(row?.COMPLIANCE ?? '', /NIST SP 800-53 Rev\. 5: SA-9\(6\), SC-12, .* \| /)
})

test('any text reads back, and no cell is a formula', async () => {
  const text = fc.string({ unit: 'binary' })
  await fc.assert(
    fc.asyncProperty(text, text, async (name, reasonText) => {
      const [row] = await rows([testFinding({ status: 'FAIL', name, uid: 'u', reasonText })])
      assert.equal(row?.RESOURCE_NAME, guarded(name))
      assert.equal(row?.STATUS_EXTENDED, guarded(reasonText))
      for (const cell of Object.values(row ?? {})) assert.doesNotMatch(cell, /^[=+\-@\t\r]/)
    }),
    {
      numRuns: 100,
      examples: [
        ['=cmd|x', '@SUM(1)'],
        ['\r=1', "'=1"],
        ['a\nb', 'a\rb'],
        ['"', ';'],
      ],
    },
  )
})

test('hostile texts make neither more rows nor formulas', async () => {
  const findings = hostileFindings()
  for (const csvSchema of ['keyhold', 'prowler'] as const) {
    const read = await rows(findings, { csvSchema })
    const expected =
      csvSchema === 'prowler' ? findings.filter(({ status }) => status !== 'NOT_APPLICABLE') : findings
    assert.equal(read.length, expected.length)
    for (const row of read) {
      for (const cell of Object.values(row)) assert.doesNotMatch(cell, /^[=+\-@\t\r]/)
    }
  }
})

test('a byte order mark and another delimiter on request', async () => {
  const text = await reportText('csv', testInput(), { csvBom: true, csvDelimiter: '\t' })
  assert.ok(text.startsWith('\ufeffSCAN_ID\tTIMESTAMP\t'))
})

test('Prowler’s readers find its columns, words and delimiter', async () => {
  const text = await reportText('csv', testInput(), { csvSchema: 'prowler' })
  assert.ok(text.startsWith(`${prowlerColumns.join(';')}\r\n`))
  const read = await rows(testFindings(), { csvSchema: 'prowler' })
  assert.deepEqual(
    read.map(({ CHECK_ID, STATUS, SEVERITY, MUTED }) => [CHECK_ID, STATUS, SEVERITY, MUTED]),
    [
      ['bedrock-guardrail-cmk', 'FAIL', 'high', 'False'],
      ['bedrock-guardrail-cmk', 'PASS', 'high', 'False'],
      ['connect-call-recordings-cmk', 'MANUAL', 'high', 'False'],
      ['connect-call-recordings-cmk', 'FAIL', 'high', 'True'],
      ['kms-rotation-enabled', 'FAIL', 'medium', 'False'],
    ],
  )
})
