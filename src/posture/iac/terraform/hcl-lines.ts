/** A plan has no lines: blocks are looked for in the sources beside it. */

import type { SourceLocation } from '../../finding.ts'
import { type InlineSkip, inlineSkips } from '../template.ts'
import { withoutIndexes } from './references.ts'

export interface HclFile {
  readonly file: string
  readonly text: string
}

export interface HclBlock {
  readonly at: SourceLocation
  readonly skips: readonly InlineSkip[]
}

export type FindBlock = (address: string) => HclBlock | null

const blockPattern = /^[ \t]*(?:#.*\n[ \t]*)?(resource|data)[ \t]+"([a-z0-9_]+)"[ \t]+"([A-Za-z0-9_-]+)"/gm

/** Modules of one name and resources of another are told apart by name only: a block that is there twice is not told. */
export function findBlocks(files: readonly HclFile[]): FindBlock {
  const blocks = new Map<string, HclBlock | null>()
  for (const { file, text } of files) {
    const matches = [...text.matchAll(blockPattern)]
    for (const [index, match] of matches.entries()) {
      const [whole, kind, type, name] = match
      const start = match.index + whole.lastIndexOf(kind as string)
      const end = matches[index + 1]?.index ?? text.length
      const key = `${kind === 'data' ? 'data.' : ''}${type}.${name}`
      const at = { file, line: lineAt(text, start), column: 1 }
      blocks.set(key, blocks.has(key) ? null : { at, skips: inlineSkips(text.slice(match.index, end)) })
    }
  }
  return (address) => {
    const local = withoutIndexes(address).replace(/^(?:module\.[^.]+\.)*/, '')
    return blocks.get(local) ?? null
  }
}

function lineAt(text: string, offset: number): number {
  let line = 1
  for (let at = text.indexOf('\n'); at >= 0 && at < offset; at = text.indexOf('\n', at + 1)) line++
  return line
}
