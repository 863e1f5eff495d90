import type { KeyObject } from 'node:crypto'
import {
  frameBytes,
  frameCount,
  frameTagBytes,
  objectHeaderBytes,
  openHeader,
  sealedFrameBytes,
} from './frames.ts'
import { OpenError } from './message.ts'

/** Where an object rests: its sealed bytes from `start` to `end` (exclusive; default: the end). */
export type SealedSource = (start: number, end?: number) => AsyncIterable<Uint8Array>

export interface PlaintextRange {
  readonly start: number
  /** Exclusive; default: the end. */
  readonly end?: number
}

/** Opens a whole sealed object in memory. @throws OpenError */
export function openObject(key: KeyObject, identity: Uint8Array, sealed: Uint8Array): Buffer {
  const frames = Math.ceil((sealed.length - objectHeaderBytes) / sealedFrameBytes)
  const lastFrameBytes = sealed.length - objectHeaderBytes - (frames - 1) * sealedFrameBytes
  // Cut within a tag, the frames before it would not fit what is made for the plaintext.
  if (frames < 1 || lastFrameBytes < frameTagBytes) throw new OpenError()
  const cipher = openHeader(key, identity, sealed.subarray(0, objectHeaderBytes))
  try {
    if (frames === 1) return cipher.openWhole(0, true, sealed.subarray(objectHeaderBytes))
    const opened = Buffer.allocUnsafeSlow(sealed.length - objectHeaderBytes - frames * frameTagBytes)
    for (let index = 0; index < frames; index++) {
      const start = objectHeaderBytes + index * sealedFrameBytes
      const frame = sealed.subarray(start, start + sealedFrameBytes)
      opened.set(cipher.openWhole(index, index === frames - 1, frame), index * frameBytes)
    }
    return opened
  } finally {
    cipher.close()
  }
}

/**
 * Opens a range of an object, reading only the header and the frames it touches, one frame in memory. Each frame is opened as
 * it comes and verified before any of it is handed out.
 *
 * A range that reaches the end reads the last frame even when it wants no byte of it, so that a truncated object fails.
 * `plaintextBytes` need not be trusted: a wrong value makes the last frame fail.
 *
 * @param plaintextBytes length of the whole object.
 * @param range cut to the object's length; default: all of it.
 * @throws OpenError
 */
export async function* openObjectRange(
  key: KeyObject,
  identity: Uint8Array,
  plaintextBytes: number,
  source: SealedSource,
  range: PlaintextRange = { start: 0 },
): AsyncGenerator<Buffer, void> {
  const end = Math.min(range.end ?? plaintextBytes, plaintextBytes)
  const start = Math.min(range.start, plaintextBytes)
  if (start > end || (start === end && end < plaintextBytes)) return
  const lastIndex = frameCount(plaintextBytes) - 1
  const firstFrame = Math.min(Math.floor(start / frameBytes), lastIndex)
  const endFrame = Math.min(Math.floor(Math.max(end - 1, start) / frameBytes), lastIndex)
  // Reading on to the true end finds bytes that do not belong there.
  const sealedEnd = endFrame === lastIndex ? undefined : objectHeaderBytes + (endFrame + 1) * sealedFrameBytes

  const reader = await readerAt(source, firstFrame, sealedEnd)
  try {
    const cipher = openHeader(key, identity, reader.header)
    try {
      for (let index = firstFrame; index <= endFrame; index++) {
        const last = index === lastIndex
        const opening = cipher.open(index, last)
        const opened: Buffer[] = []
        let left = last ? plaintextBytes - index * frameBytes : frameBytes
        while (left > 0) {
          const piece = await reader.frames.next(left)
          opened.push(opening.update(piece))
          left -= piece.length
        }
        opening.verify(await reader.frames.take(frameTagBytes))
        if (last) await reader.frames.requireEnd()
        let at = index * frameBytes
        for (const piece of opened) {
          const wanted = piece.subarray(Math.max(start - at, 0), Math.max(end - at, 0))
          at += piece.length
          if (wanted.length > 0) yield wanted
        }
      }
    } finally {
      cipher.close()
    }
  } finally {
    await reader.frames.close()
  }
}

/** A range in the first frame takes header and frames in one read, any other in two. */
async function readerAt(
  source: SealedSource,
  firstFrame: number,
  sealedEnd: number | undefined,
): Promise<{ header: Buffer; frames: ExactReader }> {
  if (firstFrame === 0) {
    const frames = new ExactReader(source(0, sealedEnd))
    return { header: await frames.takeOrClose(objectHeaderBytes), frames }
  }
  const first = new ExactReader(source(0, objectHeaderBytes))
  const header = await first.takeOrClose(objectHeaderBytes)
  await first.close()
  return {
    header,
    frames: new ExactReader(source(objectHeaderBytes + firstFrame * sealedFrameBytes, sealedEnd)),
  }
}

/** Takes a stream of chunks of any size apart at the borders asked for. A chunk is not touched after the next is asked for. */
class ExactReader {
  readonly #chunks: AsyncIterator<Uint8Array>
  #chunk: Uint8Array = new Uint8Array(0)

  constructor(chunks: AsyncIterable<Uint8Array>) {
    this.#chunks = chunks[Symbol.asyncIterator]()
  }

  /** At most `sizeMax` bytes as they come, valid until the next call. @throws OpenError at the end. */
  async next(sizeMax: number): Promise<Uint8Array> {
    if (this.#chunk.length === 0 && !(await this.#advance())) throw new OpenError()
    const piece = this.#chunk.subarray(0, sizeMax)
    this.#chunk = this.#chunk.subarray(piece.length)
    return piece
  }

  /** The next `size` bytes, copied: for headers and tags. @throws OpenError when there are fewer. */
  async take(size: number): Promise<Buffer> {
    const taken = Buffer.allocUnsafe(size)
    for (let filled = 0; filled < size; ) {
      const piece = await this.next(size - filled)
      taken.set(piece, filled)
      filled += piece.length
    }
    return taken
  }

  async takeOrClose(size: number): Promise<Buffer> {
    try {
      return await this.take(size)
    } catch (error) {
      await this.close()
      throw error
    }
  }

  /** @throws OpenError when bytes are left. */
  async requireEnd(): Promise<void> {
    const chunk = this.#chunk
    if (chunk.length > 0 || (await this.#advance())) throw new OpenError()
  }

  async close(): Promise<void> {
    await this.#chunks.return?.()
  }

  async #advance(): Promise<boolean> {
    for (;;) {
      const next = await this.#chunks.next()
      if (next.done === true) return false
      if (next.value.length === 0) continue
      this.#chunk = next.value
      return true
    }
  }
}
