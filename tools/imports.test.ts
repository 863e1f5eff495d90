import assert from 'node:assert/strict'
import { test } from 'node:test'
import { findReferences, resolveReference } from './imports.ts'

const source = `
import type { A } from './a.ts'
import { type B, type C } from './b.ts'
import { type D, e } from '../d.ts'
import * as f from 'package'
import './side-effect.ts'
import data from './data.json' with { type: 'json' }
export { g } from './g.ts'
export type { H } from './h.ts'
import {
  one,
  two,
} from './lines.ts'
const lazy = await import('./lazy.ts')
const worker = new Worker(new URL('./worker.ts', import.meta.url))
const own = new URL(\`./own\${extname(import.meta.url)}\`, import.meta.url)
const there = import.meta.resolve('./resolved.ts')
// import { no } from './comment.ts'
/* import './block.ts' */
const text = \`import './template.ts' \${inside("import './nested.ts'")}\`
const divided = a / b / c
const pattern = /['"\`]/u
import { last } from './last.ts'
`

test('findReferences: every way to import, and nothing from comments and templates', () => {
  const found = findReferences(source).map(({ specifier, typeOnly }) =>
    typeOnly ? `type ${specifier}` : specifier,
  )
  assert.deepEqual(found, [
    'type ./a.ts',
    'type ./b.ts',
    '../d.ts',
    'package',
    './side-effect.ts',
    './data.json',
    './g.ts',
    'type ./h.ts',
    './lines.ts',
    './lazy.ts',
    './worker.ts',
    './own.ts',
    './resolved.ts',
    './last.ts',
  ])
})

test('findReferences: tells the line', () => {
  assert.deepEqual(findReferences(`\n\nimport { a } from './a.ts'\n`), [
    { specifier: './a.ts', line: 3, typeOnly: false },
  ])
})

test('resolveReference: relative to the importing file; packages are null', () => {
  assert.equal(resolveReference('src/kms/operations/encrypt.ts', '../kms.ts'), 'src/kms/kms.ts')
  assert.equal(resolveReference('src/main.ts', 'node:fs'), null)
})
