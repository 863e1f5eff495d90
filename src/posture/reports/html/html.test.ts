import assert from 'node:assert/strict'
import { createHash } from 'node:crypto'
import { test } from 'node:test'
import fc from 'fast-check'
import type { Finding } from '../../finding.ts'
import { openHistory } from '../../history/history.ts'
import { findingsInMemory } from '../findings-file.ts'
import { hostileFindings } from '../fixtures/test-hostile.ts'
import { hostileTexts, testFinding, testFindings, testInput, testSummary } from '../fixtures/test-scan.ts'
import type { ReportInput } from '../report.ts'
import { reportText } from '../reports.ts'

async function page(input: ReportInput): Promise<string> {
  return reportText('html', input, {})
}

interface Tag {
  readonly name: string
  readonly attributes: readonly string[]
}

/** Tags as a browser reads them outside of style: quoted attributes, or none. Anything else in a tag makes it fail. */
function tagsOf(html: string): Tag[] {
  const body = html.replace(/<style>[\s\S]*?<\/style>/u, '<style></style>')
  return [...body.matchAll(/<[^>]*>/gu)].map(([text]) => {
    const read = /^<\/?(!?[a-z][a-z0-9]*)((?: [a-z][a-z0-9-]*(?:="[^"]*")?)*)\/?>$/iu.exec(text)
    assert.ok(read !== null, `not a tag of ours: ${text.slice(0, 80)}`)
    const attributes = [...(read[2] ?? '').matchAll(/ ([a-z][a-z0-9-]*)(?:="[^"]*")?/giu)].map(
      ([, name = '']) => name,
    )
    return { name: read[1] ?? '', attributes }
  })
}

const allowedAttributes =
  /^(lang|charset|http-equiv|content|name|id|class|href|rel|role|viewbox|type|checked|open|scope|for|data-(severity|service|region)|aria-label|x|y|x1|x2|y1|y2|cx|cy|r|width|height|transform|points|text-anchor|dominant-baseline|stroke-dasharray|html)$/iu

function checkHarmless(html: string): void {
  for (const { name, attributes } of tagsOf(html)) {
    assert.doesNotMatch(name, /^(script|iframe|object|embed|img|link|base|form action)$/iu)
    for (const attribute of attributes) assert.match(attribute, allowedAttributes)
  }
  for (const [, url = ''] of html.matchAll(/href="([^"]*)"/gu)) assert.match(url, /^(#|https:\/\/)/)
  // No half surrogate, nothing unseen, nothing that turns the text around.
  assert.doesNotMatch(html, /(?!\n)[\p{Cc}\p{Cf}]/u)
  assert.ok(html.isWellFormed())
}

test('the policy allows the one style sheet by its hash, and nothing else', async () => {
  const html = await page(testInput())
  const style = /<style>([\s\S]*?)<\/style>/u.exec(html)?.[1] ?? ''
  const hash = createHash('sha256').update(style).digest('base64')
  const policy = /http-equiv="Content-Security-Policy" content="([^"]*)"/u.exec(html)?.[1]
  assert.equal(
    policy?.replaceAll('&#39;', "'"),
    `default-src 'none'; style-src 'sha256-${hash}'; base-uri 'none'; form-action 'none'`,
  )
  assert.doesNotMatch(style, /url\(|@import|expression/u)
  assert.doesNotMatch(html, /<script|\sstyle="|\son[a-z]+="/iu)
})

test('failures and what was not proven are shown with reasons, evidence and the missing permission', async () => {
  const summary = testSummary({
    completeness: 'incomplete',
    incompleteReasons: ['The deadline was reached.'],
    notImplemented: [{ service: 'bedrock-agent', account: '111122223333', region: 'eu-west-1' }],
  })
  const html = await page(testInput({ summary }))
  for (const text of [
    'support-guardrail uses the default key (AWS-owned).',
    '<code>kmsKeyArn</code> <em>absent</em>',
    'Grant <code>connect:ListInstanceStorageConfigs</code>',
    'The deadline was reached.',
    'bedrock-agent',
    'not implemented by the endpoint',
    'Moves to the new instance in March',
    'NIST SP 800-53 Rev. 5',
    'UpdateGuardrail with kmsKeyId',
  ]) {
    assert.ok(html.includes(text), text)
  }
})

test('hostile texts are text', async () => {
  const html = await page(testInput({ list: hostileFindings() }))
  checkHarmless(html)
})

test('whatever a resource is called, the page has the same tags', async () => {
  const named = (text: string): Finding[] =>
    testFindings().map((finding) => ({
      ...finding,
      reasonText: text,
      resource: { ...finding.resource, name: `n${text}`, tags: { team: text } },
    }))
  const expected = tagsOf(await page(testInput({ list: named('plain') })))
  await fc.assert(
    fc.asyncProperty(fc.string({ unit: 'binary' }), async (text) => {
      assert.deepEqual(tagsOf(await page(testInput({ list: named(text) }))), expected)
    }),
    { numRuns: 40, examples: hostileTexts.map((text): [string] => [text]) },
  )
})

test('a link that is not https is text', async () => {
  const remediation = { summary: 'x', mode: 'ADVICE', url: 'javascript:alert(1)' } as const
  const html = await page(testInput({ list: [testFinding({ status: 'FAIL', name: 'a', remediation })] }))
  assert.doesNotMatch(html, /href="javascript/iu)
})

test('the score over time, since when, and who did it', async () => {
  using history = openHistory(':memory:')
  const at = (day: number) => `2026-01-0${day}T00:00:00.000Z`
  const before = testFinding({ status: 'PASS', name: 'a', lastSeen: at(1) })
  const after = testFinding({ status: 'FAIL', name: 'a', lastSeen: at(2) })
  await history.record({
    summary: testSummary({ scanId: 'scan-1', endedAt: at(1) }),
    findings: findingsInMemory([before]),
  })
  const summary = testSummary({ endedAt: at(2) })
  await history.record({ summary, findings: findingsInMemory([after]) })
  history.attribute('scan-2', after.findingUid, {
    principal: 'arn:aws:iam::111122223333:user/<b>mallory</b>',
    event: 'bedrock:UpdateGuardrail',
    at: at(2),
    eventId: null,
    sourceIp: null,
  })
  const html = await page(testInput({ list: [after], summary, history }))
  checkHarmless(html)
  assert.match(html, /<svg class="chart"/)
  assert.match(html, /failing since 2026-01-02 00:00 UTC/)
  assert.match(html, /user\/&lt;b&gt;mallory&lt;\/b&gt;/)
  assert.match(html, /down 100 since the scan before/)
  // The next scan still shows it, below its own changes.
  const next = testSummary({ scanId: 'scan-3', endedAt: at(3) })
  await history.record({ summary: next, findings: findingsInMemory([after]) })
  const later = await page(testInput({ list: [after], summary: next, history }))
  checkHarmless(later)
  assert.match(later, /Nothing changed.*Earlier, where the trail says who.*user\/&lt;b&gt;mallory/s)
})

test('more findings than are shown are counted', async () => {
  const list = Array.from({ length: 12 }, (_, index) => testFinding({ status: 'FAIL', name: `g${index}` }))
  const html = await reportText('html', testInput({ list }), { rowsMax: 10 })
  assert.match(html, /2 more are not shown here/)
})

test('nothing found is a page that says so', async () => {
  const html = await page(testInput({ list: [], rules: [] }))
  checkHarmless(html)
  assert.match(html, /Nothing was found to judge\./)
})
