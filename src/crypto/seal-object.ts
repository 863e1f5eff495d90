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
      yield* cipher.seal(index++, false, content.subarray(offset, offset + frameBytes))
    }
    yield* cipher.seal(index, true, content.subarray(offset))
  } finally {
    cipher.close()
  }
}

/** As `sealObject`, for a stream of chunks of any size. Holds at most one frame; a chunk may be reused once the next is asked for. */
export async function* sealObjectStream(
  key: KeyObject,
  identity: Uint8Array,
  content: AsyncIterable<Uint8Array>,
): AsyncGenerator<Buffer, void> {
  const { header, cipher } = newObject(key, identity)
  // Only the end of the input tells which frame is the last, so a full frame waits until one more byte has come.
  let waiting = Buffer.alloc(0)
  let waitingBytes = 0
  let index = 0
  try {
    yield header
    for await (const chunk of content) {
      let offset = 0
      while (offset < chunk.length) {
        if (waitingBytes === frameBytes) {
          yield* cipher.seal(index++, false, waiting)
          waitingBytes = 0
        }
        if (waitingBytes === 0 && chunk.length - offset > frameBytes) {
          yield* cipher.seal(index++, false, chunk.subarray(offset, offset + frameBytes))
          offset += frameBytes
          continue
        }
        const taken = Math.min(frameBytes - waitingBytes, chunk.length - offset)
        waiting = grown(waiting, waitingBytes + taken)
        waiting.set(chunk.subarray(offset, offset + taken), waitingBytes)
        waitingBytes += taken
        offset += taken
      }
    }
    yield* cipher.seal(index, true, waiting.subarray(0, waitingBytes))
  } finally {
    waiting.fill(0)
    cipher.close()
  }
}

/** Doubles up to a frame, so that a small object takes little memory. */
function grown(waiting: Buffer<ArrayBuffer>, needed: number): Buffer<ArrayBuffer> {
  if (waiting.length >= needed) return waiting
  const larger = Buffer.allocUnsafeSlow(Math.min(frameBytes, Math.max(needed, 2 * waiting.length)))
  waiting.copy(larger)
  waiting.fill(0)
  return larger
}
