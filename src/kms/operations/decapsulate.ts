import { decapsulate as decapsulateWith } from 'node:crypto'
import type { DecapsulateRequest, DecapsulateResponse } from '@aws-sdk/client-kms'
import type { Operation } from '../../call/operation.ts'
import { refuseDryRun, requireKeyFor } from '../cryptographic.ts'
import { encapsulationBytes, recordedEncapsulationRequest } from '../encapsulation.ts'
import { invalidCiphertext, missingMember } from '../errors.ts'
import { getKeyPair } from '../key-material.ts'
import { requireKeyState } from '../key-state.ts'
import type { Kms } from '../kms.ts'
import { requireKey } from '../require-key.ts'

/**
 * The secret that a ciphertext encapsulates. For a ciphertext that nobody made for this key the answer is another secret,
 * the same each time (FIPS 203, 6.3, implicit rejection).
 */
export const decapsulate: Operation<Kms, DecapsulateRequest, DecapsulateResponse> = {
  readOnly: true,
  recordRequest: recordedEncapsulationRequest,
  async handle(kms, call, input) {
    const { KeyId: keyIdentifier, SharedSecretCiphertextBlob: ciphertext } = input
    const { EncapsulationAlgorithm: algorithm } = input
    if (keyIdentifier === undefined) throw missingMember('keyId')
    if (ciphertext === undefined) throw missingMember('sharedSecretCiphertextBlob')
    if (algorithm === undefined) throw missingMember('encapsulationAlgorithm')
    const key = await requireKey(kms, call, 'Decapsulate', { keyIdentifier, grantTokens: input.GrantTokens })
    requireKeyState('Decapsulate', key)
    requireKeyFor('ENCAPSULATE_DECAPSULATE', key, 'Decapsulate', algorithm)
    if (ciphertext.length !== encapsulationBytes(key.spec)) throw invalidCiphertext()
    const { privateKey } = await getKeyPair(kms, key)
    const sharedSecret = decapsulateWith(privateKey, ciphertext)
    refuseDryRun(input.DryRun)
    return { KeyId: key.arn, SharedSecret: sharedSecret, EncapsulationAlgorithm: algorithm }
  },
}
