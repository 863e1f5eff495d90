/**
 * Session tokens hold the session: nothing is stored. A token is the session's facts, its secret among them, sealed by
 * the root key for one access key id; whoever presents it must also sign with the secret inside.
 */

import { deflateRawSync, inflateRawSync } from 'node:zlib'
import { type RootKey, RootKeyError } from '../rootkey/rootkey.ts'
import type { Tag } from './owners.ts'

export interface SessionFacts {
  readonly kind: 'root' | 'user' | 'role'
  readonly accountId: string
  /** `AIDA…` or `AROA…`; the account id for root. A principal made anew under the same name has another one. */
  readonly ownerId: string
  readonly sessionName: string
  readonly secretAccessKey: string
  readonly issuedAt: number
  readonly expiresAt: number
  /** JSON texts and ARNs of managed policies. */
  readonly policies: readonly string[]
  readonly tags: readonly Tag[]
  readonly transitiveTagKeys: readonly string[]
  readonly sourceIdentity: string | null
}

const tokenCharsMax = 8192
const packAboveBytes = 600
/** What the policies and tags of a session may take, packed. AWS does not publish its limit; it reports percentages of it. */
const packedBytesMax = 3072

/** How much of the room for policies and tags a session takes, in percent; over 100 is too large. */
export function packedPolicyPercent(facts: Pick<SessionFacts, 'policies' | 'tags'>): number {
  if (facts.policies.length === 0 && facts.tags.length === 0) return 0
  const packed = deflateRawSync(JSON.stringify([facts.policies, facts.tags]))
  return Math.ceil((packed.length * 100) / packedBytesMax)
}

export function sealSessionToken(rootKey: RootKey, accessKeyId: string, facts: SessionFacts): string {
  const json = Buffer.from(JSON.stringify(facts))
  const packed = json.length > packAboveBytes ? deflateRawSync(json) : json
  // JSON starts with a brace; a deflate stream is marked with a zero byte before it.
  const body = packed === json ? json : Buffer.concat([Buffer.of(0), packed])
  return Buffer.from(rootKey.wrap(binding(accessKeyId), body)).toString('base64url')
}

/** Null for anything but a token that this root key sealed for this access key id. Does not look at the time. */
export function openSessionToken(rootKey: RootKey, accessKeyId: string, token: string): SessionFacts | null {
  if (token.length > tokenCharsMax || !/^[A-Za-z0-9_-]+$/.test(token)) return null
  try {
    const body = rootKey.unwrap(binding(accessKeyId), Buffer.from(token, 'base64url'))
    return JSON.parse((body[0] === 0 ? inflateRawSync(body.subarray(1)) : body).toString('utf8'))
  } catch (error) {
    if (error instanceof RootKeyError) return null
    throw error
  }
}

function binding(accessKeyId: string) {
  return { purpose: 'session-token', identity: [accessKeyId] }
}
