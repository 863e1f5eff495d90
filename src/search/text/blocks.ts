import { type Heading, parseHeading } from './heading.ts'
import { cut, type Span, trim } from './sentences.ts'

/** A paragraph with the trail of headings it stands under (`Install > Linux`; empty before the first). */
export interface Block extends Span {
  readonly heading: string
}

/** Longer paragraphs are taken in parts, which keeps sentence breaking linear on a text without blank lines. */
const blockLengthMax = 20_000
const fenceLine = /^ {0,3}(?:```|~~~)/

/** Paragraphs in order. A Markdown heading opens a block that goes on with what follows it. */
export function* blocksOf(text: string): Generator<Block> {
  const trail: string[] = []
  let start = 0
  let heading = ''
  let fenced = false
  let afterHeading = false
  for (const line of linesOf(text)) {
    const content = text.slice(line.start, Math.min(line.end, line.start + 1000))
    if (fenceLine.test(content)) fenced = !fenced
    const found = fenced ? null : parseHeading(content.trimEnd())
    if (found !== null) {
      yield* blocks(text, { start, end: line.start }, heading)
      start = line.start
      heading = enter(trail, found)
      afterHeading = true
    } else if (content.trim() !== '') {
      afterHeading = false
    } else if (!fenced && !afterHeading) {
      yield* blocks(text, { start, end: line.start }, heading)
      start = line.end
    }
  }
  yield* blocks(text, { start, end: text.length }, heading)
}

function* linesOf(text: string): Generator<Span> {
  let start = 0
  while (start < text.length) {
    const newline = text.indexOf('\n', start)
    const end = newline === -1 ? text.length : newline + 1
    yield { start, end }
    start = end
  }
}

function enter(trail: string[], { level, title }: Heading): string {
  trail.length = Math.min(trail.length, level - 1)
  trail[level - 1] = title
  return trail.filter((part) => part !== undefined && part !== '').join(' > ')
}

function blocks(text: string, span: Span, heading: string): Block[] {
  const trimmed = trim(text, span)
  if (trimmed === null) return []
  return cut(text, trimmed, blockLengthMax).map((part) => ({ start: part.start, end: part.end, heading }))
}
