import type { ImportKeyMaterialRequest, ImportKeyMaterialResponse } from '@aws-sdk/client-kms'
import type { Operation } from '../../call/operation.ts'
import type { ConditionKeys } from '../condition-keys.ts'
import { missingMember, unfitOrigin, validation } from '../errors.ts'
import { importMaterial } from '../import-material.ts'
import { openImportToken } from '../import-parameters.ts'
import { unwrapImport } from '../import-wrapping.ts'
import { symmetricDefault } from '../key-specs.ts'
import { requireKeyState } from '../key-state.ts'
import type { Kms } from '../kms.ts'
import { changeKey } from '../kms-key.ts'
import { parseMaterial } from '../parse-material.ts'
import { requireKey } from '../require-key.ts'
import { dayMs } from '../rotate-key.ts'
import { present, recordedDate } from '../trail-record.ts'

/** KMS API Reference, "ImportKeyMaterial", ValidTo. */
const validDaysMax = 365

/** Brings key material from outside: the first of a key, the same again, or new material to rotate to. */
export const importKeyMaterial: Operation<Kms, ImportKeyMaterialRequest, ImportKeyMaterialResponse> = {
  readOnly: false,
  // Neither token nor material.
  recordRequest: (input) =>
    present({
      keyId: input.KeyId,
      validTo: recordedDate(input.ValidTo),
      expirationModel: input.ExpirationModel,
      importType: input.ImportType,
      keyMaterialDescription: input.KeyMaterialDescription,
      keyMaterialId: input.KeyMaterialId,
    }),
  recordResponse: (output) => present({ keyId: output.KeyId, keyMaterialId: output.KeyMaterialId }),
  async handle(kms, call, input) {
    if (input.KeyId === undefined) throw missingMember('keyId')
    if (input.ImportToken === undefined) throw missingMember('importToken')
    if (input.EncryptedKeyMaterial === undefined) throw missingMember('encryptedKeyMaterial')
    const expiration = requireExpiration(input, call.time)
    if (input.ImportType === 'NEW_KEY_MATERIAL' && input.KeyMaterialId !== undefined) {
      throw validation('KeyMaterialId cannot be specified when ImportType is NEW_KEY_MATERIAL.')
    }
    const key = await requireKey(kms, call, 'ImportKeyMaterial', {
      keyIdentifier: input.KeyId,
      conditionKeys: expirationConditionKeys(expiration),
    })
    requireKeyState('ImportKeyMaterial', key)
    if (key.origin !== 'EXTERNAL') throw unfitOrigin(key.arn, key.origin)
    if (key.spec !== symmetricDefault) refuseSymmetricMembers(input, key.spec)

    const { privateKey, wrappingAlgorithm } = await openImportToken(
      kms,
      key.arn,
      input.ImportToken,
      call.time,
    )
    const opened = await unwrapImport(wrappingAlgorithm, privateKey, input.EncryptedKeyMaterial)
    const bytes = parseMaterial(key.spec, opened)
    try {
      const materialId = await changeKey(kms, key.arn, 'ImportKeyMaterial', (tx, row, touch) =>
        importMaterial(kms, row, {
          tx,
          touch,
          bytes,
          importType: input.ImportType,
          materialId: input.KeyMaterialId,
          description: input.KeyMaterialDescription,
          ...expiration,
          time: call.time,
        }),
      )
      kms.storage.jobs.nudge()
      return { KeyId: key.arn, ...(key.spec === symmetricDefault ? { KeyMaterialId: materialId } : {}) }
    } finally {
      opened.fill(0)
      bytes.fill(0)
    }
  },
}

export interface Expiration {
  readonly expirationModel: 'KEY_MATERIAL_EXPIRES' | 'KEY_MATERIAL_DOES_NOT_EXPIRE'
  readonly validTo: number | null
}

/** @throws ValidationException */
function requireExpiration(input: ImportKeyMaterialRequest, time: number): Expiration {
  const expirationModel = input.ExpirationModel ?? 'KEY_MATERIAL_EXPIRES'
  const validTo = input.ValidTo?.getTime()
  if (expirationModel === 'KEY_MATERIAL_DOES_NOT_EXPIRE') {
    if (validTo === undefined) return { expirationModel, validTo: null }
    throw validation('A validTo date cannot be set if the ExpirationModel is KEY_MATERIAL_DOES_NOT_EXPIRE')
  }
  if (validTo === undefined) {
    throw validation('A validTo date must be set if the ExpirationModel is KEY_MATERIAL_EXPIRES')
  }
  if (!(validTo > time)) throw validation('ValidTo must be in the future')
  if (validTo > time + validDaysMax * dayMs) {
    throw validation(`ValidTo must not be more than ${validDaysMax} days in the future`)
  }
  return { expirationModel, validTo }
}

/** `kms:ValidTo` in epoch seconds: numeric and date conditions read it. Absent when the material does not expire. */
function expirationConditionKeys({ expirationModel, validTo }: Expiration): ConditionKeys {
  const keys: ConditionKeys = { 'kms:ExpirationModel': expirationModel }
  if (validTo !== null) keys['kms:ValidTo'] = String(Math.floor(validTo / 1000))
  return keys
}

/** Material of other keys has no id, no description and no successor. @throws UnsupportedOperationException */
function refuseSymmetricMembers(input: ImportKeyMaterialRequest, keySpec: string): void {
  const names = ['ImportType', 'KeyMaterialId', 'KeyMaterialDescription'] as const
  const given = names.find((name) => input[name] !== undefined)
  if (given !== undefined) throw validation(`${given} cannot be specified for KeySpec ${keySpec}.`)
}
