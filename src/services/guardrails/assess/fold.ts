/**
 * A text as detectors read it: compatibility forms made plain (full-width digits and letters, ligatures), format characters
 * (zero-width spaces, soft hyphens, direction marks) taken out, and every kind of dash, space and quotation mark made the
 * ASCII one, so that a card number is found however it was typed. Offsets lead back to the text as it came.
 */
export interface Folded {
  readonly text: string
  /** The original's slice behind [start, end) of `text`, as UTF-16 offsets. */
  toOriginal(start: number, end: number): Span
}

/** UTF-16 offsets, `end` exclusive. */
export interface Span {
  readonly start: number
  readonly end: number
}

const plain = /^[\t\n\r\x20-\x7e]*$/
const dropped = /\p{Cf}/u
const dash = /\p{Pd}|\u2212/u
const space = /\p{Zs}/u
const quotes: ReadonlyMap<string, string> = new Map([
  ['\u2018', "'"],
  ['\u2019', "'"],
  ['\u201b', "'"],
  ['\u02bc', "'"],
  ['\u201c', '"'],
  ['\u201d', '"'],
  ['\u201e', '"'],
])

export function fold(original: string): Folded {
  if (plain.test(original)) return { text: original, toOriginal: (start, end) => ({ start, end }) }
  const pieces: string[] = []
  const starts: number[] = []
  const ends: number[] = []
  let offset = 0
  while (offset < original.length) {
    const plainEnd = endOfAscii(original, offset)
    for (let i = offset; i < plainEnd; i += 1) {
      starts.push(i)
      ends.push(i + 1)
    }
    if (plainEnd > offset) pieces.push(original.slice(offset, plainEnd))
    offset = plainEnd
    const point = original.codePointAt(offset)
    if (point === undefined) break
    const character = String.fromCodePoint(point)
    const folded = foldCharacter(character)
    if (folded !== '') pieces.push(folded)
    for (let i = 0; i < folded.length; i += 1) {
      starts.push(offset)
      ends.push(offset + character.length)
    }
    offset += character.length
  }
  return {
    text: pieces.join(''),
    toOriginal: (start, end) => ({ start: starts[start] ?? offset, end: ends[end - 1] ?? offset }),
  }
}

function endOfAscii(text: string, from: number): number {
  let end = from
  while (end < text.length && text.charCodeAt(end) < 0x80) end += 1
  return end
}

const known = new Map<string, string>()
/** Enough for every character of everyday texts; the rest is worked out each time. */
const knownMax = 4096

function foldCharacter(character: string): string {
  const found = known.get(character)
  if (found !== undefined) return found
  const folded = foldUnusual(character)
  if (known.size < knownMax) known.set(character, folded)
  return folded
}

function foldUnusual(character: string): string {
  if (dropped.test(character)) return ''
  if (space.test(character)) return ' '
  if (dash.test(character)) return '-'
  const digit = decimalDigit(character)
  return digit ?? quotes.get(character) ?? character.normalize('NFKC')
}

/** Decimal digits of other scripts stand in runs of ten, in order, each run beginning with its zero (Unicode, section 4.6). */
function decimalDigit(character: string): string | undefined {
  if (!/\p{Nd}/u.test(character)) return undefined
  const point = character.codePointAt(0) as number
  for (let value = 0; value < 10; value += 1) {
    const before = String.fromCodePoint(point - value - 1)
    if (!/\p{Nd}/u.test(before)) return String(value)
  }
  return undefined
}
