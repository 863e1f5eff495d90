import type { GetParametersForImportRequest, GetParametersForImportResponse } from '@aws-sdk/client-kms'
import type { Operation } from '../../call/operation.ts'
import { missingMember, unfitOrigin } from '../errors.ts'
import { newImportParameters } from '../import-parameters.ts'
import { requireWrapping } from '../import-wrapping.ts'
import { requireKeyState } from '../key-state.ts'
import type { Kms } from '../kms.ts'
import { requireKey } from '../require-key.ts'
import { present } from '../trail-record.ts'

/** A fresh key pair to wrap key material with and a token to import it by, both good for 24 hours. */
export const getParametersForImport: Operation<
  Kms,
  GetParametersForImportRequest,
  GetParametersForImportResponse
> = {
  readOnly: true,
  recordRequest: (input) =>
    present({
      keyId: input.KeyId,
      wrappingAlgorithm: input.WrappingAlgorithm,
      wrappingKeySpec: input.WrappingKeySpec,
    }),
  async handle(kms, call, input) {
    const { KeyId, WrappingAlgorithm: wrappingAlgorithm, WrappingKeySpec: wrappingKeySpec } = input
    if (KeyId === undefined) throw missingMember('keyId')
    if (wrappingAlgorithm === undefined) throw missingMember('wrappingAlgorithm')
    if (wrappingKeySpec === undefined) throw missingMember('wrappingKeySpec')
    const key = await requireKey(kms, call, 'GetParametersForImport', {
      keyIdentifier: KeyId,
      conditionKeys: { 'kms:WrappingAlgorithm': wrappingAlgorithm, 'kms:WrappingKeySpec': wrappingKeySpec },
    })
    requireKeyState('GetParametersForImport', key)
    if (key.origin !== 'EXTERNAL') throw unfitOrigin(key.arn, key.origin)
    const wrappingKey = requireWrapping(wrappingAlgorithm, wrappingKeySpec, key.spec)
    const { importToken, publicKey, validTo } = await newImportParameters(kms, {
      keyArn: key.arn,
      wrappingAlgorithm,
      wrappingKey,
      time: call.time,
    })
    return {
      KeyId: key.arn,
      ImportToken: importToken,
      PublicKey: publicKey,
      ParametersValidTo: new Date(validTo),
    }
  },
}
