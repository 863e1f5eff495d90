import assert from 'node:assert/strict'
import { test } from 'node:test'
import { rooms } from './arrows.ts'
import { checkBorders, checkRooms } from './checks/borders.ts'
import { checkDeadFiles, checkMissingFiles } from './checks/dead-files.ts'
import { checkDrawing, withDrawing } from './checks/drawing.ts'
import { checkLinks } from './checks/links.ts'
import { checkLength, checkWords } from './checks/style.ts'
import { type Problem, type Project, projectOf, readProject } from './project.ts'
import { findProblems } from './tidy.ts'

test('this repository is tidy', () => {
  const problems = findProblems(readProject())
  assert.deepEqual(
    problems.map(({ file, line, message }) => `${file}:${line} ${message}`),
    [],
  )
})

test('rooms only import rooms that stand below them', () => {
  const order = rooms.map((room) => room.name)
  for (const [index, room] of rooms.entries()) {
    for (const name of [...room.imports, ...(room.importsTypes ?? [])]) {
      assert.ok(order.indexOf(name) > index, `${room.name} → ${name}`)
    }
  }
})

function project(files: Record<string, string>): Project {
  return projectOf(new Map(Object.entries(files)))
}

/** An import statement, put together so that it is not one of this file. */
const from = (specifier: string, names = '{ a }') => ['import', names, 'from', `'${specifier}'`].join(' ')

function check(rule: (project: Project) => Problem[], files: Record<string, string>): string[] {
  return rule(project(files)).map(({ file, line }) => `${file}:${line}`)
}

for (const { name, file, specifier, names, allowed } of [
  { name: 'along an arrow, to the door', file: 'src/kms/a.ts', specifier: '../iam/iam.ts', allowed: true },
  { name: 'past the door', file: 'src/kms/a.ts', specifier: '../iam/evaluate.ts', allowed: false },
  { name: 'against the arrow', file: 'src/iam/a.ts', specifier: '../kms/kms.ts', allowed: false },
  { name: 'within the room', file: 'src/kms/operations/a.ts', specifier: '../key-state.ts', allowed: true },
  { name: 'to a shelf without door', file: 'src/iam/a.ts', specifier: '../crypto/aad.ts', allowed: true },
  {
    name: 'to a public file beside the door',
    file: 'src/kms/a.ts',
    specifier: '../storage/tables.ts',
    allowed: true,
  },
  { name: 'to a private file', file: 'src/kms/a.ts', specifier: '../storage/sqlite/open.ts', allowed: false },
  {
    name: 'from the composition to any file',
    file: 'src/server/a.ts',
    specifier: '../kms/create-kms.ts',
    allowed: true,
  },
  {
    name: 'from a service to a door',
    file: 'src/services/x/a.ts',
    specifier: '../../search/search.ts',
    allowed: true,
  },
  { name: 'between services', file: 'src/services/x/a.ts', specifier: '../y/y.ts', allowed: false },
  {
    name: 'of a value where types are allowed',
    file: 'src/services/x/a.ts',
    specifier: '../../trail/trail.ts',
    allowed: false,
  },
  {
    name: 'of types where types are allowed',
    file: 'src/services/x/a.ts',
    specifier: '../../trail/trail.ts',
    names: 'type { A }',
    allowed: true,
  },
  { name: 'from the entry to a command', file: 'src/main.ts', specifier: './cli/cli.ts', allowed: true },
  { name: 'from the entry to a room', file: 'src/main.ts', specifier: './kms/kms.ts', allowed: false },
  { name: 'out of src/', file: 'src/kms/a.ts', specifier: '../../tools/tidy.ts', allowed: false },
  { name: 'of a test', file: 'src/kms/a.test.ts', specifier: '../gateway/listener.ts', allowed: true },
]) {
  test(`borders: an import ${name} is ${allowed ? 'allowed' : 'refused'}`, () => {
    const found = check(checkBorders, { [file]: `\n${from(specifier, names)}` })
    assert.deepEqual(found, allowed ? [] : [`${file}:2`])
  })
}

test('borders: a folder of src/ that is no room is refused', () => {
  assert.deepEqual(check(checkRooms, { 'src/utils/a.ts': '' }), ['src/utils/a.ts:1'])
})

test('dead files: what neither program, test nor tool reaches', () => {
  const files = {
    'package.json': '{ "scripts": { "tidy": "node tools/tidy.ts" } }',
    'src/main.ts': from('./cli/cli.ts'),
    'src/cli/cli.ts': `new Worker(new URL('./worker.ts', import.meta.url))`,
    'src/cli/worker.ts': '',
    'src/cli/dead.ts': from('./dead-too.ts'),
    'src/cli/dead-too.ts': from('./dead.ts'),
    'src/cli/cli.test.ts': [from('./fake-clock.ts'), from('./tests-only.ts')].join('\n'),
    'src/cli/fake-clock.ts': '',
    'src/cli/tests-only.ts': '',
    'tools/tidy.ts': from('./arrows.ts'),
    'tools/arrows.ts': '',
    'tools/dead.ts': '',
  }
  assert.deepEqual(check(checkDeadFiles, files), [
    'src/cli/dead.ts:1',
    'src/cli/dead-too.ts:1',
    'src/cli/tests-only.ts:1',
    'tools/dead.ts:1',
  ])
})

test('missing files: a worker that is not there', () => {
  const files = {
    'src/cli/cli.ts': `new URL('./gone.ts', import.meta.url)\nnew URL('../../docs', import.meta.url)`,
    'docs/a.md': '',
  }
  assert.deepEqual(check(checkMissingFiles, files), ['src/cli/cli.ts:1'])
})

test('links: dead files and anchors are found, code and web addresses are not links', () => {
  const files = {
    'README.md': [
      '# One & two: `three`',
      '[here](#one--two-three) [docs](docs/) [a](docs/a.md#part-1) [web](https://example.com/x.md)',
      '[gone](docs/gone.md)',
      '[no part](docs/a.md#part-3)',
      '```',
      '[in code](nowhere.md)',
      '```',
      '`[span](nowhere.md)`',
      '[reference]: docs/missing.md',
    ].join('\n'),
    'docs/a.md': '# Part\n## Part\n',
  }
  assert.deepEqual(check(checkLinks, files), ['README.md:3', 'README.md:4', 'README.md:9'])
})

test('words: banned ones are found where they are banned', () => {
  const word = (...letters: string[]) => letters.join('')
  const files = {
    'src/kms/a.ts': [
      `// the ${word('C', 'MK')}`,
      `// ${word('TO', 'DO')}: later`,
      `${word('export ', 'default')} 1`,
    ].join('\n'),
    'docs/a.md': `a ${word('place', 'holder')}\nreads ${word('/wo', 'rk/')}main`,
    'src/kms/a.test.ts': `test${word('.on', 'ly')}('x')`,
    'tools/a.ts': `// ${word('TO', 'DO')}`,
  }
  assert.deepEqual(check(checkWords, files), [
    'src/kms/a.ts:1',
    'src/kms/a.ts:2',
    'src/kms/a.ts:3',
    'docs/a.md:1',
    'docs/a.md:2',
    'src/kms/a.test.ts:1',
  ])
})

test('length: comments and empty lines do not count', () => {
  assert.deepEqual(check(checkLength, { 'src/kms/a.ts': 'a()\n'.repeat(301) }), ['src/kms/a.ts:1'])
  assert.deepEqual(
    check(checkLength, { 'src/kms/a.ts': `${'a()\n'.repeat(300)}${'// b\n\n'.repeat(300)}` }),
    [],
  )
})

test('drawing: is written between its markers and then found', () => {
  const written = withDrawing('# House\n\n<!-- arrows -->\noutdated\n<!-- /arrows -->\n\nrest\n')
  assert.ok(written.includes('rest') && !written.includes('outdated'))
  assert.deepEqual(check(checkDrawing, { 'ARCHITECTURE.md': written }), [])
  assert.deepEqual(check(checkDrawing, { 'ARCHITECTURE.md': 'nothing' }), ['ARCHITECTURE.md:1'])
})
