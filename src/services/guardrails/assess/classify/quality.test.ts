import assert from 'node:assert/strict'
import { readFile } from 'node:fs/promises'
import { before, test } from 'node:test'
import { qualityRows } from '../../../../../bench/guardrails.ts'
import { blindTexts } from './fixtures/blind.ts'
import { heldOut } from './fixtures/held-out.ts'
import { type Measured, measure } from './fixtures/measure.ts'
import { variedTexts } from './fixtures/varied.ts'
import { parseLabelled } from './labelled-texts.ts'
import { learnedTexts } from './local/learned-texts.ts'
import { createLocalClassifier } from './local/local-classifier.ts'
import { termsOf } from './local/terms.ts'

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
  ['plain', 'HATE', 'HIGH', 0.88, 0.9],
  ['plain', 'INSULTS', 'HIGH', 0.8, 0.85],
  ['plain', 'MISCONDUCT', 'HIGH', 0.8, 0.88],
  ['plain', 'PROMPT_ATTACK', 'HIGH', 0.85, 0.9],
  ['fresh', 'any filter', 'HIGH', 0.92, 0.75],
  ['varied', 'any filter', 'HIGH', 0.9, 0.83],
  ['varied', 'any filter', 'MEDIUM', 0.93, 0.72],
  ['varied', 'any filter', 'LOW', 0.95, 0.6],
  ['varied', 'SEXUAL', 'HIGH', 0.8, 0.75],
  ['varied', 'VIOLENCE', 'HIGH', 0.72, 0.7],
  ['varied', 'HATE', 'HIGH', 0.85, 0.83],
  ['varied', 'INSULTS', 'HIGH', 0.78, 0.78],
  ['varied', 'MISCONDUCT', 'HIGH', 0.7, 0.7],
  ['varied', 'PROMPT_ATTACK', 'HIGH', 0.85, 0.9],
  ['blind', 'any filter', 'HIGH', 0.82, 0.47],
  ['plain', 'topics', '', 0.7, 0.65],
  ['varied', 'topics', '', 0.65, 0.55],
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

test('no text, nor one of nearly the same words, is both learned and measured', () => {
  const measuredTexts = Object.values({ ...heldOut, varied: variedTexts, blind: blindTexts }).flatMap(
    parseLabelled,
  )
  const bags = measuredTexts.map(({ text }) => ({ text, words: wordsOf(text) }))
  for (const { text } of parseLabelled(learnedTexts)) {
    const words = wordsOf(text)
    for (const other of bags) {
      const shared = words.intersection(other.words).size
      const all = words.size + other.words.size - shared
      assert.ok(shared === 0 || shared / all < 0.5, `${text} | ${other.text}`)
    }
  }
})

/** Without those of grammar, which make any two questions alike. */
function wordsOf(text: string): Set<string> {
  return new Set(
    termsOf(text)
      .map(({ stem }) => stem)
      .filter((stem) => !grammar.has(stem)),
  )
}

const grammar: ReadonlySet<string> = new Set(
  'a an the i you he she it we they me my your hi her their is are am be was were do doe did to of in on at for and or with that thi how what which who can will'.split(
    ' ',
  ),
)
