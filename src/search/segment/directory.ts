import { ByteReader, ByteWriter } from './bytes.ts'

/**
 * What a segment holds, without its postings and texts: small enough to stay in memory. A segment's bytes are
 * directory, postings, texts, in this order; the manifest knows where each begins.
 */
export interface Directory {
  readonly documentIds: readonly string[]
  readonly titles: readonly string[]
  /** By document; one more at the end. */
  readonly firstPassage: Uint32Array
  /** Terms in the title. */
  readonly titleLength: Uint32Array
  /** By passage. */
  readonly passages: PassageTable
  /** Sorted by code unit. */
  readonly terms: readonly string[]
  /** By term: where its postings begin within the postings; one more at the end. */
  readonly postingsStart: Uint32Array
  readonly ordinals: ReadonlyMap<string, number>
}

export interface PassageTable {
  readonly document: Uint32Array
  /** Offsets in the document's text, UTF-16 units. */
  readonly start: Uint32Array
  readonly end: Uint32Array
  /** Offsets in the segment's texts, bytes. */
  readonly byteStart: Uint32Array
  readonly byteEnd: Uint32Array
  /** Terms in heading and text. */
  readonly headingLength: Uint32Array
  readonly textLength: Uint32Array
}

/** The rows that `encodeDirectory` writes. */
export interface DocumentRow {
  readonly id: string
  readonly title: string
  readonly titleLength: number
  readonly passages: readonly PassageRow[]
}

export interface PassageRow {
  readonly start: number
  readonly end: number
  readonly byteStart: number
  readonly byteEnd: number
  readonly headingLength: number
  readonly textLength: number
}

export function encodeDirectory(
  documents: readonly DocumentRow[],
  terms: readonly string[],
  postingsStart: readonly number[],
): Buffer {
  const writer = new ByteWriter()
  writer.number(documents.length)
  writer.number(documents.reduce((count, document) => count + document.passages.length, 0))
  for (const document of documents) {
    writer.string(document.id)
    writer.string(document.title)
    writer.number(document.titleLength)
    writer.number(document.passages.length)
    for (const passage of document.passages) writePassage(writer, passage)
  }
  writer.number(terms.length)
  let previous = ''
  for (const [i, term] of terms.entries()) {
    const shared = sharedPrefix(previous, term)
    writer.number(shared)
    writer.string(term.slice(shared))
    writer.number((postingsStart[i + 1] as number) - (postingsStart[i] as number))
    previous = term
  }
  return writer.bytes()
}

function writePassage(writer: ByteWriter, passage: PassageRow): void {
  writer.number(passage.start)
  writer.number(passage.end - passage.start)
  writer.number(passage.byteStart)
  writer.number(passage.byteEnd - passage.byteStart)
  writer.number(passage.headingLength)
  writer.number(passage.textLength)
}

/** Never inside a surrogate pair: a lone half would not survive UTF-8. */
function sharedPrefix(a: string, b: string): number {
  const limit = Math.min(a.length, b.length)
  let at = 0
  while (at < limit && a.charCodeAt(at) === b.charCodeAt(at)) at += 1
  const last = at > 0 ? a.charCodeAt(at - 1) : 0
  return last >= 0xd800 && last <= 0xdbff ? at - 1 : at
}

export function decodeDirectory(bytes: Uint8Array): Directory {
  const reader = new ByteReader(bytes)
  const documentCount = reader.number()
  const passages = passageTable(reader.number())
  const documentIds: string[] = []
  const titles: string[] = []
  const firstPassage = new Uint32Array(documentCount + 1)
  const titleLength = new Uint32Array(documentCount)
  let passage = 0
  for (let document = 0; document < documentCount; document += 1) {
    documentIds.push(reader.string())
    titles.push(reader.string())
    titleLength[document] = reader.number()
    firstPassage[document] = passage
    for (let left = reader.number(); left > 0; left -= 1) readPassage(reader, passages, passage++, document)
  }
  firstPassage[documentCount] = passage
  const ordinals = new Map(documentIds.map((id, ordinal) => [id, ordinal]))
  return { documentIds, titles, firstPassage, titleLength, passages, ordinals, ...decodeTerms(reader) }
}

function passageTable(count: number): PassageTable {
  const column = (): Uint32Array => new Uint32Array(count)
  return {
    document: column(),
    start: column(),
    end: column(),
    byteStart: column(),
    byteEnd: column(),
    headingLength: column(),
    textLength: column(),
  }
}

function readPassage(reader: ByteReader, table: PassageTable, passage: number, document: number): void {
  table.document[passage] = document
  const start = reader.number()
  table.start[passage] = start
  table.end[passage] = start + reader.number()
  const byteStart = reader.number()
  table.byteStart[passage] = byteStart
  table.byteEnd[passage] = byteStart + reader.number()
  table.headingLength[passage] = reader.number()
  table.textLength[passage] = reader.number()
}

function decodeTerms(reader: ByteReader): Pick<Directory, 'terms' | 'postingsStart'> {
  const count = reader.number()
  const terms: string[] = []
  const postingsStart = new Uint32Array(count + 1)
  let previous = ''
  for (let i = 0; i < count; i += 1) {
    const shared = reader.number()
    previous = previous.slice(0, shared) + reader.string()
    terms.push(previous)
    postingsStart[i + 1] = (postingsStart[i] as number) + reader.number()
  }
  return { terms, postingsStart }
}

/** Rough bytes a decoded directory takes in memory, for the cache's limit. */
export function directoryBytes(directory: Directory): number {
  const strings = [...directory.documentIds, ...directory.titles].reduce(
    (sum, text) => sum + 48 + text.length * 2,
    0,
  )
  const terms = directory.terms.reduce((sum, term) => sum + 40 + term.length, 0)
  return strings + terms + directory.documentIds.length * 64 + directory.passages.document.length * 28
}
