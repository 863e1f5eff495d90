import { inflateRawSync } from 'node:zlib'
import { encrypted, tooManyParts, unpackedTooLarge, unreadable } from './errors.ts'
import { archiveEntriesMax, unpackedBytesMax } from './limits.ts'

/** Signatures and layouts: PKWARE APPNOTE 4.3.7, 4.3.12, 4.3.16. */
const endSignature = 0x06054b50
const centralSignature = 0x02014b50
const localSignature = 0x04034b50

export interface ZipEntry {
  readonly name: string
  readonly bytes: number
  /** Unpacks no more than the size that the directory declares. @throws ExtractionError */
  read(): Buffer
}

/**
 * The entries of an archive, by its central directory, before anything is unpacked. @throws ExtractionError when their
 * declared sizes together are too large; ZIP64, several disks and encryption are refused.
 */
export function readZip(content: Uint8Array): ReadonlyMap<string, ZipEntry> {
  const zip = Buffer.from(content.buffer, content.byteOffset, content.byteLength)
  try {
    return readCentralDirectory(zip)
  } catch (error) {
    // Offsets that point outside the file.
    if (error instanceof RangeError) throw unreadable('an Office file')
    throw error
  }
}

function readCentralDirectory(zip: Buffer): Map<string, ZipEntry> {
  const end = findEnd(zip)
  const count = zip.readUInt16LE(end + 10)
  const entries = new Map<string, ZipEntry>()
  let at = zip.readUInt32LE(end + 16)
  let bytes = 0
  if (count > archiveEntriesMax) throw tooManyParts()
  for (let i = 0; i < count; i += 1) {
    if (zip.readUInt32LE(at) !== centralSignature) throw unreadable('an Office file')
    const entry = readEntry(zip, at)
    bytes += entry.bytes
    if (bytes > unpackedBytesMax) throw unpackedTooLarge()
    entries.set(entry.name, entry)
    at += 46 + zip.readUInt16LE(at + 28) + zip.readUInt16LE(at + 30) + zip.readUInt16LE(at + 32)
  }
  return entries
}

/** The end record stands last, before a comment of at most 65,535 bytes. */
function findEnd(zip: Buffer): number {
  for (let at = zip.length - 22; at >= Math.max(0, zip.length - 22 - 65_535); at -= 1) {
    if (zip.readUInt32LE(at) === endSignature) return at
  }
  throw unreadable('an Office file')
}

function readEntry(zip: Buffer, at: number): ZipEntry {
  const flags = zip.readUInt16LE(at + 8)
  const method = zip.readUInt16LE(at + 10)
  const packed = zip.readUInt32LE(at + 20)
  const bytes = zip.readUInt32LE(at + 24)
  const local = zip.readUInt32LE(at + 42)
  if ((flags & 1) !== 0) throw encrypted()
  const name = zip.toString('utf8', at + 46, at + 46 + zip.readUInt16LE(at + 28))
  return { name, bytes, read: () => unpack(zip, local, method, packed, bytes) }
}

function unpack(zip: Buffer, local: number, method: number, packed: number, bytes: number): Buffer {
  try {
    if (zip.readUInt32LE(local) !== localSignature) throw unreadable('an Office file')
    const start = local + 30 + zip.readUInt16LE(local + 26) + zip.readUInt16LE(local + 28)
    const data = zip.subarray(start, start + packed)
    if (method === 0 && data.length === bytes) return data
    const unpacked = inflateRawSync(data, { maxOutputLength: Math.max(1, bytes) })
    if (method === 8 && unpacked.length === bytes) return unpacked
  } catch {
    // Damaged, or larger than declared: a bomb with a false label.
  }
  throw unreadable('an Office file')
}
