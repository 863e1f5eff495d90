/** Text on a terminal is measured in columns, not in characters. */

import { middleEllipsis, visible } from './text.ts'

/** Characters of two columns (UAX #11, Wide and Fullwidth; near enough for names). */
const wide =
  /[\u1100-\u115f\u2e80-\u303e\u3041-\ua4cf\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe6f\uff00-\uff60\uffe0-\uffe6\u{1f300}-\u{1faff}\u{20000}-\u{3fffd}]|\p{Emoji_Presentation}/u

export function columnsOf(text: string): number {
  let columns = 0
  for (const character of text) columns += wide.test(character) ? 2 : 1
  return columns
}

/** On one line, all of it visible, at most so wide, the middle left out. */
export function fitted(text: string, columnsMax: number): string {
  const line = visible(text)
  let charactersMax = columnsMax
  for (;;) {
    const short = middleEllipsis(line, Math.max(1, charactersMax))
    const excess = columnsOf(short) - columnsMax
    if (excess <= 0 || charactersMax <= 1) return short
    charactersMax -= Math.ceil(excess / 2)
  }
}

/** Lines broken between words; a word that is longer than a line loses its middle. @param indent of all lines but the first. */
export function wrapped(text: string, columnsMax: number, indent = ''): string[] {
  const lines: string[] = []
  let line = ''
  for (const word of text.split(' ')) {
    const start = lines.length === 0 ? '' : indent
    const short = fitted(word, columnsMax - start.length)
    if (line === '') line = `${start}${short}`
    else if (columnsOf(line) + 1 + columnsOf(short) <= columnsMax) line = `${line} ${short}`
    else {
      lines.push(line)
      line = `${indent}${fitted(word, columnsMax - indent.length)}`
    }
  }
  return [...lines, line]
}
