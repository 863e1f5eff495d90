/** HMAC (RFC 2104; KMS Developer Guide, "HMAC keys in AWS KMS"). Tags are never truncated. */

import { createHmac, type KeyObject } from 'node:crypto'
import { present, recordedDryRun } from './trail-record.ts'

const hashes: Readonly<Record<string, string>> = {
  HMAC_SHA_224: 'sha224',
  HMAC_SHA_256: 'sha256',
  HMAC_SHA_384: 'sha384',
  HMAC_SHA_512: 'sha512',
}

/** @param algorithm one that the key lists */
export function macOf(algorithm: string, material: KeyObject, message: Uint8Array): Buffer {
  const hash = hashes[algorithm]
  if (hash === undefined) throw new Error('invariant: the algorithm was checked against the key')
  return createHmac(hash, material).update(message).digest()
}

/** GenerateMac and VerifyMac. Neither message nor MAC. */
export function recordedMacRequest(input: {
  KeyId: string | undefined
  MacAlgorithm: string | undefined
  DryRun?: boolean | undefined
}) {
  return present({
    keyId: input.KeyId,
    macAlgorithm: input.MacAlgorithm,
    dryRun: recordedDryRun(input.DryRun),
  })
}
