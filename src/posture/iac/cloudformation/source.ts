/** Lines and columns of a template's text. */

import type { LineCounter, Node } from 'yaml'
import type { SourceLocation } from '../../finding.ts'

export interface Source {
  readonly file: string
  readonly text: string
  readonly lines: LineCounter
}

export function placeOf({ file, lines }: Source, node: Node | null | undefined): SourceLocation {
  const start = node?.range?.[0]
  if (start === undefined) return { file, line: 1, column: null }
  const { line, col } = lines.linePos(start)
  return { file, line, column: col }
}
