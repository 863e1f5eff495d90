import assert from 'node:assert/strict'
import { test } from 'node:test'
import { create } from 'xmlbuilder2'
import { hostileFindings } from './fixtures/test-hostile.ts'
import { testInput } from './fixtures/test-scan.ts'
import { reportText } from './reports.ts'

/** XML 1.0 §2.2. */
const illegal = /[^\t\n\r\u{20}-\u{d7ff}\u{e000}-\u{fffd}\u{10000}-\u{10ffff}]/u

test('each status has its element, and the counts agree', async () => {
  const text = await reportText('junit', testInput(), {})
  const root = create(text).root()
  assert.match(
    root.toString(),
    /^<testsuites name="keyhold posture" tests="6" failures="2" errors="1" skipped="2" time="72\.000">/,
  )
  assert.equal(text.match(/<testsuite /g)?.length, 4)
  assert.equal(text.match(/<testcase /g)?.length, 6)
  assert.match(
    text,
    /<testcase classname="bedrock\.bedrock-guardrail-cmk" name="eu-west-1 billing-guardrail" time="0"\/>/,
  )
  assert.match(text, /<failure message="support-guardrail uses the default key \(AWS-owned\)\." type="HIGH">/)
  assert.match(text, /<error message=".*" type="API_ERROR:AccessDeniedException">/)
  assert.match(text, /<skipped message="muted: Moves to the new instance in March"\/>/)
  assert.match(text, /timestamp="2026-01-31T14:05:00"/)
})

test('hostile and illegal characters leave it well-formed', async () => {
  const text = await reportText('junit', testInput({ list: hostileFindings() }), {})
  assert.doesNotMatch(text, illegal)
  const cases = create(text)
    .root()
    .filter((node) => node.node.nodeName === 'testcase', false, true)
  assert.equal(cases.length, hostileFindings().length)
})

test('no findings is an empty list of suites', async () => {
  const text = await reportText('junit', testInput({ list: [] }), {})
  assert.match(text, /<testsuites [^>]*tests="0"[^>]*>\n<\/testsuites>\n$/)
})
