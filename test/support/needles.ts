/** Finding marked bytes wherever they may rest, in every form that software commonly gives them. */

import { hash } from 'node:crypto'
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'

export interface Needle {
  readonly name: string
  readonly bytes: Buffer
}

export const textNeedle = (name: string, text: string): Needle => ({ name, bytes: Buffer.from(text, 'utf8') })

/** Raw, hex in both cases, base64 and base64url at all three alignments, UTF-16 in both byte orders. */
export function formsOf({ bytes }: Needle): Buffer[] {
  const forms = [bytes, Buffer.from(bytes.toString('hex')), Buffer.from(bytes.toString('hex').toUpperCase())]
  for (const skip of [0, 1, 2]) {
    // The first and last characters depend on the neighbours: only whole groups of three bytes are certain.
    const whole = bytes.subarray(skip, bytes.length - ((bytes.length - skip) % 3))
    forms.push(Buffer.from(whole.toString('base64')), Buffer.from(whole.toString('base64url')))
  }
  const utf16 = Buffer.from(bytes.toString('utf8'), 'utf16le')
  forms.push(utf16, Buffer.from(utf16).swap16())
  return forms
}

export interface Find {
  readonly needle: string
  readonly place: string
}

export function searchBytes(place: string, content: Buffer, needles: readonly Needle[]): Find[] {
  return createSearch(needles)(place, content)
}

interface Form {
  readonly needle: string
  readonly bytes: Buffer
}

/** A form is known by its first four bytes, and a hash of those says quickly that a place is none's. */
const startBytes = 4
const hashBits = 20
const hashOf = (start: number) => Math.imul(start, 0x9e3779b1) >>> (32 - hashBits)

/** Goes through the content once, however many needles there are. */
function createSearch(needles: readonly Needle[]): (place: string, content: Buffer) => Find[] {
  const byStart = new Map<number, Form[]>()
  const isKnown = new Uint8Array(1 << hashBits)
  for (const needle of needles) {
    for (const bytes of formsOf(needle)) {
      const start = bytes.readInt32BE()
      byStart.set(start, [...(byStart.get(start) ?? []), { needle: needle.name, bytes }])
      isKnown[hashOf(start)] = 1
    }
  }
  return (place, content) => {
    const found = new Set<string>()
    let start = 0
    for (let at = 0; at < content.length; at++) {
      start = (start << 8) | (content[at] as number)
      if (isKnown[hashOf(start)] === 0) continue
      const from = at - startBytes + 1
      for (const { needle, bytes } of byStart.get(start) ?? [])
        if (from >= 0 && bytes.equals(content.subarray(from, from + bytes.length))) found.add(needle)
    }
    return Array.from(found, (needle) => ({ needle, place }))
  }
}

/** Every file below the folder. Resolves to what was found and how many files were read. */
export function searchFolder(
  folder: string,
  needles: readonly Needle[],
  skip: (path: string) => boolean = () => false,
): { finds: Find[]; files: number } {
  const files = readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name))
    .filter((path) => !skip(path))
  const searched = new Set<string>()
  const search = createSearch(needles)
  const finds = files.flatMap((path) => {
    const content = withoutEmptyEnd(readFileSync(path))
    const digest = hash('sha256', content)
    // A database folder is full of copies of the same tables.
    if (searched.has(digest)) return []
    searched.add(digest)
    return search(path, content)
  })
  return { finds, files: files.length }
}

/** Logs are made large, and then filled. */
function withoutEmptyEnd(content: Buffer): Buffer {
  let end = content.length
  while (end > 0 && content[end - 1] === 0) end--
  // A mark in UTF-16 may end in a zero.
  return content.subarray(0, end + 1)
}
