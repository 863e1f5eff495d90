/**
 * Large values as frames, so that they can be sealed and opened as streams in constant memory and read in part.
 *
 * Layout: header (72) ‖ frame ‖ … ‖ frame. A frame is up to 256 KiB of ciphertext and a 16-byte tag; all frames but
 * the last are full, and an empty object is one empty frame. Header: magic and version (4) ‖ frame size (4) ‖ salt (32) ‖
 * commitment (32).
 *
 * This is the STREAM construction (Hoang, Reyhanitabar, Rogaway, Vizár: "Online Authenticated-Encryption and its
 * Nonce-Reuse Misuse-Resistance", CRYPTO 2015): the nonce is the frame's number and a flag on the last one, so frames
 * cannot be left out, repeated, swapped, or cut off at the end.
 *
 * Every object has its own AES-256-GCM key, derived from the data key, a random 256-bit salt and the object's identity.
 * Binding the identity there instead of in each frame's AAD makes the commitment cover it as well: a sealed object opens
 * under one key for one identity only (GCM alone commits to neither; Bellare and Hoang, EUROCRYPT 2022).
 */

import { createCipheriv, createDecipheriv, type KeyObject, timingSafeEqual } from 'node:crypto'
import { deriveKey } from './derive.ts'
import { OpenError } from './message.ts'
import { fillSalt } from './salt.ts'

/**
 * Plaintext bytes of a full frame. A cipher costs some µs to set up, as much as encrypting 15 KiB: frames of 64 KiB reach
 * about 70 % of raw AES-GCM, frames of 256 KiB over 90 %. A range read opens at most one frame's length too much at each end.
 */
export const frameBytes = 256 * 1024
export const frameTagBytes = 16
/** Bytes of a full frame at rest. */
export const sealedFrameBytes = frameBytes + frameTagBytes
export const objectHeaderBytes = 72

// The frame number is 32 bits of the nonce: 1 PiB an object.
const framesMax = 2 ** 32
const label = 'keyhold/object/1'
const prefix = Buffer.alloc(8)
prefix.write('KHO1', 'latin1')
prefix.writeUInt32BE(frameBytes, 4)
const saltEnd = prefix.length + 32

/** One object's key and frame functions. `close` wipes the key. */
export interface FrameCipher {
  /** Ciphertext and tag, apart: joining them would copy every byte once more. */
  seal(index: number, last: boolean, plaintext: Uint8Array): readonly [ciphertext: Buffer, tag: Buffer]
  /** @throws OpenError */
  open(index: number, last: boolean, frame: Uint8Array): Buffer
  close(): void
}

/** Bytes at rest of an object of `plaintextBytes`. */
export function sealedObjectBytes(plaintextBytes: number): number {
  return objectHeaderBytes + plaintextBytes + frameCount(plaintextBytes) * frameTagBytes
}

export function frameCount(plaintextBytes: number): number {
  return Math.max(1, Math.ceil(plaintextBytes / frameBytes))
}

export function newObject(
  key: KeyObject,
  identity: Uint8Array,
): { readonly header: Buffer; readonly cipher: FrameCipher } {
  const header = Buffer.allocUnsafe(objectHeaderBytes)
  prefix.copy(header)
  fillSalt(header.subarray(prefix.length, saltEnd))
  const derived = deriveObjectKey(key, identity, header)
  derived.copy(header, saltEnd, 32)
  return { header, cipher: frameCipher(derived) }
}

/** @throws OpenError when the header is none, or was made under another key or for another identity. */
export function openHeader(key: KeyObject, identity: Uint8Array, header: Uint8Array): FrameCipher {
  if (header.length !== objectHeaderBytes || !prefix.equals(header.subarray(0, prefix.length)))
    throw new OpenError()
  const derived = deriveObjectKey(key, identity, header)
  if (!timingSafeEqual(derived.subarray(32), header.subarray(saltEnd))) {
    derived.fill(0)
    throw new OpenError()
  }
  return frameCipher(derived)
}

function deriveObjectKey(key: KeyObject, identity: Uint8Array, header: Uint8Array): Buffer {
  // The header's part has a fixed length, so the two need no border between them.
  const context = Buffer.allocUnsafe(saltEnd + identity.length)
  context.set(header.subarray(0, saltEnd))
  context.set(identity, saltEnd)
  return deriveKey(key, label, context, 64, 'sha512')
}

function frameCipher(derived: Buffer): FrameCipher {
  const key = derived.subarray(0, 32)
  const nonce = Buffer.alloc(12)
  const setNonce = (index: number, last: boolean): void => {
    nonce.writeUInt32BE(index, 7)
    nonce[11] = last ? 1 : 0
  }
  return {
    seal(index, last, plaintext) {
      if (index >= framesMax) throw new RangeError('an object may have 2^32 frames')
      setNonce(index, last)
      const cipher = createCipheriv('aes-256-gcm', key, nonce)
      const ciphertext = cipher.update(plaintext)
      cipher.final()
      return [ciphertext, cipher.getAuthTag()]
    },
    open(index, last, frame) {
      const end = frame.length - frameTagBytes
      if (end < 0 || index >= framesMax) throw new OpenError()
      setNonce(index, last)
      try {
        const decipher = createDecipheriv('aes-256-gcm', key, nonce, { authTagLength: frameTagBytes })
        decipher.setAuthTag(frame.subarray(end))
        const plaintext = decipher.update(frame.subarray(0, end))
        decipher.final()
        return plaintext
      } catch {
        throw new OpenError()
      }
    },
    close() {
      derived.fill(0)
    },
  }
}
