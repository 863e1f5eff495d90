import type { Problem, Project } from '../project.ts'
import { lineAt, viewSource } from '../source-text.ts'

const codeLinesMax = 300
const testLinesMax = 700

/** Tables may be as long as their subject. */
const longFiles: ReadonlyMap<string, string> = new Map([])

/** Written apart, so that this file does not find itself. */
const machineRoot = ['', 'work', ''].join('/')

interface Rule {
  readonly applies: (file: string) => boolean
  readonly pattern: RegExp
  /** Where to look: the whole text, or code without strings and comments. */
  readonly within: 'text' | 'bare'
  readonly message: (found: string) => string
}

const typescript = (file: string) => file.endsWith('.ts')
const sourceOrDocs = (file: string) =>
  file.startsWith('src/') || file.startsWith('docs/') || /^[A-Z]+\.md$/u.test(file)

const rules: readonly Rule[] = [
  {
    // AWS's own texts, which a room's errors.ts repeats to the letter and tests expect, keep the old word.
    applies: (file) => sourceOrDocs(file) && !file.endsWith('/errors.ts') && !file.endsWith('.test.ts'),
    pattern: /\bCMKs?\b/gu,
    within: 'text',
    message: () => 'say KMS key, not CMK',
  },
  {
    applies: sourceOrDocs,
    pattern: /\b(TODO|FIXME|XXX)\b/gu,
    within: 'text',
    message: (found) => `${found}: do it, or open an issue`,
  },
  {
    applies: sourceOrDocs,
    pattern: /\b(placeholders?|stub(s|bed|bing)?)\b/giu,
    within: 'text',
    message: (found) => `"${found}": nothing here stands for something else`,
  },
  {
    applies: typescript,
    pattern: /\bexport\s+default\b/gu,
    within: 'bare',
    message: () => 'default export: give it a name',
  },
  {
    applies: (file) => typescript(file) || file.endsWith('.md') || file.endsWith('.json'),
    pattern: new RegExp(`${machineRoot}(?:main|shared)\\b|(?<![\\w.:-])${machineRoot}`, 'gu'),
    within: 'text',
    message: () => 'a path of somebody’s machine',
  },
  {
    applies: (file) => typescript(file),
    pattern: /\b(test|it|describe|suite|t)\.(only|skip|todo)\s*\(|\b(skip|only|todo):\s*true\b/gu,
    within: 'bare',
    message: (found) => `${found.trim()}: every test runs`,
  },
]

/** Words, exports and habits that the house does without. */
export function checkWords(project: Project): Problem[] {
  const problems: Problem[] = []
  for (const [file, text] of project.files) {
    const applicable = rules.filter((rule) => rule.applies(file))
    if (text === '' || applicable.length === 0) continue
    const bare = typescript(file) ? viewSource(text).bare : text
    for (const { pattern, within, message } of applicable) {
      for (const match of (within === 'bare' ? bare : text).matchAll(pattern)) {
        problems.push({ file, line: lineAt(text, match.index), message: message(match[0]) })
      }
    }
  }
  return problems
}

/** Files that have grown past one subject. */
export function checkLength(project: Project): Problem[] {
  const problems: Problem[] = []
  for (const [file, text] of project.files) {
    if (!typescript(file) || longFiles.has(file)) continue
    const lines = codeLines(text)
    const most = file.endsWith('.test.ts') ? testLinesMax : codeLinesMax
    if (lines > most)
      problems.push({ file, line: 1, message: `${lines} lines of code: look for the second noun` })
  }
  return problems
}

function codeLines(text: string): number {
  // Templates count as code: blank only comments, which are hidden in both views but not in strings.
  return viewSource(text)
    .code.split('\n')
    .filter((line) => line.trim() !== '').length
}
