/** ECDH (SP 800-56A, 5.7.1.2) between a KMS key and a public key of somebody else. */

import { createPublicKey, diffieHellman, type KeyObject } from 'node:crypto'
import { deriveSm2, isSm2PublicKey } from '../crypto/sm2.ts'
import { invalidPublicKey } from './errors.ts'
import { getKeySpec } from './key-specs.ts'

/**
 * @param peer SubjectPublicKeyInfo in DER
 * @throws ValidationException without a message for anything but a public key on the same curve
 */
export function deriveSecret(keySpec: string, privateKey: KeyObject, peer: Uint8Array): Buffer {
  const publicKey = readPublicKey(peer)
  if (keySpec === 'SM2') {
    const secret = isSm2PublicKey(publicKey) ? deriveSm2(privateKey, publicKey) : null
    if (secret === null) throw invalidPublicKey()
    return secret
  }
  const { pair } = getKeySpec(keySpec).material
  const curve = pair?.type === 'ec' ? pair.namedCurve : undefined
  if (curve === undefined || publicKey.asymmetricKeyDetails?.namedCurve !== curve) throw invalidPublicKey()
  return diffieHellman({ privateKey, publicKey })
}

/** OpenSSL refuses points that are not on their curve. */
function readPublicKey(bytes: Uint8Array): KeyObject {
  try {
    return createPublicKey({ key: Buffer.from(bytes), format: 'der', type: 'spki' })
  } catch {
    throw invalidPublicKey()
  }
}
