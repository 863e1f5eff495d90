/**
 * Large values as frames, so that they can be sealed and opened as streams in constant memory and read in part.
 *
 * Layout: header (59) ‖ frame ‖ … ‖ frame. A frame is up to 256 KiB of ciphertext and a 16-byte tag; all frames but
 * the last are full, and an empty object is one empty frame. Header: magic and version (4) ‖ frame size (4) ‖ salt (12) ‖
 * nonce prefix (7) ‖ commitment (32).
 *
 * This is the STREAM construction (Hoang, Reyhanitabar, Rogaway, Vizár: "Online Authenticated-Encryption and its
 * Nonce-Reuse Misuse-Resistance", CRYPTO 2015): the nonce holds the frame's number and a flag on the last one, so frames
 * cannot be left out, repeated, swapped, or cut off at the end.
 *
 * A frame is sealed by XAES-256-GCM (C2SP): the key is derived from the data key and the salt, and the rest of the extended
 * nonce is prefix ‖ number ‖ flag. With 19 random bytes an object, no two share a key and a nonce. AAD is the object's identity.
 * The commitment makes an object open under one key only, which GCM alone does not.
 */

import {
  createCipheriv,
  createDecipheriv,
  type DecipherGCM,
  type KeyObject,
  timingSafeEqual,
} from 'node:crypto'
import { OpenError } from './message.ts'
import { fillSalt } from './salt.ts'
import { deriveXaesKey, xaesSaltBytes } from './xaes.ts'

/**
 * Plaintext bytes of a full frame. A cipher costs some µs to set up, as much as encrypting 15 KiB: frames of 64 KiB reach
 * about 70 % of raw AES-GCM, frames of 256 KiB over 90 %. A range read opens at most one frame's length too much at each end.
 */
export const frameBytes = 256 * 1024
export const frameTagBytes = 16
/** Bytes of a full frame at rest. */
export const sealedFrameBytes = frameBytes + frameTagBytes

// The frame number is 32 bits of the nonce: 1 PiB an object.
const framesMax = 2 ** 32
const label = 'keyhold/object/1'
const magic = Buffer.alloc(8)
magic.write('KHO1', 'latin1')
magic.writeUInt32BE(frameBytes, 4)
const prefixBytes = 7
const saltEnd = magic.length + xaesSaltBytes
const prefixEnd = saltEnd + prefixBytes
const commitmentBytes = 32
export const objectHeaderBytes = prefixEnd + commitmentBytes

// One for all: a cipher copies its nonce when it is made. Making one for each object, outside the heap, costs as much as
// encrypting 2 KiB.
const nonce = Buffer.alloc(12)
const tagLength = { authTagLength: frameTagBytes }

/** A frame's plaintext piece by piece. None of it may be used before `verify`. */
export interface OpeningFrame {
  update(ciphertext: Uint8Array): Buffer
  /** @throws OpenError */
  verify(tag: Uint8Array): void
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
  magic.copy(header)
  fillSalt(header.subarray(magic.length, prefixEnd))
  const derived = deriveXaesKey(key, label, header.subarray(magic.length, saltEnd))
  derived.copy(header, prefixEnd, 32)
  return { header, cipher: new FrameCipher(derived, header, identity) }
}

/**
 * The first frame opened tells whether the identity is the right one.
 *
 * @throws OpenError when the header is none or was made under another key.
 */
export function openHeader(key: KeyObject, identity: Uint8Array, header: Uint8Array): FrameCipher {
  if (header.length !== objectHeaderBytes || !magic.equals(header.subarray(0, magic.length)))
    throw new OpenError()
  const derived = deriveXaesKey(key, label, header.subarray(magic.length, saltEnd))
  if (!timingSafeEqual(derived.subarray(32), header.subarray(prefixEnd))) {
    derived.fill(0)
    throw new OpenError()
  }
  return new FrameCipher(derived, header, identity)
}

/** One object's key, from its header to `close`. A class: a closure for each method costs as much as the key's derivation. */
export class FrameCipher {
  readonly #derived: Buffer
  readonly #header: Uint8Array
  readonly #identity: Uint8Array

  constructor(derived: Buffer, header: Uint8Array, identity: Uint8Array) {
    this.#derived = derived
    this.#header = header
    this.#identity = identity
  }

  /** The pieces of one frame, sealed piece by piece, then the tag: joining them would copy every byte once more. */
  seal(index: number, last: boolean, plaintext: readonly Uint8Array[]): Buffer[] {
    if (index >= framesMax) throw new RangeError('an object may have 2^32 frames')
    const cipher = createCipheriv('aes-256-gcm', this.#key(), this.#nonce(index, last))
    cipher.setAAD(this.#identity)
    const sealed: Buffer[] = []
    for (const piece of plaintext) sealed.push(cipher.update(piece))
    cipher.final()
    sealed.push(cipher.getAuthTag())
    return sealed
  }

  /** @throws OpenError */
  open(index: number, last: boolean): OpeningFrame {
    const decipher = this.#decipher(index, last)
    return {
      update: (ciphertext) => decipher.update(ciphertext),
      verify: (tag) => verify(decipher, tag),
    }
  }

  /** A frame that is all there. @param sealed ciphertext ‖ tag. @throws OpenError */
  openWhole(index: number, last: boolean, sealed: Uint8Array): Buffer {
    if (sealed.length < frameTagBytes) throw new OpenError()
    const decipher = this.#decipher(index, last)
    const plaintext = decipher.update(sealed.subarray(0, -frameTagBytes))
    verify(decipher, sealed.subarray(-frameTagBytes))
    return plaintext
  }

  /** Wipes the key. */
  close(): void {
    this.#derived.fill(0)
  }

  #decipher(index: number, last: boolean): DecipherGCM {
    if (index >= framesMax) throw new OpenError()
    const decipher = createDecipheriv('aes-256-gcm', this.#key(), this.#nonce(index, last), tagLength)
    decipher.setAAD(this.#identity)
    return decipher
  }

  #key(): Buffer {
    return this.#derived.subarray(0, 32)
  }

  #nonce(index: number, last: boolean): Buffer {
    for (let at = 0; at < prefixBytes; at++) nonce[at] = this.#header[saltEnd + at] as number
    nonce.writeUInt32BE(index, prefixBytes)
    nonce[11] = last ? 1 : 0
    return nonce
  }
}

function verify(decipher: DecipherGCM, tag: Uint8Array): void {
  try {
    decipher.setAuthTag(tag)
    decipher.final()
  } catch {
    throw new OpenError()
  }
}
