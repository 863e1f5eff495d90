import type { AsPlainObject } from 'minisearch'
import { fields, readPostings, titleField } from '../segment/postings.ts'
import type { TermPostings } from './affordable-terms.ts'
import type { LiveIndex, LiveSegment } from './live-index.ts'

/** A passage of the index, where it lies. */
export interface Place {
  readonly segment: LiveSegment
  /** Ordinal within the segment. */
  readonly passage: number
}

/** By number of the passage. */
type Frequencies = Record<number, number>

/** Postings on their way from segments into MiniSearch's serialised form. */
export class Gathered {
  readonly #live: LiveIndex
  readonly #terms: [string, Frequencies[]][] = []
  readonly #places: Place[] = []
  /** By the passage's number in the index: its number here plus one. Gapless numbers are what objects are fast with. */
  readonly #numbers: Uint32Array

  constructor(live: LiveIndex) {
    this.#live = live
    this.#numbers = new Uint32Array(live.segments.reduce((sum, { stored }) => sum + stored.passages, 0))
  }

  add({ term, parts }: TermPostings): void {
    const byField: Frequencies[] = fields.map(() => ({}))
    this.#terms.push([term, byField])
    for (const { segment, bytes } of parts) {
      const { passages, firstPassage } = segment.directory
      readPostings(bytes, (field, ordinal, frequency) => {
        const isTitle = field === titleField
        const document = isTitle ? ordinal : (passages.document[ordinal] as number)
        if (segment.dead.has(document)) return
        const frequencies = byField[field] as Frequencies
        const first = isTitle ? (firstPassage[document] as number) : ordinal
        const end = isTitle ? (firstPassage[document + 1] as number) : ordinal + 1
        for (let passage = first; passage < end; passage += 1)
          frequencies[this.#numberOf(segment, passage)] = frequency
      })
    }
  }

  place(number: number): Place {
    const place = this.#places[number]
    if (place === undefined) throw new Error('A passage was scored that was never gathered.')
    return place
  }

  asPlainObject(): AsPlainObject {
    return {
      documentCount: this.#live.passages,
      nextId: this.#places.length,
      documentIds: Object.fromEntries(this.#places.keys().map((number) => [number, number])),
      fieldIds: Object.fromEntries(fields.map((field, id) => [field, id])),
      fieldLength: Object.fromEntries(this.#places.map((place, number) => [number, fieldLengths(place)])),
      averageFieldLength: [...this.#live.averageLength],
      storedFields: {},
      index: this.#terms.map(([term, byField]) => [term, Object.fromEntries(byField.entries())]),
      serializationVersion: 2,
    }
  }

  #numberOf(segment: LiveSegment, passage: number): number {
    const at = segment.base + passage
    const known = this.#numbers[at] as number
    if (known > 0) return known - 1
    this.#numbers[at] = this.#places.push({ segment, passage })
    return this.#places.length - 1
  }
}

function fieldLengths({ segment: { directory }, passage }: Place): number[] {
  const { passages, titleLength } = directory
  return [
    titleLength[passages.document[passage] as number] as number,
    passages.headingLength[passage] as number,
    passages.textLength[passage] as number,
  ]
}
