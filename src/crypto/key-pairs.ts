/**
 * New key pairs of every kind. Generation runs in libuv's thread pool, a few at a time: an RSA key of 4096 bits takes a
 * second of CPU time, and the pool serves files and name look-ups too.
 */

import { generateKeyPair, type KeyObject } from 'node:crypto'

export type MlDsaType = 'ml-dsa-44' | 'ml-dsa-65' | 'ml-dsa-87'
export type MlKemType = 'ml-kem-512' | 'ml-kem-768' | 'ml-kem-1024'

export type KeyPairKind =
  | { readonly type: 'rsa'; readonly modulusLength: number }
  /** OpenSSL's name of the curve. */
  | { readonly type: 'ec'; readonly namedCurve: string }
  | { readonly type: 'ed25519' | MlDsaType | MlKemType }

export interface KeyPair {
  readonly privateKey: KeyObject
  readonly publicKey: KeyObject
}

/** So many wait at most; more would wait longer than their callers do. */
const waitingMax = 64
const runningMax = 2

export class TooManyKeyPairsError extends Error {
  override readonly name = 'TooManyKeyPairsError'
}

let running = 0
const waiting: (() => void)[] = []

/** @throws TooManyKeyPairsError when too many are being made already. */
export async function newKeyPair(kind: KeyPairKind): Promise<KeyPair> {
  if (running >= runningMax) {
    if (waiting.length >= waitingMax) throw new TooManyKeyPairsError()
    // Whoever ends hands over its place, so that nobody overtakes.
    await new Promise<void>((resolve) => waiting.push(resolve))
  } else {
    running++
  }
  try {
    return await generate(kind)
  } finally {
    const next = waiting.shift()
    if (next === undefined) running--
    else next()
  }
}

function generate(kind: KeyPairKind): Promise<KeyPair> {
  return new Promise((resolve, reject) => {
    const done = (error: Error | null, publicKey: KeyObject, privateKey: KeyObject) =>
      error === null ? resolve({ publicKey, privateKey }) : reject(error)
    switch (kind.type) {
      case 'rsa':
        return generateKeyPair('rsa', { modulusLength: kind.modulusLength }, done)
      case 'ec':
        return generateKeyPair('ec', { namedCurve: kind.namedCurve }, done)
      case 'ed25519':
        return generateKeyPair('ed25519', {}, done)
      default:
        return isMlDsa(kind.type)
          ? generateKeyPair(kind.type, {}, done)
          : generateKeyPair(kind.type, {}, done)
    }
  })
}

function isMlDsa(type: MlDsaType | MlKemType): type is MlDsaType {
  return type.startsWith('ml-dsa')
}
