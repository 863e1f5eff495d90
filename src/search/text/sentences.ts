export interface Span {
  readonly start: number
  readonly end: number
}

/** Locale-free: the root rules of Unicode's sentence breaks (UAX #29). */
const segmenter = new Intl.Segmenter('en', { granularity: 'sentence' })
/** A line that goes on in lower case is a wrapped line, not a new sentence; UAX #29 would break at every newline. */
const wrappedLine = /\r?\n(?=[ \t]*\p{Ll})/gu

/** The sentences of a part of a text, trimmed, none longer than `lengthMax`. Table rows count as sentences. */
export function sentencesOf(text: string, part: Span, lengthMax: number): Span[] {
  const spans: Span[] = []
  const flat = text.slice(part.start, part.end).replace(wrappedLine, (newline) => ' '.repeat(newline.length))
  for (const { segment, index } of segmenter.segment(flat)) {
    const span = trim(text, { start: part.start + index, end: part.start + index + segment.length })
    if (span !== null) spans.push(...cut(text, span, lengthMax))
  }
  return spans
}

/** Without white space at either end; null when nothing is left. */
export function trim(text: string, span: Span): Span | null {
  let { start, end } = span
  while (start < end && isSpace(text, start)) start += 1
  while (end > start && isSpace(text, end - 1)) end -= 1
  return start < end ? { start, end } : null
}

function isSpace(text: string, at: number): boolean {
  return text.charAt(at).trim() === ''
}

/** Breaks what has no sentences (logs, minified code) at white space, or anywhere but inside a surrogate pair. */
export function cut(text: string, span: Span, lengthMax: number): Span[] {
  const spans: Span[] = []
  let { start } = span
  while (span.end - start > lengthMax) {
    const end = breakBefore(text, start, start + lengthMax)
    spans.push({ start, end })
    start = end
    while (start < span.end && isSpace(text, start)) start += 1
  }
  if (start < span.end) spans.push({ start, end: span.end })
  return spans
}

function breakBefore(text: string, start: number, limit: number): number {
  for (let at = limit; at > start + (limit - start) / 2; at -= 1)
    if (isSpace(text, at - 1)) return trimEnd(text, start, at)
  const unit = text.charCodeAt(limit - 1)
  return unit >= 0xd800 && unit <= 0xdbff ? limit - 1 : limit
}

function trimEnd(text: string, start: number, end: number): number {
  let at = end
  while (at > start + 1 && isSpace(text, at - 1)) at -= 1
  return at
}
