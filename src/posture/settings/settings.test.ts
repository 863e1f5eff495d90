import assert from 'node:assert/strict'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, test } from 'node:test'
import { noSettings, parametersOf, readSettings } from './settings.ts'

const folder = mkdtempSync(join(tmpdir(), 'keyhold-settings-'))
after(() => rmSync(folder, { recursive: true, force: true }))

function read(yaml: string) {
  const file = join(folder, 'scan.yaml')
  writeFileSync(file, yaml)
  return readSettings(file, new Set(['s3-bucket-cmk', 'bedrock-guardrail-cmk']))
}

test('parameters of all rules, of one rule, and its severity', () => {
  const settings = read(`
parameters: {minimumKeyLevel: cmk-hsm, trustedKeyAccounts: ["111122223333"], requiredKeyTag: owner=us}
rules:
  s3-bucket-cmk: {minimumKeyLevel: aws-managed}
severities: {s3-bucket-cmk: low}
rates: {kms: 20, "bedrock:get": 0.5}
endpoints: {kms: "http://127.0.0.1:1"}
regions: [us-east-1]
`)
  const ofBucket = parametersOf(settings, 's3-bucket-cmk', 7)
  assert.equal(ofBucket.minimumKeyLevel, 'aws-managed')
  assert.equal(ofBucket.severity, 'LOW')
  assert.equal(ofBucket.scannedAt, 7)
  const ofGuardrail = parametersOf(settings, 'bedrock-guardrail-cmk', 7)
  assert.equal(ofGuardrail.minimumKeyLevel, 'cmk-hsm')
  assert.deepEqual(ofGuardrail.requiredKeyTag, { key: 'owner', value: 'us' })
  assert.equal(ofGuardrail.severity, null)
  assert.deepEqual(settings.rates, { kms: 20, 'bedrock:get': 0.5 })
  assert.deepEqual(settings.regions, ['us-east-1'])
})

test('an account id that YAML took for a number', () => {
  assert.deepEqual(read('parameters: {trustedKeyAccounts: [12345678901]}').parameters.trustedKeyAccounts, [
    '012345678901',
  ])
})

test('nothing set', () => {
  assert.deepEqual(read(''), noSettings)
  assert.equal(parametersOf(noSettings, 'x', 0).minimumKeyLevel, 'cmk')
})

test('what is wrong is named', () => {
  const wrong: readonly [string, RegExp][] = [
    ['paramters: {}', /unknown field paramters/],
    ['parameters: {idleDay: 3}', /no parameter idleDay/],
    ['parameters: {idleDays: many}', /idleDays is not a number/],
    ['parameters: {minimumKeyLevel: best}', /best is not one of none/],
    ['parameters: {keyLevelOrder: [none, cmk]}', /each level once; missing: aws-owned/],
    ['parameters: {approvedKeyArns: [alias/ours]}', /alias\/ours is not a key's ARN/],
    ['parameters: {trustedKeyAccounts: [ours]}', /ours is not an account id/],
    ['parameters: {acceptAliasProof: "yes"}', /acceptAliasProof is not a boolean/],
    ['rules: {s3: {}}', /there is no rule s3/],
    ['severities: {s3-bucket-cmk: awful}', /not one of INFO/],
    ['rates: {kms: 0}', /not a number above 0/],
    ['endpoints: {kms: here}', /not a URL/],
    ['- a', /not a set of fields/],
    ['a: [', /cannot be read as YAML/],
  ]
  for (const [yaml, message] of wrong) assert.throws(() => read(yaml), message, yaml)
})
