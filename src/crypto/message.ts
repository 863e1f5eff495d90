/**
 * Whole messages under a long-lived key. Each message gets its own AES-256-GCM key, derived from the long-lived key and a
 * random 128-bit salt, so the number of messages under one key has no practical limit (a random 96-bit nonce would cap it
 * at 2^32, NIST SP 800-38D §8.3). The derived commitment makes a message open under one key only (GCM alone is not
 * key-committing).
 *
 * Layout: salt (16) ‖ commitment (32) ‖ ciphertext ‖ tag (16).
 */

import { createCipheriv, createDecipheriv, type KeyObject, timingSafeEqual } from 'node:crypto'
import { deriveKey } from './derive.ts'
import { fillSalt } from './salt.ts'

const saltBytes = 16
const commitmentBytes = 32
const tagBytes = 16
const headerBytes = saltBytes + commitmentBytes
/** Bytes that sealing adds. */
export const messageOverheadBytes = headerBytes + tagBytes

// The key is used for one message only, so a fixed nonce never repeats under it.
const nonce = Buffer.alloc(12)
const nothing = new Uint8Array(0)
const label = 'keyhold/message/1'

/** Damaged, truncated, moved or made under another key: all look alike. */
export class OpenError extends Error {
  override readonly name = 'OpenError'
  constructor() {
    super('the sealed bytes cannot be opened')
  }
}

/** @param before bytes to put in front of the message, as they are. */
export function sealMessage(
  key: KeyObject,
  aad: Uint8Array,
  plaintext: Uint8Array,
  before: Uint8Array = nothing,
): Buffer {
  const start = before.length
  const bodyStart = start + headerBytes
  const sealed = Buffer.allocUnsafe(bodyStart + plaintext.length + tagBytes)
  sealed.set(before)
  const salt = sealed.subarray(start, start + saltBytes)
  fillSalt(salt)
  const derived = deriveKey(key, label, salt, 64, 'sha512')
  sealed.set(derived.subarray(32), start + saltBytes)
  const cipher = createCipheriv('aes-256-gcm', derived.subarray(0, 32), nonce)
  cipher.setAAD(aad)
  sealed.set(cipher.update(plaintext), bodyStart)
  cipher.final()
  sealed.set(cipher.getAuthTag(), bodyStart + plaintext.length)
  derived.fill(0)
  return sealed
}

/** @throws OpenError */
export function openMessage(key: KeyObject, aad: Uint8Array, sealed: Uint8Array): Buffer {
  if (sealed.length < messageOverheadBytes) throw new OpenError()
  const bytes = Buffer.from(sealed.buffer, sealed.byteOffset, sealed.byteLength)
  const derived = deriveKey(key, label, bytes.subarray(0, saltBytes), 64, 'sha512')
  try {
    if (!timingSafeEqual(derived.subarray(32), bytes.subarray(saltBytes, headerBytes))) throw new OpenError()
    const decipher = createDecipheriv('aes-256-gcm', derived.subarray(0, 32), nonce, {
      authTagLength: tagBytes,
    })
    decipher.setAAD(aad)
    decipher.setAuthTag(bytes.subarray(bytes.length - tagBytes))
    const plaintext = decipher.update(bytes.subarray(headerBytes, bytes.length - tagBytes))
    decipher.final()
    return plaintext
  } catch {
    throw new OpenError()
  } finally {
    derived.fill(0)
  }
}
