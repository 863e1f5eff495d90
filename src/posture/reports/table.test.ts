import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { test } from 'node:test'
import { stripVTControlCharacters } from 'node:util'
import { hostileFindings } from './fixtures/test-hostile.ts'
import { testFinding, testInput, testSummary } from './fixtures/test-scan.ts'
import { type Format, reportText } from './reports.ts'
import { columnsOf } from './terminal-text.ts'

const golden = (name: string) => readFileSync(new URL(`fixtures/golden/${name}`, import.meta.url), 'utf8')

const files: readonly (readonly [Format, string])[] = [
  ['table', 'table.txt'],
  ['md', 'report.md'],
  ['json', 'findings.jsonl'],
  ['csv', 'findings.csv'],
  ['prom', 'keyhold.prom'],
]

for (const [format, name] of files) {
  test(`${format}: the small scan is exactly ${name}`, async () => {
    assert.equal(await reportText(format, testInput({ summary: incomplete }), {}), golden(name))
  })
}

const incomplete = testSummary({
  completeness: 'incomplete',
  incompleteReasons: ['The deadline was reached.'],
  notImplemented: [{ service: 'bedrock-agent', account: '111122223333', region: 'eu-west-1' }],
  expiredMutes: [{ id: 'ticket-3', expires: '2026-01-15' }],
})

test('no line is longer than the terminal, whatever things are called', async () => {
  for (const widthColumns of [64, 80, 120]) {
    const text = await reportText('table', testInput({ list: hostileFindings(), summary: incomplete }), {
      widthColumns,
    })
    for (const line of text.split('\n')) {
      const columns = columnsOf(line)
      assert.ok(columns <= widthColumns, `${columns} of ${widthColumns}: ${line}`)
    }
  }
})

test('nothing that a stranger wrote steers the terminal', async () => {
  for (const format of ['table', 'md', 'prom'] as const) {
    const text = await reportText(format, testInput({ list: hostileFindings() }), {})
    assert.doesNotMatch(text, /(?!\n)[\p{Cc}\p{Cf}]/u, format)
  }
})

test('colour only on request, and the same words with it', async () => {
  const plain = await reportText('table', testInput(), { color: false })
  const coloured = await reportText('table', testInput(), { color: true })
  assert.equal(plain, stripVTControlCharacters(plain))
  assert.notEqual(coloured, plain)
  assert.equal(stripVTControlCharacters(coloured), plain)
})

test('more failures than are shown are counted', async () => {
  const list = Array.from({ length: 30 }, (_, index) => testFinding({ status: 'FAIL', name: `g${index}` }))
  const text = await reportText('table', testInput({ list }), { rowsMax: 10 })
  assert.match(text, /20 more: --format csv, json or html lists all of them\./)
})

test('a clean scan says so', async () => {
  const list = [testFinding({ status: 'PASS', name: 'a' })]
  const text = await reportText('table', testInput({ list }), {})
  assert.match(text, /Score 100 of 100/)
  assert.match(text, /No failures\n$/)
})

test('Markdown: a stranger makes neither table cells, nor links, nor mentions', async () => {
  const text = await reportText('md', testInput({ list: hostileFindings() }), {})
  const rows = text.split('\n').filter((line) => line.startsWith('| HIGH') || line.startsWith('| MEDIUM'))
  assert.ok(rows.length > 10)
  for (const row of rows) {
    assert.equal(row.split('|').length, 9)
    assert.doesNotMatch(row, /[<>[\]`@*]|www\./)
  }
})
