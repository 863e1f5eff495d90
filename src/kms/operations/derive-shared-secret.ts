import type { DeriveSharedSecretRequest, DeriveSharedSecretResponse } from '@aws-sdk/client-kms'
import type { Operation } from '../../call/operation.ts'
import { refuseDryRun, refuseRecipient, requireKeyFor } from '../cryptographic.ts'
import { missingMember } from '../errors.ts'
import { deriveSecret } from '../key-agreement.ts'
import { getKeyPair } from '../key-material.ts'
import { requireKeyState } from '../key-state.ts'
import type { Kms } from '../kms.ts'
import { requireKey } from '../require-key.ts'
import { present, recordedDryRun } from '../trail-record.ts'

/** The raw secret of ECDH with somebody's public key: the x coordinate, as wide as the curve. */
export const deriveSharedSecret: Operation<Kms, DeriveSharedSecretRequest, DeriveSharedSecretResponse> = {
  readOnly: true,
  recordRequest: (input) =>
    present({
      keyId: input.KeyId,
      keyAgreementAlgorithm: input.KeyAgreementAlgorithm,
      publicKey: input.PublicKey === undefined ? undefined : Buffer.from(input.PublicKey).toString('base64'),
      dryRun: recordedDryRun(input.DryRun),
    }),
  async handle(kms, call, input) {
    const { KeyId: keyIdentifier, KeyAgreementAlgorithm: algorithm, PublicKey: publicKey } = input
    if (keyIdentifier === undefined) throw missingMember('keyId')
    if (algorithm === undefined) throw missingMember('keyAgreementAlgorithm')
    if (publicKey === undefined) throw missingMember('publicKey')
    refuseRecipient(input.Recipient)
    const key = await requireKey(kms, call, 'DeriveSharedSecret', {
      keyIdentifier,
      grantTokens: input.GrantTokens,
      conditionKeys: { 'kms:KeyAgreementAlgorithm': algorithm },
    })
    requireKeyState('DeriveSharedSecret', key)
    requireKeyFor('KEY_AGREEMENT', key, 'DeriveSharedSecret', algorithm)
    const { privateKey } = await getKeyPair(kms, key)
    const sharedSecret = await deriveSecret(key.spec, privateKey, publicKey)
    refuseDryRun(input.DryRun)
    return {
      KeyId: key.arn,
      SharedSecret: sharedSecret,
      KeyAgreementAlgorithm: algorithm,
      KeyOrigin: key.origin as 'AWS_KMS' | 'EXTERNAL',
    }
  },
}
