/**
 * Builds dist/ for publishing: the program as JavaScript, without tests.
 *
 *   npm run build
 */

import { spawnSync } from 'node:child_process'
import { chmodSync, cpSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { type Project, reachable, readProject, repositoryRoot } from './project.ts'

const at = (path: string) => join(repositoryRoot, path)
const compiler = fileURLToPath(new URL('bin/tsc', import.meta.resolve('typescript/package.json')))

/** Files that the running program needs: src/main.ts and all that it imports or starts as a worker. */
export function programFiles(project: Project): string[] {
  const files = Array.from(reachable(project, ['src/main.ts']))
  return files.filter((path) => path.startsWith('src/') && path.endsWith('.ts')).sort()
}

function build(): void {
  rmSync(at('dist'), { recursive: true, force: true })
  compile(programFiles(readProject()))
  cpSync(at('src/gateway/models'), at('dist/gateway/models'), { recursive: true })
  makeCommand(at('dist/main.js'))
}

function compile(files: readonly string[]): void {
  const settings = {
    extends: '../tsconfig.json',
    compilerOptions: {
      noEmit: false,
      allowImportingTsExtensions: false,
      rewriteRelativeImportExtensions: true,
      rootDir: '../src',
      outDir: '.',
      declaration: false,
      sourceMap: false,
    },
    files: files.map((path) => `../${path}`),
    include: [],
  }
  const file = at('dist/tsconfig.json')
  mkdirSync(dirname(file), { recursive: true })
  writeFileSync(file, JSON.stringify(settings))
  const { status } = spawnSync(process.execPath, [compiler, '-p', file], { stdio: 'inherit' })
  if (status !== 0) process.exit(status ?? 1)
  rmSync(file)
}

/** What npm links as `keyhold`. */
function makeCommand(file: string): void {
  const text = readFileSync(file, 'utf8').replace(/^#!.*\n/u, '')
  writeFileSync(file, `#!/usr/bin/env node\n${text}`)
  chmodSync(file, 0o755)
}

if (import.meta.main) build()
