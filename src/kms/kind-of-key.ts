/** What kind of key a CreateKey request asks for. */

import type { CreateKeyRequest } from '@aws-sdk/client-kms'
import { customKeyStoreNotFound, unsupported, validation } from './errors.ts'
import { chooseKeyUsage, symmetricDefault } from './key-specs.ts'
import type { KmsKey } from './kms-key.ts'
import { isImportable } from './parse-material.ts'

export type KindOfKey = Pick<KmsKey, 'spec' | 'usage' | 'origin' | 'multiRegion'>

const customKeyStoreOrigins: readonly string[] = ['AWS_CLOUDHSM', 'EXTERNAL_KEY_STORE']

/** @throws ValidationException when the members do not fit each other */
export function requireKindOfKey(input: CreateKeyRequest): KindOfKey {
  if (input.KeySpec !== undefined && input.CustomerMasterKeySpec !== undefined) {
    throw validation(
      'You cannot specify KeySpec and CustomerMasterKeySpec in the same request. CustomerMasterKeySpec is deprecated.',
    )
  }
  const spec = input.KeySpec ?? input.CustomerMasterKeySpec ?? symmetricDefault
  const usage = chooseKeyUsage(spec, input.KeyUsage)
  const origin = input.Origin ?? 'AWS_KMS'
  requireStoreMembers(input, origin)
  if (isStoreOrigin(origin) && spec !== symmetricDefault) throw unfitOrigin(spec, origin)
  if (isStoreOrigin(origin) && input.MultiRegion === true) {
    throw unsupported('Multi-Region keys cannot be in a custom key store.')
  }
  if (origin === 'EXTERNAL' && !isImportable(spec)) throw unfitOrigin(spec, origin)
  return { spec, usage, origin, multiRegion: input.MultiRegion === true }
}

/** Custom key stores belong to their origins, and external keys to theirs. */
function requireStoreMembers(input: CreateKeyRequest, origin: string): void {
  if (isStoreOrigin(origin) && input.CustomKeyStoreId === undefined) {
    throw validation(`CustomKeyStoreId is required when Origin is ${origin}.`)
  }
  if (!isStoreOrigin(origin) && input.CustomKeyStoreId !== undefined) {
    throw validation(`CustomKeyStoreId cannot be specified when Origin is ${origin}.`)
  }
  const isExternal = origin === 'EXTERNAL_KEY_STORE'
  if (isExternal && input.XksKeyId === undefined)
    throw validation(`XksKeyId is required when Origin is ${origin}.`)
  if (!isExternal && input.XksKeyId !== undefined)
    throw validation(`XksKeyId cannot be specified when Origin is ${origin}.`)
}

/** After authorization: who may not create keys is not told which stores there are. @throws CustomKeyStoreNotFoundException */
export function requireCustomKeyStore(input: CreateKeyRequest): void {
  if (input.CustomKeyStoreId !== undefined) throw customKeyStoreNotFound(input.CustomKeyStoreId)
}

function isStoreOrigin(origin: string): boolean {
  return customKeyStoreOrigins.includes(origin)
}

function unfitOrigin(spec: string, origin: string) {
  return validation(`KeySpec ${spec} is not supported for Origin ${origin}`)
}
