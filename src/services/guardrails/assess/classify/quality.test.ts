import assert from 'node:assert/strict'
import { readFile } from 'node:fs/promises'
import { before, test } from 'node:test'
import { qualityRows } from '../../../../../bench/guardrails.ts'
import { heldOut } from './fixtures/held-out.ts'
import { type Measured, measure } from './fixtures/measure.ts'
import { parseLabelled } from './labelled-texts.ts'
import { createLocalClassifier } from './local/local-classifier.ts'
import { trainingTexts } from './local/training-texts.ts'

let measured: readonly Measured[]
before(async () => {
  measured = await measure(createLocalClassifier())
})

const floors: readonly (readonly [string, string, string, number, number])[] = [
  ['plain', 'any filter', 'HIGH', 0.92, 0.92],
  ['plain', 'any filter', 'MEDIUM', 0.92, 0.87],
  ['plain', 'any filter', 'LOW', 0.95, 0.8],
  ['plain', 'SEXUAL', 'HIGH', 0.9, 0.9],
  ['plain', 'VIOLENCE', 'HIGH', 0.8, 0.8],
  ['plain', 'HATE', 'HIGH', 0.95, 0.9],
  ['plain', 'INSULTS', 'HIGH', 0.8, 0.85],
  ['plain', 'MISCONDUCT', 'HIGH', 0.95, 0.9],
  ['plain', 'PROMPT_ATTACK', 'HIGH', 0.9, 0.9],
  ['fresh', 'any filter', 'HIGH', 0.9, 0.5],
  ['topics', 'topics', '', 0.65, 0.8],
]
for (const [texts, what, strength, precision, recall] of floors) {
  test(`${what} on ${texts} texts${strength && ` at ${strength}`}: precision ${precision}, recall ${recall} or better`, () => {
    const row = measured.find((one) => one.texts === texts && one.what === what && one.strength === strength)
    assert.ok(row && row.precision >= precision && row.recall >= recall, JSON.stringify(row))
  })
}

test('docs/guardrails.md shows what is measured', async () => {
  const page = await readFile(new URL('../../../../../docs/guardrails.md', import.meta.url), 'utf8')
  const shown = page.split('\n').map((line) => line.replaceAll(/\s*\|\s*/g, '|'))
  for (const row of qualityRows(measured)) assert.ok(shown.includes(`|${row.join('|')}|`), row.join(' | '))
})

test('no text is in both sets', () => {
  const learned = new Set(parseLabelled(trainingTexts).map(({ text }) => text.toLowerCase()))
  for (const { text } of [...parseLabelled(heldOut.plain), ...parseLabelled(heldOut.fresh)]) {
    assert.ok(!learned.has(text.toLowerCase()), text)
  }
})
