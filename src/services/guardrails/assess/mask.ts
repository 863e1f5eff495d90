import type { Span } from './fold.ts'

export interface Mask extends Span {
  readonly replacement: string
}

/**
 * The text with every masked span replaced by its replacement. Of nested spans the outer one's stands; spans that overlap in
 * part are replaced together, by both replacements: nothing of either is left.
 */
export function mask(text: string, masks: readonly Mask[]): string {
  const sorted = [...masks].sort((a, b) => a.start - b.start || b.end - a.end)
  const pieces: string[] = []
  let copied = 0
  for (const { start, end, replacement } of sorted) {
    if (end <= copied) continue
    if (start > copied) pieces.push(text.slice(copied, start))
    pieces.push(replacement)
    copied = end
  }
  pieces.push(text.slice(copied))
  return pieces.join('')
}
