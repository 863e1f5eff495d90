import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Finding } from '../finding.ts'
import { hostileFindings } from './fixtures/test-hostile.ts'
import { testFindings, testInput, testKey } from './fixtures/test-scan.ts'
import { fileNameOf, formats, isFormat, reportText, writeReport } from './reports.ts'

/** As if a collector had left its facts in the finding. */
function withSecrets(finding: Finding): Finding {
  const secret = { facts: 'top-secret-topic', policy: { blockedInputMessaging: 'top-secret-topic' } }
  return Object.assign({}, finding, secret, {
    resource: Object.assign({}, finding.resource, secret),
    key: Object.assign({}, testKey('CUSTOMER'), secret),
    evidence: finding.evidence.map((evidence) => Object.assign({}, evidence, secret)),
    account: Object.assign({}, finding.account, secret),
    muted: finding.muted === null ? null : Object.assign({}, finding.muted, secret),
  })
}

for (const format of formats) {
  test(`${format}: shows the named members of a finding and nothing else that came with it`, async () => {
    const text = await reportText(format, testInput({ list: testFindings().map(withSecrets) }), {})
    assert.doesNotMatch(text, /top-secret/)
  })

  test(`${format}: is the same each time, whatever a stranger wrote, and well-formed`, async () => {
    const input = testInput({ list: hostileFindings() })
    const text = await reportText(format, input, {})
    assert.ok(text.isWellFormed() && text.endsWith('\n'))
    assert.equal(await reportText(format, input, {}), text)
  })

  test(`${format}: a scan without findings has a report`, async () => {
    await reportText(format, testInput({ list: [], rules: [] }), {})
  })

  test(`${format}: a slow reader holds the writer back`, async () => {
    let busy = false
    const list = Array.from({ length: 2 }, () => hostileFindings()).flat()
    await writeReport(format, testInput({ list }), {}, async () => {
      assert.equal(busy, false)
      busy = true
      await new Promise((resolve) => setImmediate(resolve))
      busy = false
    })
  })
}

test('every format has a file of its own', () => {
  assert.equal(new Set(formats.map((format) => fileNameOf(format))).size, formats.length)
  assert.equal(fileNameOf('json', { jsonArray: true }), 'findings.json')
  assert.ok(isFormat('sarif'))
  assert.ok(!isFormat('toString'))
})
