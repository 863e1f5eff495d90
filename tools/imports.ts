/** What a source file refers to: static and dynamic imports, re-exports, and files beside it by URL. */

import { posix } from 'node:path'
import { lineAt, viewSource } from './source-text.ts'

export interface Reference {
  /** As written. */
  readonly specifier: string
  readonly line: number
  /** Erased when it runs: `import type`, or every name in it marked `type`. */
  readonly typeOnly: boolean
}

const patterns = [
  // import … from 'x', export … from 'x'
  /\b(?:import|export)\s+(?<names>[^'"();=]*?)\s*\bfrom\s*['"](?<specifier>[^'"\n]+)['"]/gu,
  // import 'x'
  /(?<![.\w$])import\s*['"](?<specifier>[^'"\n]+)['"]/gu,
  // import('x')
  /(?<![.\w$])import\s*\(\s*['"](?<specifier>[^'"\n]+)['"]/gu,
  // new URL('./x', import.meta.url), which starts a worker or reads a file beside the source
  /\bnew\s+URL\(\s*['"](?<specifier>\.[^'"\n]*)['"]\s*,\s*import\.meta\.url/gu,
  // import.meta.resolve('./x')
  /\bimport\.meta\.resolve\(\s*['"](?<specifier>\.[^'"\n]*)['"]/gu,
] as const

// new URL(`./worker${extname(import.meta.url)}`, import.meta.url): .ts from source, .js when built
const ownExtension = /\bnew\s+URL\(\s*`(?<base>\.[^`$]*)\$\{[^`]*\}`\s*,\s*import\.meta\.url/gu

export function findReferences(text: string): Reference[] {
  const { code, bare } = viewSource(text)
  // A match that begins in a comment or a string is text about an import.
  const isCode = (match: RegExpExecArray) => bare.charAt(match.index) === text.charAt(match.index)
  const reference = (match: RegExpExecArray, specifier = ''): Reference => ({
    specifier,
    line: lineAt(text, match.index + match[0].length),
    typeOnly: isTypeOnly(match.groups?.names ?? ''),
  })
  const written = patterns.flatMap((pattern) =>
    Array.from(code.matchAll(pattern).filter(isCode), (match) => reference(match, match.groups?.specifier)),
  )
  const ofOwnExtension = Array.from(text.matchAll(ownExtension).filter(isCode), (match) =>
    reference(match, `${match.groups?.base?.replace(/\.$/u, '')}.ts`),
  )
  return [...written, ...ofOwnExtension].sort((one, other) => one.line - other.line)
}

/** Path of what a relative specifier means, seen from `file`; null for packages and Node's own modules. */
export function resolveReference(file: string, specifier: string): string | null {
  if (!specifier.startsWith('./') && !specifier.startsWith('../')) return null
  return posix.normalize(posix.join(posix.dirname(file), specifier))
}

function isTypeOnly(names: string): boolean {
  if (/^type\s/u.test(names)) return true
  const inBraces = /^\{(?<list>[^}]*)\}$/u.exec(names.trim())?.groups?.list
  if (inBraces === undefined) return false
  const list = inBraces.split(',').map((name) => name.trim())
  return list.filter((name) => name !== '').every((name) => /^type\s/u.test(name))
}
