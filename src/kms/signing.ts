/**
 * Signing algorithms as rows: which message types they take and how they sign and verify (KMS API Reference, "Sign").
 * Signatures are those that OpenSSL makes and verifies.
 */

import { constants, type KeyObject, type SignKeyObjectInput, sign, verify } from 'node:crypto'
import { promisify } from 'node:util'
import { signEcdsaDigest, verifyEcdsaDigest } from '../crypto/ecdsa-digest.ts'
import { muBytes } from '../crypto/ml-dsa-mu.ts'
import { verifyRsaPkcs1Digest, verifyRsaPssDigest } from '../crypto/rsa-digest.ts'
import { signSm2, signSm2Digest, verifySm2 } from '../crypto/sm2.ts'
import { incompatibleMessageType, invalidDigestLength } from './errors.ts'
import { slowly } from './slowly.ts'
import { present, recordedDryRun } from './trail-record.ts'

export type MessageType = 'RAW' | 'DIGEST' | 'EXTERNAL_MU'

/** How an algorithm works on messages of one type. */
export interface SigningMethod {
  /** The only length a message of this type has; absent: any. */
  readonly bytes?: number
  readonly sign: (privateKey: KeyObject, message: Uint8Array) => Buffer | Promise<Buffer>
  /** False for anything that is no signature of this key, whatever the bytes. */
  readonly verify: (
    publicKey: KeyObject,
    message: Uint8Array,
    signature: Uint8Array,
  ) => boolean | Promise<boolean>
}

type SigningAlgorithm = Readonly<Partial<Record<MessageType, SigningMethod>>>

const hashes = { sha256: 32, sha384: 48, sha512: 64 } as const
type Hash = keyof typeof hashes

/** In libuv's thread pool: for what takes OpenSSL a millisecond and more, which would hold up all other calls. */
const signInPool = promisify(
  (hash: Hash | null, message: Uint8Array, key: KeyObject | SignKeyObjectInput, done: Done<Buffer>) =>
    sign(hash, message, key, done),
)
const verifyInPool = promisify(
  (hash: Hash, message: Uint8Array, key: KeyObject, signature: Uint8Array, done: Done<boolean>) =>
    verify(hash, message, key, signature, done),
)
type Done<Result> = (error: Error | null, result: Result) => void

function pkcs1(hash: Hash): SigningAlgorithm {
  return {
    RAW: {
      sign: (key, message) => signInPool(hash, message, key),
      verify: (key, message, signature) => verify(hash, message, key, signature),
    },
    DIGEST: {
      bytes: hashes[hash],
      sign: (key, digest) => slowly('signRsaPkcs1Digest', key, hash, digest),
      verify: (key, digest, signature) => verifyRsaPkcs1Digest(key, hash, digest, signature),
    },
  }
}

function pss(hash: Hash): SigningAlgorithm {
  const options = {
    padding: constants.RSA_PKCS1_PSS_PADDING,
    saltLength: constants.RSA_PSS_SALTLEN_DIGEST,
  }
  return {
    RAW: {
      sign: (key, message) => signInPool(hash, message, { key, ...options }),
      verify: (key, message, signature) => verify(hash, message, { key, ...options }, signature),
    },
    DIGEST: {
      bytes: hashes[hash],
      sign: (key, digest) => slowly('signRsaPssDigest', key, hash, digest),
      verify: (key, digest, signature) => verifyRsaPssDigest(key, hash, digest, signature),
    },
  }
}

function ecdsa(hash: Hash): SigningAlgorithm {
  return {
    RAW: byCurve(ecdsaAtOnce(hash), ecdsaInPool(hash)),
    DIGEST: { bytes: hashes[hash], ...byCurve(ecdsaDigestAtOnce(hash), ecdsaDigestSlowly(hash)) },
  }
}

/** OpenSSL is twenty times as fast on P-256 as on the other curves, secp256k1 among them. */
function byCurve(onP256: SigningMethod, onOthers: SigningMethod): SigningMethod {
  const methodOf = (key: KeyObject) =>
    key.asymmetricKeyDetails?.namedCurve === 'prime256v1' ? onP256 : onOthers
  return {
    sign: (key, message) => methodOf(key).sign(key, message),
    verify: (key, message, signature) => methodOf(key).verify(key, message, signature),
  }
}

function ecdsaDigestAtOnce(hash: Hash): SigningMethod {
  return {
    sign: signEcdsaDigest,
    verify: (key, digest, signature) => verifyEcdsaDigest(key, hash, digest, signature),
  }
}

function ecdsaDigestSlowly(hash: Hash): SigningMethod {
  return {
    sign: (key, digest) => slowly('signEcdsaDigest', key, digest),
    verify: (key, digest, signature) => slowly('verifyEcdsaDigest', key, hash, digest, signature),
  }
}

function ecdsaAtOnce(hash: Hash): SigningMethod {
  return {
    sign: (key, message) => sign(hash, message, key),
    verify: (key, message, signature) => verify(hash, message, key, signature),
  }
}

function ecdsaInPool(hash: Hash): SigningMethod {
  return {
    sign: (key, message) => signInPool(hash, message, key),
    verify: (key, message, signature) => verifyInPool(hash, message, key, signature),
  }
}

/** Ed25519 and ML-DSA hash within the algorithm. */
const pure: SigningMethod = {
  sign: (key, message) => sign(null, message, key),
  verify: (key, message, signature) => verify(null, message, key, signature),
}
const pureInPool: SigningMethod = { ...pure, sign: (key, message) => signInPool(null, message, key) }

const algorithms: Readonly<Record<string, SigningAlgorithm>> = {
  RSASSA_PKCS1_V1_5_SHA_256: pkcs1('sha256'),
  RSASSA_PKCS1_V1_5_SHA_384: pkcs1('sha384'),
  RSASSA_PKCS1_V1_5_SHA_512: pkcs1('sha512'),
  RSASSA_PSS_SHA_256: pss('sha256'),
  RSASSA_PSS_SHA_384: pss('sha384'),
  RSASSA_PSS_SHA_512: pss('sha512'),
  ECDSA_SHA_256: ecdsa('sha256'),
  ECDSA_SHA_384: ecdsa('sha384'),
  ECDSA_SHA_512: ecdsa('sha512'),
  ED25519_SHA_512: { RAW: pure },
  // The digest is hashed once more, as Ed25519ph hashes its message (KMS Developer Guide, "ECC key specs").
  ED25519_PH_SHA_512: {
    DIGEST: {
      bytes: 64,
      sign: (key, digest) => slowly('signEd25519ph', key, digest),
      verify: (key, digest, signature) => slowly('verifyEd25519ph', key, digest, signature),
    },
  },
  SM2DSA: {
    RAW: { sign: signSm2, verify: verifySm2 },
    DIGEST: {
      bytes: 32,
      sign: signSm2Digest,
      verify: (key, digest, signature) => slowly('verifySm2Digest', key, digest, signature),
    },
  },
  ML_DSA_SHAKE_256: {
    RAW: pureInPool,
    EXTERNAL_MU: {
      bytes: muBytes,
      sign: (key, mu) => slowly('signMu', key, mu),
      verify: (key, mu, signature) => slowly('verifyMu', key, mu, signature),
    },
  },
}

/** @throws ValidationException for a message type that the algorithm does not take, or a digest of another length */
export function requireMessage(algorithm: string, messageType: string, message: Uint8Array): SigningMethod {
  const method = algorithms[algorithm]?.[messageType as MessageType]
  if (method === undefined) throw incompatibleMessageType(messageType, algorithm)
  if (method.bytes !== undefined && message.length !== method.bytes) throw invalidDigestLength(algorithm)
  return method
}

export const defaultMessageType = 'RAW'

/** Sign and Verify. Neither message nor signature. */
export function recordedSignRequest(input: {
  KeyId: string | undefined
  MessageType?: string | undefined
  SigningAlgorithm: string | undefined
  DryRun?: boolean | undefined
}) {
  return present({
    keyId: input.KeyId,
    messageType: input.MessageType ?? defaultMessageType,
    signingAlgorithm: input.SigningAlgorithm,
    dryRun: recordedDryRun(input.DryRun),
  })
}
