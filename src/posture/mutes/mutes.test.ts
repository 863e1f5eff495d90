import assert from 'node:assert/strict'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, test } from 'node:test'
import fc from 'fast-check'
import { parse } from 'yaml'
import type { Finding } from '../finding.ts'
import { matchesGlob } from './glob.ts'
import { parseMuteEntry } from './mute-entry.ts'
import { createMutes, type MuteOptions, readBaseline, readMutelist } from './mutes.ts'

const now = Date.parse('2026-06-15T12:00:00Z')
const finding = {
  findingUid: 'f'.repeat(32),
  ruleId: 'bedrock-guardrail-cmk',
  status: 'FAIL',
  account: { id: '012345678901', name: null, ouPath: null, organizationId: null },
  region: 'us-east-1',
  resource: {
    uid: 'arn:aws:bedrock:us-east-1:012345678901:guardrail/abc',
    type: 'AWS::Bedrock::Guardrail',
    name: 'words',
    tags: { stage: 'test-2' },
  },
} as unknown as Finding

const folder = mkdtempSync(join(tmpdir(), 'keyhold-mutes-'))
after(() => rmSync(folder, { recursive: true, force: true }))

function mutes(yaml: string, options: Partial<MuteOptions> = {}) {
  const entries = (parse(yaml) as unknown[]).map((entry, i) => parseMuteEntry(entry, i + 1))
  return createMutes({ entries, baseline: new Set(), honorsTags: false, now, ...options })
}

const mutesIt = (fields: string) =>
  mutes(`- {reason: because, permanent: true, ${fields}}`).mute(finding) !== null

test('every field narrows, lists and globs widen, not turns around', () => {
  const cases: readonly [string, boolean][] = [
    ['rule: bedrock-guardrail-cmk', true],
    ['rule: bedrock-*', true],
    ['rules: [s3-*, "*-guardrail-*"]', true],
    ['rule: s3-*', false],
    ['rule: bedrock-*, region: us-east-1', true],
    ['rule: bedrock-*, region: eu-west-1', false],
    ['region: {not: eu-*}', true],
    ['region: {not: [us-*, eu-*]}', false],
    ['account: "012345678901"', true],
    ['account: 12345678901', true],
    ['account: "999900001111"', false],
    ['resource: words', true],
    ['resource: "arn:*:guardrail/a?c"', true],
    ['resource: {not: words}', false],
    ['resource: word', false],
    ['resourceRegex: "guardrail/[a-c]+$"', true],
    ['resourceRegex: "guardrail/[x-z]+$"', false],
    ['tags: {stage: "test-*"}', true],
    ['tags: {stage: prod}', false],
    ['tags: {constructor: "*"}', false],
  ]
  for (const [fields, expected] of cases) assert.equal(mutesIt(fields), expected, fields)
})

test('entries that say too little or too much are refused, by number', () => {
  const refused: readonly [string, RegExp][] = [
    ['- {rule: x, permanent: true}', /Entry 1 .*no reason/],
    ['- {rule: x, reason: y}', /neither expires nor/],
    ['- {rule: x, reason: y, expires: soon}', /no date/],
    ['- {reason: y, permanent: true}', /mute everything/],
    ['- {rul: x, reason: y, permanent: true}', /unknown field: rul/],
    ['- {resourceRegex: "(", reason: y, permanent: true}', /regular expression/],
    ['- 5', /not a set of fields/],
  ]
  for (const [yaml, message] of refused) assert.throws(() => mutes(yaml), message, yaml)
})

test('an entry mutes through its last day, and is told when it has expired or was never used', () => {
  const found = mutes(`
- {id: today, rule: bedrock-*, reason: accepted, expires: 2026-06-15}
- {id: past, rule: bedrock-*, reason: accepted, expires: 2026-06-14}
- {id: idle, rule: s3-*, reason: accepted, expires: 2026-06-14}
`)
  assert.deepEqual(found.mute(finding), { by: 'today', reason: 'accepted', expires: '2026-06-15' })
  assert.deepEqual(found.expired(), [{ id: 'past', expires: '2026-06-14' }])
  assert.deepEqual(found.unused(), [{ id: 'idle', expires: '2026-06-14' }])
})

test('what passed is never muted', () => {
  const found = mutes('- {id: all, rule: "*", reason: r, permanent: true}')
  assert.equal(found.mute({ ...finding, status: 'PASS' }), null)
  assert.equal(found.mute({ ...finding, status: 'NOT_APPLICABLE' }), null)
  assert.deepEqual(found.unused(), [{ id: 'all', expires: null }])
})

test('a tag mutes only when asked to, only its rule, only until its day', () => {
  const tagged = (value: string): Finding => ({
    ...finding,
    resource: { ...finding.resource, tags: { 'posture:mute': value } },
  })
  const value = 's3-bucket-cmk:2027-01-01 bedrock-guardrail-cmk:2027-01-01'
  assert.equal(mutes('[]').mute(tagged(value)), null)
  const honoring = mutes('[]', { honorsTags: true })
  assert.equal(honoring.mute(tagged(value))?.by, 'tag')
  assert.equal(honoring.mute(tagged('bedrock-guardrail-cmk:2026-06-14')), null)
  assert.equal(honoring.mute(tagged('bedrock-guardrail-cmk')), null)
  assert.equal(honoring.mute(tagged('s3-bucket-cmk:2027-01-01')), null)
})

test('a baseline is an earlier scan’s findings, or their fingerprints', () => {
  const file = join(folder, 'baseline')
  for (const text of [
    `${JSON.stringify({ findingUid: finding.findingUid, scanId: 'a'.repeat(32) })}\n`,
    `${finding.findingUid}\n`,
    JSON.stringify([finding.findingUid]),
  ]) {
    writeFileSync(file, text)
    const baseline = readBaseline(file)
    assert.deepEqual([...baseline], [finding.findingUid])
    assert.equal(mutes('[]', { baseline }).mute(finding)?.by, 'baseline')
  }
})

test('a mutelist is a list, or has one', () => {
  const file = join(folder, 'mutes.yaml')
  writeFileSync(file, 'mutes:\n  - {rule: x, reason: y, permanent: true}\n')
  assert.equal(readMutelist(file).length, 1)
  writeFileSync(file, '')
  assert.equal(readMutelist(file).length, 0)
  for (const text of ['a: b', '- [', '5']) {
    writeFileSync(file, text)
    assert.throws(() => readMutelist(file), { name: 'UsageError' }, text)
  }
  assert.throws(() => readMutelist(join(folder, 'nowhere')), /cannot be read/)
})

test('a glob is what its regular expression is', () => {
  const letters = fc.string({ unit: fc.constantFrom('a', 'b', '*', '?', '.'), maxLength: 8 })
  fc.assert(
    fc.property(
      letters,
      fc.string({ unit: fc.constantFrom('a', 'b', '.'), maxLength: 10 }),
      (pattern, text) => {
        const expression = pattern.replaceAll('.', '\\.').replaceAll('*', '.*').replaceAll('?', '.')
        assert.equal(matchesGlob(pattern, text), new RegExp(`^${expression}$`, 's').test(text))
      },
    ),
  )
})
