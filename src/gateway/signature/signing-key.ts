/** Signing keys: a chain of four HMACs over the secret and the scope, the same for a whole day, so they are kept. */

import { createHmac } from 'node:crypto'
import { type HmacKey, hmacKey } from '../../crypto/hmac.ts'

export interface Scope {
  readonly accessKeyId: string
  /** `yyyymmdd` */
  readonly scopeDate: string
  readonly region: string
  readonly service: string
}

export type SigningKeys = (scope: Scope, secretAccessKey: string) => HmacKey

interface Kept {
  readonly secretAccessKey: string
  readonly key: HmacKey
}

/**
 * Derives signing keys and keeps the most recently used ones, `entriesMax` at most. A kept key serves only the very secret
 * it came from, so a rotated secret cannot be answered from memory.
 */
export function createSigningKeys(entriesMax: number): SigningKeys {
  const kept = new Map<string, Kept>()
  return (scope, secretAccessKey) => {
    const id = `${scope.accessKeyId}/${scope.scopeDate}/${scope.region}/${scope.service}`
    const found = kept.get(id)
    // Both secrets are ours: nothing a caller controls is compared here.
    if (found !== undefined && found.secretAccessKey === secretAccessKey) return found.key
    const key = hmacKey('sha256', deriveSigningKey(scope, secretAccessKey))
    kept.delete(id)
    kept.set(id, { secretAccessKey, key })
    if (kept.size > entriesMax) kept.delete(kept.keys().next().value as string)
    return key
  }
}

function deriveSigningKey({ scopeDate, region, service }: Scope, secretAccessKey: string): Buffer {
  const date = hmac(`AWS4${secretAccessKey}`, scopeDate)
  return hmac(hmac(hmac(date, region), service), 'aws4_request')
}

function hmac(key: string | Buffer, text: string): Buffer {
  return createHmac('sha256', key).update(text).digest()
}
