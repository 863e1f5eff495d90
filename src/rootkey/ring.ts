/** The living root keys in memory, by their numbers: one wraps, all open. */

import { createSecretKey, type KeyObject } from 'node:crypto'
import { encodeAad } from '../crypto/aad.ts'
import { deriveKey } from '../crypto/derive.ts'
import { OpenError, openMessage, sealMessage } from '../crypto/message.ts'
import { type RootKey, type RootKeyBinding, RootKeyError } from './rootkey.ts'

/** Layout of wrapped bytes: version (1) ‖ root key number (4) ‖ message. */
const version = 1
const headerBytes = 5
const purposeKeyBytes = 32
const label = 'keyhold/rootkey/1'

export interface Ring extends RootKey {
  /** Replaces the root keys: what is not among them is forgotten, with everything derived from it. */
  set(current: number, rootKeys: ReadonlyMap<number, KeyObject>): void
  rootKeys(): ReadonlyMap<number, KeyObject>
  /** The one that wraps. */
  current(): number
}

export function createRing(): Ring {
  let current = 0
  let rootKeys: ReadonlyMap<number, KeyObject> = new Map()
  let purposeKeys = new Map<string, KeyObject>()
  let header = headerOf(current)

  // Purposes are constants of the code, so the map stays small.
  const purposeKey = (rootKeyNumber: number, purpose: string): KeyObject => {
    const name = `${rootKeyNumber}/${purpose}`
    const known = purposeKeys.get(name)
    if (known !== undefined) return known
    const rootKey = rootKeys.get(rootKeyNumber)
    if (rootKey === undefined)
      throw new RootKeyError('wrapped under a root key that this database does not have')
    const bytes = deriveKey(rootKey, label, Buffer.from(purpose, 'utf8'), purposeKeyBytes)
    const key = createSecretKey(bytes)
    bytes.fill(0)
    purposeKeys.set(name, key)
    return key
  }

  const unwrap = (binding: RootKeyBinding, wrapped: Uint8Array): Buffer => {
    const bytes = Buffer.from(wrapped.buffer, wrapped.byteOffset, wrapped.byteLength)
    if (bytes.length < headerBytes || bytes[0] !== version)
      throw new RootKeyError('not wrapped by a root key')
    try {
      const key = purposeKey(bytes.readUInt32BE(1), binding.purpose)
      return openMessage(key, aadOf(bytes.subarray(0, headerBytes), binding), bytes.subarray(headerBytes))
    } catch (error) {
      if (!(error instanceof OpenError)) throw error
      throw new RootKeyError('the wrapped bytes are damaged or were wrapped for something else')
    }
  }

  return {
    wrap: (binding, plaintext) =>
      sealMessage(purposeKey(current, binding.purpose), aadOf(header, binding), plaintext, header),
    unwrap,
    unwrapSecretKey: (binding, wrapped) => {
      const bytes = unwrap(binding, wrapped)
      const key = createSecretKey(bytes)
      bytes.fill(0)
      return key
    },
    set: (number, keys) => {
      current = number
      header = headerOf(number)
      rootKeys = keys
      purposeKeys = new Map()
    },
    rootKeys: () => rootKeys,
    current: () => current,
  }
}

/** Bytes 2 to 5 of what a root key has wrapped. */
export function rootKeyMark(rootKeyNumber: number): Buffer {
  return headerOf(rootKeyNumber).subarray(1)
}

function headerOf(rootKeyNumber: number): Buffer {
  const header = Buffer.alloc(headerBytes)
  header.writeUInt8(version)
  header.writeUInt32BE(rootKeyNumber, 1)
  return header
}

function aadOf(header: Uint8Array, binding: RootKeyBinding): Buffer {
  return encodeAad([header, binding.purpose, ...binding.identity])
}
