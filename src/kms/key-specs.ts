/**
 * Key specs as rows: what a key of this spec may be used for and which algorithms it lists (KMS Developer Guide, "Key
 * spec reference"). A spec that KMS knows and Keyhold does not make yet has `made: false`.
 */

import { unsupported, validation } from './errors.ts'

export interface KeySpecRow {
  /** Whether CreateKey makes keys of this spec. */
  readonly made: boolean
  readonly usages: readonly string[]
  /** Names are those of the members of KeyMetadata. */
  readonly algorithms: Readonly<
    Record<string, { readonly member: AlgorithmMember; readonly names: readonly string[] }>
  >
}

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

function row(made: boolean, algorithms: KeySpecRow['algorithms']): KeySpecRow {
  return { made, usages: Object.keys(algorithms), algorithms }
}

export const symmetricDefault = 'SYMMETRIC_DEFAULT'

const rows: ReadonlyMap<string, KeySpecRow> = new Map([
  [symmetricDefault, row(true, encryption(symmetricDefault))],
  ['HMAC_224', row(false, mac('HMAC_SHA_224'))],
  ['HMAC_256', row(false, mac('HMAC_SHA_256'))],
  ['HMAC_384', row(false, mac('HMAC_SHA_384'))],
  ['HMAC_512', row(false, mac('HMAC_SHA_512'))],
  ['RSA_2048', row(false, { ...encryption(...rsaEncryption), ...signing(...rsaSigning) })],
  ['RSA_3072', row(false, { ...encryption(...rsaEncryption), ...signing(...rsaSigning) })],
  ['RSA_4096', row(false, { ...encryption(...rsaEncryption), ...signing(...rsaSigning) })],
  ['ECC_NIST_P256', row(false, { ...signing('ECDSA_SHA_256'), ...agreement })],
  ['ECC_NIST_P384', row(false, { ...signing('ECDSA_SHA_384'), ...agreement })],
  ['ECC_NIST_P521', row(false, { ...signing('ECDSA_SHA_512'), ...agreement })],
  ['ECC_SECG_P256K1', row(false, signing('ECDSA_SHA_256'))],
  ['ECC_NIST_EDWARDS25519', row(false, signing('ED25519_SHA_512', 'ED25519_PH_SHA_512'))],
  ['SM2', row(false, { ...encryption('SM2PKE'), ...signing('SM2DSA'), ...agreement })],
  ['ML_DSA_44', row(false, signing('ML_DSA_SHAKE_256'))],
  ['ML_DSA_65', row(false, signing('ML_DSA_SHAKE_256'))],
  ['ML_DSA_87', row(false, signing('ML_DSA_SHAKE_256'))],
  ['ML_KEM_512', row(false, encapsulation)],
  ['ML_KEM_768', row(false, encapsulation)],
  ['ML_KEM_1024', row(false, encapsulation)],
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

/**
 * The key usage of a new key of this spec.
 * @throws ValidationException for a missing or unfit usage; UnsupportedOperationException, naming the spec, for a spec
 * that KMS knows and Keyhold does not make.
 */
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
  if (!spec.made) throw unsupported(`KeySpec ${keySpec} is not supported.`)
  return chosen
}
