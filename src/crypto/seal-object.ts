import type { KeyObject } from 'node:crypto'
import { frameBytes, newObject } from './frames.ts'

/**
 * Seals a whole value. Yields the header, then each frame's ciphertext and tag; nothing of the input is copied.
 *
 * @param identity what the object is; it opens for the same identity only.
 */
export function* sealObject(
  key: KeyObject,
  identity: Uint8Array,
  content: Uint8Array,
): Generator<Buffer, void> {
  const { header, cipher } = newObject(key, identity)
  try {
    yield header
    let index = 0
    let offset = 0
    for (; content.length - offset > frameBytes; offset += frameBytes) {
      yield* cipher.seal(index++, false, [content.subarray(offset, offset + frameBytes)])
    }
    yield* cipher.seal(index, true, [content.subarray(offset)])
  } finally {
    cipher.close()
  }
}

/** Of a frame that waits, at most this many pieces, however small the chunks are. */
const piecesMax = 64

/**
 * As `sealObject`, for a stream of chunks of any size. Holds at most one frame, without copying it: a chunk must not change
 * after it was handed over.
 */
export async function* sealObjectStream(
  key: KeyObject,
  identity: Uint8Array,
  content: AsyncIterable<Uint8Array>,
): AsyncGenerator<Buffer, void> {
  const { header, cipher } = newObject(key, identity)
  // Only the end of the input tells which frame is the last, so a full frame waits until one more byte has come.
  let waiting: Uint8Array[] = []
  let waitingBytes = 0
  let index = 0
  try {
    yield header
    for await (const chunk of content) {
      let offset = 0
      while (offset < chunk.length) {
        if (waitingBytes === frameBytes) {
          yield* cipher.seal(index++, false, waiting)
          waiting = []
          waitingBytes = 0
        }
        const piece = chunk.subarray(offset, offset + frameBytes - waitingBytes)
        waiting.push(piece)
        waitingBytes += piece.length
        offset += piece.length
        if (waiting.length === piecesMax) waiting = [Buffer.concat(waiting)]
      }
    }
    yield* cipher.seal(index, true, waiting)
  } finally {
    cipher.close()
  }
}
