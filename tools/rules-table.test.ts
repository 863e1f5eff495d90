import assert from 'node:assert/strict'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'node:test'
import { readMutelist } from '../src/posture/mutes/mutes.ts'
import { rules } from '../src/posture/rules/rules.ts'
import { readSettings } from '../src/posture/settings/settings.ts'
import { readScannerPage, withRulesTable } from './rules-table.ts'

test('docs/scanner.md agrees with the rules (npm run rules-table)', () => {
  const page = readScannerPage()
  assert.equal(page, withRulesTable(page, rules))
})

test('the configuration and the mutelist of docs/scanner.md are understood', (context) => {
  const folder = mkdtempSync(join(tmpdir(), 'keyhold-docs-'))
  context.after(() => rmSync(folder, { recursive: true }))
  const file = join(folder, 'example.yaml')
  const [settings = '', mutelist = ''] = [...readScannerPage().matchAll(/```yaml\n(.*?)```/gs)].map(
    ([, yaml]) => yaml ?? '',
  )
  writeFileSync(file, settings)
  const { parameters, severities } = readSettings(file, new Set(rules.map(({ id }) => id)))
  assert.deepEqual(parameters.requiredKeyTag, { key: 'DataClass', value: 'confidential' })
  assert.deepEqual(severities, { 'ecr-repository-cmk': 'MEDIUM' })
  writeFileSync(file, mutelist)
  assert.deepEqual(
    readMutelist(file).map(({ expires }) => expires),
    ['2027-06-30', null],
  )
})
