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
  if (frames < 1) throw new OpenError()
  const cipher = openHeader(key, identity, sealed.subarray(0, objectHeaderBytes))
  try {
    const frame = (index: number): Uint8Array => {
      const start = objectHeaderBytes + index * sealedFrameBytes
      return sealed.subarray(start, start + sealedFrameBytes)
    }
    if (frames === 1) return cipher.open(0, true, frame(0))
    const opened = Buffer.allocUnsafeSlow(sealed.length - objectHeaderBytes - frames * frameTagBytes)
    for (let index = 0; index < frames; index++) {
      opened.set(cipher.open(index, index === frames - 1, frame(index)), index * frameBytes)
    }
    return opened
  } finally {
    cipher.close()
  }
}

/**
 * Opens a range of an object, reading only the header and the frames it touches, one frame in memory. Each frame is
 * verified before any of it is handed out.
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
        const size = last ? plaintextBytes - index * frameBytes + frameTagBytes : sealedFrameBytes
        const frame = await reader.frames.take(size)
        const plaintext = cipher.open(index, last, frame)
        if (last) await reader.frames.requireEnd()
        const from = Math.max(start - index * frameBytes, 0)
        const wanted = plaintext.subarray(from, Math.max(end - index * frameBytes, from))
        if (wanted.length > 0) yield wanted
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
    return { header: Buffer.from(await frames.takeOrClose(objectHeaderBytes)), frames }
  }
  const first = new ExactReader(source(0, objectHeaderBytes))
  const header = Buffer.from(await first.takeOrClose(objectHeaderBytes))
  await first.close()
  return {
    header,
    frames: new ExactReader(source(objectHeaderBytes + firstFrame * sealedFrameBytes, sealedEnd)),
  }
}

/** Cuts a stream of chunks of any size into pieces of the sizes asked for. */
class ExactReader {
  readonly #chunks: AsyncIterator<Uint8Array>
  #chunk: Uint8Array = new Uint8Array(0)
  #staging = Buffer.alloc(0)

  constructor(chunks: AsyncIterable<Uint8Array>) {
    this.#chunks = chunks[Symbol.asyncIterator]()
  }

  /** The next `size` bytes, valid until the next call. At most one sealed frame. @throws OpenError when there are fewer. */
  async take(size: number): Promise<Uint8Array> {
    if (this.#chunk.length === 0 && !(await this.#advance())) throw new OpenError()
    if (this.#chunk.length >= size) return this.#cut(size)
    if (this.#staging.length < size) this.#staging = Buffer.allocUnsafeSlow(size)
    let filled = 0
    while (filled < size) {
      if (this.#chunk.length === 0 && !(await this.#advance())) throw new OpenError()
      const piece = this.#cut(Math.min(size - filled, this.#chunk.length))
      this.#staging.set(piece, filled)
      filled += piece.length
    }
    return this.#staging.subarray(0, size)
  }

  async takeOrClose(size: number): Promise<Uint8Array> {
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

  #cut(size: number): Uint8Array {
    const piece = this.#chunk.subarray(0, size)
    this.#chunk = this.#chunk.subarray(size)
    return piece
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
