/**
 * Who: verifies Signature Version 4 on a request (AWS IAM User Guide, "AWS Signature Version 4 for API requests").
 * Cheap checks come first; nothing is looked up for a request that could not be right.
 */

import { hash, timingSafeEqual } from 'node:crypto'
import type { Principal } from '../call/principal.ts'
import { type HmacKey, hmacHex } from '../crypto/hmac.ts'
import type { Iam } from '../iam/iam.ts'
import type { ApiDescription } from './apis.ts'
import type { Head } from './incoming.ts'
import { canonicalRequest } from './signature/canonical-request.ts'
import {
  expiredToken,
  hostNotSigned,
  notSigned,
  signatureExpired,
  signatureMismatch,
  signatureNotYetCurrent,
  unrecognizedClient,
  wrongRegion,
  wrongScopeDate,
  wrongTerminator,
} from './signature/errors.ts'
import { signedHeaderNames } from './signature/signed-header-names.ts'
import type { SignedParts } from './signature/signed-parts.ts'
import { createSigningKeys } from './signature/signing-key.ts'

export interface Verifier {
  /** Everything that can be said without a secret: scope, time, signed headers. @throws AwsError */
  requirePlausible(head: Head, parts: SignedParts, api: ApiDescription, nowMs: number): void
  /**
   * Looks the access key up, and verifies the signature when the request claims its body's hash: then the body of whoever
   * does not hold the secret need not be read. @throws AwsError
   */
  identify(head: Head, parts: SignedParts): Promise<Claim>
}

/** Whose request it is, if its body is the one that was signed. */
export interface Claim {
  /** The signature is right for the body's claimed hash. */
  readonly isSigned: boolean
  /** @throws AwsError */
  accept(body: Buffer): Principal
}

export interface VerifierOptions {
  readonly iam: Pick<Iam, 'findCredentials'>
  readonly regions: readonly string[]
  /** Null: each API's own. */
  readonly clockSkewMinutes: number | null
}

/** Keys kept for the callers of a day; each is 128 bytes. */
const signingKeysMax = 4096

export function createVerifier({ iam, regions, clockSkewMinutes }: VerifierOptions): Verifier {
  const signingKeys = createSigningKeys(signingKeysMax)
  return {
    requirePlausible(head, parts, api, nowMs) {
      requireScope(parts, api, regions)
      requireCurrent(parts, nowMs, clockSkewMinutes ?? api.clockSkewMinutes)
      requireSignedHeaders(head, parts.signedHeaders)
    },
    async identify(head, parts) {
      const credentials = await iam.findCredentials(parts.accessKeyId, parts.sessionToken)
      if (credentials === 'expired') throw expiredToken()
      if (credentials === null) throw unrecognizedClient()
      const { principal } = credentials
      const signingKey = signingKeys(parts, credentials.secretAccessKey)
      const claimed = head.headers['x-amz-content-sha256']
      if (claimed !== undefined) requireSignature(head, parts, requireHash(claimed), signingKey)
      return {
        isSigned: claimed !== undefined,
        accept(body) {
          const payloadHash = hash('sha256', body, 'hex')
          if (claimed === undefined) requireSignature(head, parts, payloadHash, signingKey)
          else if (claimed !== payloadHash) throw signatureMismatch()
          return principal
        },
      }
    },
  }
}

function requireScope(parts: SignedParts, api: ApiDescription, regions: readonly string[]): void {
  const { region, terminator, scopeDate, timestamp } = parts
  const isValidRegion = regions.includes(region) || (api.isGlobal && region === 'us-east-1')
  if (!isValidRegion) throw wrongRegion(region)
  if (terminator !== 'aws4_request') throw wrongTerminator(terminator)
  const date = timestamp.slice(0, 8)
  if (scopeDate !== date) throw wrongScopeDate(scopeDate, date, timestamp)
}

/** A presigned request lives for its own time; a signed one for as long as clocks may differ. */
function requireCurrent(
  { time, timestamp, expiresSeconds }: SignedParts,
  nowMs: number,
  skewMinutes: number,
): void {
  if (time > nowMs + skewMinutes * 60_000) throw signatureNotYetCurrent(timestamp, nowMs, skewMinutes)
  const minutes = expiresSeconds === null ? skewMinutes : expiresSeconds / 60
  if (time < nowMs - minutes * 60_000) throw signatureExpired(timestamp, nowMs, minutes)
}

/** What is not signed could have been changed on the way: the host and everything that steers the request. */
function requireSignedHeaders({ amzHeaders }: Head, signedHeaders: string): void {
  const signed = signedHeaderNames(signedHeaders)
  if (signed === null) throw signatureMismatch()
  // HTTP/2 has `:authority` in the host's place, and the SDK signs it by that name.
  if (!signed.includes('host') && !signed.includes(':authority')) throw hostNotSigned()
  for (const name of amzHeaders) if (!signed.includes(name)) throw notSigned(name)
}

/** Strict: these services never accept UNSIGNED-PAYLOAD or chunked signatures, also over TLS. */
function requireHash(claimed: string): string {
  if (!/^[0-9a-f]{64}$/.test(claimed)) throw signatureMismatch()
  return claimed
}

function requireSignature(head: Head, parts: SignedParts, payloadHash: string, signingKey: HmacKey): void {
  const canonical = canonicalRequest(head, {
    signedHeaders: parts.signedHeaders,
    isPresigned: parts.expiresSeconds !== null,
    payloadHash,
  })
  const scope = `${parts.scopeDate}/${parts.region}/${parts.service}/aws4_request`
  const stringToSign = `AWS4-HMAC-SHA256\n${parts.timestamp}\n${scope}\n${hash('sha256', canonical, 'hex')}`
  const expected = Buffer.from(hmacHex(signingKey, stringToSign), 'latin1')
  const given = Buffer.from(parts.signature, 'latin1')
  if (given.length !== expected.length || !timingSafeEqual(expected, given)) throw signatureMismatch()
}
