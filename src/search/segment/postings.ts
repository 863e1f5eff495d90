import { ByteReader, type ByteWriter } from './bytes.ts'

/**
 * The indexed fields, in the order of their ids. Title postings name documents, the others passages: a title belongs to
 * every passage of its document and is written once.
 */
export const fields = ['title', 'heading', 'text'] as const
export const titleField = 0

/** For each field: ordinal, frequency, ordinal, frequency, … with ordinals ascending. */
export type Postings = readonly [number[], number[], number[]]

export function noPostings(): Postings {
  return [[], [], []]
}

/** Gaps instead of ordinals; the lowest bit tells the commonest frequency, one. */
export function writePostings(writer: ByteWriter, postings: Postings): void {
  for (const pairs of postings) {
    writer.number(pairs.length / 2)
    let previous = 0
    for (let i = 0; i < pairs.length; i += 2) {
      const ordinal = pairs[i] as number
      const frequency = pairs[i + 1] as number
      writer.number((ordinal - previous) * 2 + (frequency === 1 ? 1 : 0))
      if (frequency !== 1) writer.number(frequency)
      previous = ordinal
    }
  }
}

/** Calls back for each posting in the order written. */
export function readPostings(
  bytes: Uint8Array,
  visit: (field: number, ordinal: number, frequency: number) => void,
): void {
  const reader = new ByteReader(bytes)
  for (let field = 0; field < fields.length; field += 1) {
    let ordinal = 0
    for (let left = reader.number(); left > 0; left -= 1) {
      const head = reader.number()
      ordinal += Math.floor(head / 2)
      visit(field, ordinal, head % 2 === 1 ? 1 : reader.number())
    }
  }
}
