/**
 * Key specs as rows: what a key of this spec may be used for, which algorithms it lists (KMS Developer Guide, "Key spec
 * reference"), and what its key material is.
 */

import type { KeyPairKind, MlDsaType, MlKemType } from '../crypto/key-pairs.ts'

import { unsupported, validation } from './errors.ts'

export interface KeySpecRow {
  readonly usages: readonly string[]
  readonly material: MaterialKind
  /** Names are those of the members of KeyMetadata. */
  readonly algorithms: Readonly<
    Record<string, { readonly member: AlgorithmMember; readonly names: readonly string[] }>
  >
}

/** Secret bytes (symmetric, HMAC), or a key pair. */
export type MaterialKind =
  | { readonly secretBytes: number; readonly pair?: undefined }
  | { readonly pair: KeyPairKind }

export type AlgorithmMember =
  | 'EncryptionAlgorithms'
  | 'SigningAlgorithms'
  | 'MacAlgorithms'
  | 'KeyAgreementAlgorithms'
  | 'EncapsulationAlgorithms'

const rsaEncryption = ['RSAES_OAEP_SHA_1', 'RSAES_OAEP_SHA_256']
const rsaSigning = [
  'RSASSA_PKCS1_V1_5_SHA_256',
  'RSASSA_PKCS1_V1_5_SHA_384',
  'RSASSA_PKCS1_V1_5_SHA_512',
  'RSASSA_PSS_SHA_256',
  'RSASSA_PSS_SHA_384',
  'RSASSA_PSS_SHA_512',
]

function encryption(...names: string[]) {
  return { ENCRYPT_DECRYPT: { member: 'EncryptionAlgorithms' as const, names } }
}
function signing(...names: string[]) {
  return { SIGN_VERIFY: { member: 'SigningAlgorithms' as const, names } }
}
function mac(name: string) {
  return { GENERATE_VERIFY_MAC: { member: 'MacAlgorithms' as const, names: [name] } }
}
const agreement = { KEY_AGREEMENT: { member: 'KeyAgreementAlgorithms' as const, names: ['ECDH'] } }
const encapsulation = {
  ENCAPSULATE_DECAPSULATE: { member: 'EncapsulationAlgorithms' as const, names: ['ML_KEM'] },
}

function row(material: MaterialKind, algorithms: KeySpecRow['algorithms']): KeySpecRow {
  return { usages: Object.keys(algorithms), material, algorithms }
}

function hmac(secretBytes: number, name: string): KeySpecRow {
  // As long as the digest (KMS Developer Guide, "HMAC keys").
  return row({ secretBytes }, mac(name))
}
function rsa(modulusLength: number): KeySpecRow {
  const algorithms = { ...encryption(...rsaEncryption), ...signing(...rsaSigning) }
  return row({ pair: { type: 'rsa', modulusLength } }, algorithms)
}
function ec(namedCurve: string, algorithms: KeySpecRow['algorithms']): KeySpecRow {
  return row({ pair: { type: 'ec', namedCurve } }, algorithms)
}
function mlDsa(type: MlDsaType): KeySpecRow {
  return row({ pair: { type } }, signing('ML_DSA_SHAKE_256'))
}
function mlKem(type: MlKemType): KeySpecRow {
  return row({ pair: { type } }, encapsulation)
}

export const symmetricDefault = 'SYMMETRIC_DEFAULT'

const rows: ReadonlyMap<string, KeySpecRow> = new Map([
  [symmetricDefault, row({ secretBytes: 32 }, encryption(symmetricDefault))],
  ['HMAC_224', hmac(28, 'HMAC_SHA_224')],
  ['HMAC_256', hmac(32, 'HMAC_SHA_256')],
  ['HMAC_384', hmac(48, 'HMAC_SHA_384')],
  ['HMAC_512', hmac(64, 'HMAC_SHA_512')],
  ['RSA_2048', rsa(2048)],
  ['RSA_3072', rsa(3072)],
  ['RSA_4096', rsa(4096)],
  ['ECC_NIST_P256', ec('prime256v1', { ...signing('ECDSA_SHA_256'), ...agreement })],
  ['ECC_NIST_P384', ec('secp384r1', { ...signing('ECDSA_SHA_384'), ...agreement })],
  ['ECC_NIST_P521', ec('secp521r1', { ...signing('ECDSA_SHA_512'), ...agreement })],
  ['ECC_SECG_P256K1', ec('secp256k1', signing('ECDSA_SHA_256'))],
  [
    'ECC_NIST_EDWARDS25519',
    row({ pair: { type: 'ed25519' } }, signing('ED25519_SHA_512', 'ED25519_PH_SHA_512')),
  ],
  ['SM2', ec('SM2', { ...encryption('SM2PKE'), ...signing('SM2DSA'), ...agreement })],
  ['ML_DSA_44', mlDsa('ml-dsa-44')],
  ['ML_DSA_65', mlDsa('ml-dsa-65')],
  ['ML_DSA_87', mlDsa('ml-dsa-87')],
  ['ML_KEM_512', mlKem('ml-kem-512')],
  ['ML_KEM_768', mlKem('ml-kem-768')],
  ['ML_KEM_1024', mlKem('ml-kem-1024')],
])

export const keySpecNames: readonly string[] = [...rows.keys()]

/** @throws when there is no such spec; stored keys always have one. */
export function getKeySpec(keySpec: string): KeySpecRow {
  const found = rows.get(keySpec)
  if (found === undefined) throw unsupported(`KeySpec ${keySpec} is not supported.`)
  return found
}

/** The algorithms a key lists in its metadata and accepts in requests. */
export function keyAlgorithms(
  keySpec: string,
  keyUsage: string,
): { member: AlgorithmMember; names: readonly string[] } {
  const algorithms = getKeySpec(keySpec).algorithms[keyUsage]
  if (algorithms === undefined) throw unsupported(`KeyUsage ${keyUsage} is not supported.`)
  return algorithms
}

/** Whether keys of this spec are key pairs, which have a public key. */
export function isKeyPairSpec(keySpec: string): boolean {
  return getKeySpec(keySpec).material.pair !== undefined
}

/** The key usage of a new key of this spec. @throws ValidationException for a missing or unfit usage */
export function chooseKeyUsage(keySpec: string, keyUsage: string | undefined): string {
  const spec = getKeySpec(keySpec)
  if (keyUsage === undefined && keySpec !== symmetricDefault) {
    throw validation(
      'You must specify a KeyUsage value for all KMS keys except for symmetric encryption keys.',
    )
  }
  const chosen = keyUsage ?? 'ENCRYPT_DECRYPT'
  if (!spec.usages.includes(chosen)) {
    throw validation(`KeyUsage ${chosen} is not compatible with KeySpec ${keySpec}`)
  }
  return chosen
}
