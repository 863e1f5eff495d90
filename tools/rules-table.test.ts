import assert from 'node:assert/strict'
import { test } from 'node:test'
import { rules } from '../src/posture/rules/rules.ts'
import { readScannerPage, withRulesTable } from './rules-table.ts'

test('docs/scanner.md agrees with the rules (npm run rules-table)', () => {
  const page = readScannerPage()
  assert.equal(page, withRulesTable(page, rules))
})
