import { type Directory, decodeDirectory, directoryBytes } from '../segment/directory.ts'
import { type ManifestSegment, segmentKind } from './manifest.ts'
import type { OpenIndex } from './open-index.ts'

/** Segments are read and cached in blocks of this many bytes. */
const blockBytes = 64 * 1024

export async function readDirectory(index: OpenIndex, segment: ManifestSegment): Promise<Directory> {
  return await index.cache.get(`${segment.id}/directory`, directoryBytes, async () =>
    decodeDirectory(await readObject(index, segment.id, 0, segment.directoryBytes)),
  )
}

/** A part of the postings; offsets as in the directory. */
export async function readPostingBytes(
  index: OpenIndex,
  segment: ManifestSegment,
  start: number,
  end: number,
): Promise<Buffer> {
  return await readBlocks(index, segment, segment.directoryBytes + start, segment.directoryBytes + end)
}

/** A part of the texts; offsets as in the directory. */
export async function readText(
  index: OpenIndex,
  segment: ManifestSegment,
  start: number,
  end: number,
): Promise<string> {
  const base = segment.directoryBytes + segment.postingsBytes
  return (await readBlocks(index, segment, base + start, base + end)).toString('utf8')
}

/** All postings and texts, past the cache: for merging. */
export async function readBody(
  index: OpenIndex,
  segment: ManifestSegment,
): Promise<{ postings: Buffer; texts: Buffer }> {
  const body = await readObject(index, segment.id, segment.directoryBytes, segment.contentBytes)
  return { postings: body.subarray(0, segment.postingsBytes), texts: body.subarray(segment.postingsBytes) }
}

async function readBlocks(
  index: OpenIndex,
  segment: ManifestSegment,
  start: number,
  end: number,
): Promise<Buffer> {
  if (start >= end) return Buffer.alloc(0)
  const first = Math.floor(start / blockBytes)
  const last = Math.floor((end - 1) / blockBytes)
  const blocks = await Promise.all(
    Array.from({ length: last - first + 1 }, (_, i) => readBlock(index, segment, first + i)),
  )
  const base = first * blockBytes
  const bytes = blocks.length === 1 ? (blocks[0] as Buffer) : Buffer.concat(blocks)
  return bytes.subarray(start - base, end - base)
}

async function readBlock(index: OpenIndex, segment: ManifestSegment, block: number): Promise<Buffer> {
  const start = block * blockBytes
  const end = Math.min(start + blockBytes, segment.contentBytes)
  return await index.cache.get(
    `${segment.id}/${block}`,
    (bytes) => bytes.length,
    async () => await readObject(index, segment.id, start, end),
  )
}

async function readObject(index: OpenIndex, segmentId: string, start: number, end: number): Promise<Buffer> {
  const parts: Buffer[] = []
  for await (const part of index.scope.objects.read(segmentKind, segmentId, { start, end })) parts.push(part)
  return parts.length === 1 ? (parts[0] as Buffer) : Buffer.concat(parts)
}
