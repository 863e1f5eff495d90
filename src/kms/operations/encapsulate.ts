import { encapsulate as encapsulateTo } from 'node:crypto'
import type { EncapsulateRequest, EncapsulateResponse } from '@aws-sdk/client-kms'
import type { Operation } from '../../call/operation.ts'
import { refuseDryRun, requireKeyFor } from '../cryptographic.ts'
import { recordedEncapsulationRequest } from '../encapsulation.ts'
import { missingMember } from '../errors.ts'
import { getKeyPair } from '../key-material.ts'
import { requireKeyState } from '../key-state.ts'
import type { Kms } from '../kms.ts'
import { requireKey } from '../require-key.ts'

/** A fresh secret of 32 bytes, and the ciphertext from which the key's owner gets it (FIPS 203). */
export const encapsulate: Operation<Kms, EncapsulateRequest, EncapsulateResponse> = {
  readOnly: true,
  recordRequest: recordedEncapsulationRequest,
  async handle(kms, call, input) {
    const { KeyId: keyIdentifier, EncapsulationAlgorithm: algorithm } = input
    if (keyIdentifier === undefined) throw missingMember('keyId')
    if (algorithm === undefined) throw missingMember('encapsulationAlgorithm')
    const key = await requireKey(kms, call, 'Encapsulate', { keyIdentifier, grantTokens: input.GrantTokens })
    requireKeyState('Encapsulate', key)
    requireKeyFor('ENCAPSULATE_DECAPSULATE', key, 'Encapsulate', algorithm)
    const { publicKey } = await getKeyPair(kms, key)
    const { sharedKey, ciphertext } = encapsulateTo(publicKey)
    refuseDryRun(input.DryRun)
    return {
      KeyId: key.arn,
      SharedSecret: sharedKey,
      SharedSecretCiphertextBlob: ciphertext,
      EncapsulationAlgorithm: algorithm,
    }
  },
}
