/** The files of the repository as the checks see them. */

import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { findReferences, type Reference, resolveReference } from './imports.ts'

export interface Project {
  /** Every file's text by its path from the root, with slashes. */
  readonly files: ReadonlyMap<string, string>
  /** References of every TypeScript file. */
  readonly references: ReadonlyMap<string, readonly ResolvedReference[]>
}

export interface ResolvedReference extends Reference {
  /** Null for packages and Node's own modules. */
  readonly path: string | null
}

export interface Problem {
  readonly file: string
  /** 1-based. */
  readonly line: number
  readonly message: string
}

export const repositoryRoot = fileURLToPath(new URL('../', import.meta.url))

const skippedFolders = new Set(['node_modules', 'dist', 'coverage'])
const readable = /\.(ts|md|json|ya?ml|sh)$/u
/** Data, not words of ours. */
const data = /(^package-lock\.json$)|(^|\/)(fixtures|vectors|models)\/.*\.(?!ts$)[^.]+$/u

export function readProject(root: string = repositoryRoot): Project {
  const files = new Map<string, string>()
  for (const path of walk(root, '')) {
    const isText = readable.test(path) && !data.test(path)
    files.set(path, isText ? readFileSync(join(root, path), 'utf8') : '')
  }
  return projectOf(files)
}

export function projectOf(files: ReadonlyMap<string, string>): Project {
  const references = new Map<string, ResolvedReference[]>()
  for (const [path, text] of files) {
    if (!path.endsWith('.ts')) continue
    const found = findReferences(text)
    references.set(
      path,
      found.map((reference) => ({ ...reference, path: resolveReference(path, reference.specifier) })),
    )
  }
  return { files, references }
}

/** Everything that runs when `entries` run: the entries and what they refer to, directly or not. */
export function reachable(project: Project, entries: Iterable<string>): Set<string> {
  const seen = new Set<string>(entries)
  for (const path of seen) {
    for (const reference of project.references.get(path) ?? []) {
      if (reference.path !== null) seen.add(reference.path)
    }
  }
  return seen
}

/** Tests, and what stands beside the source for tests only, known by its name. */
export function isTest(path: string): boolean {
  return path.startsWith('test/') || path.endsWith('.test.ts') || testHelper.test(path)
}

const testHelper = /(^|\/)(fake|test|memory)-[^/]*\.ts$|\.(contract|fixture)\.ts$|\/(fixtures|contract)\//u

function* walk(root: string, folder: string): Generator<string> {
  for (const entry of readdirSync(join(root, folder), { withFileTypes: true })) {
    const path = folder === '' ? entry.name : `${folder}/${entry.name}`
    if (entry.isDirectory()) {
      if (!skippedFolders.has(entry.name) && !entry.name.startsWith('.')) yield* walk(root, path)
    } else if (entry.isFile()) {
      yield path
    }
  }
}
