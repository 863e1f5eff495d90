import { isTest, type Problem, type Project, reachable } from '../project.ts'

/** Files of src/ that the program does not use, and why they stay. */
const exceptions: ReadonlyMap<string, string> = new Map([
  ['src/trail/verify-chain.ts', 'for whoever holds a copy of the log: a command for operators follows'],
])

/** Every source file is run by the program, the tests, the bench or a tool; a file of src/ by the program. */
export function checkDeadFiles(project: Project): Problem[] {
  const scripts = project.files.get('package.json') ?? ''
  const sources = Array.from(project.files.keys()).filter((path) => path.endsWith('.ts'))
  const tools = sources.filter((path) => path !== 'src/main.ts' && scripts.includes(`node ${path}`))
  const tests = sources.filter((path) => path.endsWith('.test.ts') || isSuite(project, path))
  const program = reachable(project, ['src/main.ts'])
  const everything = reachable(project, ['src/main.ts', ...tools, ...tests])
  const problems: Problem[] = []
  for (const file of sources) {
    if (!everything.has(file)) {
      problems.push({ file, line: 1, message: 'dead: nothing imports it' })
    } else if (file.startsWith('src/') && !program.has(file) && !isTest(file) && !exceptions.has(file)) {
      problems.push({
        file,
        line: 1,
        message:
          'dead: only tests or tools import it (name it fake-, test- or memory- if it is meant for them)',
      })
    }
  }
  return problems
}

/** Suites under test/ that are run by name, such as those that need another program installed. */
function isSuite(project: Project, path: string): boolean {
  return (
    path.startsWith('test/') &&
    (project.references.get(path) ?? []).some(({ specifier }) => specifier === 'node:test')
  )
}

/** Imports of files that are not there: the type checker does not see workers and URLs. */
export function checkMissingFiles(project: Project): Problem[] {
  const folders = new Set<string>()
  for (const path of project.files.keys()) {
    for (let end = path.indexOf('/'); end !== -1; end = path.indexOf('/', end + 1))
      folders.add(path.slice(0, end))
  }
  const problems: Problem[] = []
  for (const [file, references] of project.references) {
    for (const { path, line, specifier } of references) {
      if (path === null || path.startsWith('..') || unseen(path)) continue
      const bare = path.replace(/\/$/u, '')
      if (bare !== '.' && !project.files.has(bare) && !folders.has(bare)) {
        problems.push({ file, line, message: `${specifier} is not there` })
      }
    }
  }
  return problems
}

/** Built, installed or large folders, which are not read. */
function unseen(path: string): boolean {
  return /(^|\/)(node_modules|dist)(\/|$)/u.test(path)
}
