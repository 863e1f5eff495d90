/** ECDH (SP 800-56A, 5.7.1.2) between a KMS key and a public key of somebody else. */

import { createPublicKey, diffieHellman, type KeyObject } from 'node:crypto'
import { promisify } from 'node:util'
import { isSm2PublicKey } from '../crypto/sm2.ts'
import { invalidPublicKey } from './errors.ts'
import { getKeySpec } from './key-specs.ts'
import { slowly } from './slowly.ts'

/** In libuv's thread pool: the larger curves take OpenSSL a millisecond and more. */
const agreeInPool = promisify(
  (privateKey: KeyObject, publicKey: KeyObject, done: (error: Error | null, secret: Buffer) => void) =>
    diffieHellman({ privateKey, publicKey }, done),
)

/**
 * @param peer SubjectPublicKeyInfo in DER
 * @throws ValidationException without a message for anything but a public key on the same curve
 */
export async function deriveSecret(
  keySpec: string,
  privateKey: KeyObject,
  peer: Uint8Array,
): Promise<Buffer> {
  const publicKey = readPublicKey(peer)
  if (keySpec === 'SM2') {
    const secret = isSm2PublicKey(publicKey) ? await slowly('deriveSm2', privateKey, publicKey) : null
    if (secret === null) throw invalidPublicKey()
    return secret
  }
  const { pair } = getKeySpec(keySpec).material
  const curve = pair?.type === 'ec' ? pair.namedCurve : undefined
  if (curve === undefined || publicKey.asymmetricKeyDetails?.namedCurve !== curve) throw invalidPublicKey()
  return agreeInPool(privateKey, publicKey)
}

/** OpenSSL refuses points that are not on their curve. */
function readPublicKey(bytes: Uint8Array): KeyObject {
  try {
    return createPublicKey({ key: Buffer.from(bytes), format: 'der', type: 'spki' })
  } catch {
    throw invalidPublicKey()
  }
}
