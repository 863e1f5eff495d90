import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { coverageFile, coverageText, readApis } from './coverage.ts'
import { repositoryRoot } from './project.ts'

test('docs/coverage.md agrees with the operation tables (npm run coverage)', async () => {
  assert.equal(readFileSync(join(repositoryRoot, coverageFile), 'utf8'), coverageText(await readApis()))
})
