/** Which operations a grant on a key may hold (KMS Developer Guide, "Grant operations"). */

import { validation } from './errors.ts'
import type { GrantConstraints } from './grant-constraints.ts'
import { symmetricDefault } from './key-specs.ts'
import type { KmsKey } from './kms-key.ts'

const common = ['CreateGrant', 'DescribeKey', 'RetireGrant']
const publicKey = ['GetPublicKey', ...common]
const encryption = ['Decrypt', 'Encrypt', 'ReEncryptFrom', 'ReEncryptTo']

const symmetric = [
  ...encryption,
  'GenerateDataKey',
  'GenerateDataKeyWithoutPlaintext',
  'GenerateDataKeyPair',
  'GenerateDataKeyPairWithoutPlaintext',
  ...common,
]

const asymmetric: Readonly<Record<string, readonly string[]>> = {
  ENCRYPT_DECRYPT: [...encryption, ...publicKey],
  SIGN_VERIFY: ['Sign', 'Verify', ...publicKey],
  KEY_AGREEMENT: ['DeriveSharedSecret', ...publicKey],
  ENCAPSULATE_DECAPSULATE: ['Encapsulate', 'Decapsulate', ...publicKey],
  GENERATE_VERIFY_MAC: ['GenerateMac', 'VerifyMac', ...common],
}

/** Without repetitions, in the order given. @throws ValidationException for an empty list or CreateGrant alone */
export function parseGrantOperations(given: readonly string[]): readonly string[] {
  const operations = [...new Set(given)]
  if (operations.length === 0) throw validation('A grant must allow at least one operation.')
  if (operations.length === 1 && operations[0] === 'CreateGrant') {
    throw validation('Grants must not contain only the CreateGrant operation.')
  }
  return operations
}

/** @throws ValidationException for an operation that keys of this kind do not have */
export function requireGrantOperations(key: KmsKey, operations: readonly string[]): void {
  const allowed = key.spec === symmetricDefault ? symmetric : (asymmetric[key.usage] ?? common)
  const unfit = operations.find((operation) => !allowed.includes(operation))
  if (unfit !== undefined) {
    throw validation(`The operation ${unfit} is not valid in a grant on the KMS key ${key.arn}.`)
  }
}

/** Only symmetric ciphertexts have an encryption context. @throws ValidationException for constraints on one elsewhere */
export function requireGrantConstraints(key: KmsKey, constraints: GrantConstraints): void {
  const onContext =
    constraints.EncryptionContextEquals !== undefined || constraints.EncryptionContextSubset !== undefined
  if (onContext && key.spec !== symmetricDefault) {
    throw validation(
      `Encryption context constraints are not valid in a grant on the KMS key ${key.arn}, whose key spec is ${key.spec}.`,
    )
  }
}
