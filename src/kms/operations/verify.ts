import type { VerifyRequest, VerifyResponse } from '@aws-sdk/client-kms'
import type { Operation } from '../../call/operation.ts'
import { refuseDryRun, requireKeyFor } from '../cryptographic.ts'
import { invalidSignature, missingMember } from '../errors.ts'
import { getKeyPair } from '../key-material.ts'
import { requireKeyState } from '../key-state.ts'
import type { Kms } from '../kms.ts'
import { requireKey } from '../require-key.ts'
import { defaultMessageType, recordedSignRequest, requireMessage } from '../signing.ts'

/** Answers `SignatureValid: true` or refuses: nobody can overlook a signature that is not valid. */
export const verify: Operation<Kms, VerifyRequest, VerifyResponse> = {
  readOnly: true,
  recordRequest: recordedSignRequest,
  async handle(kms, call, input) {
    const {
      KeyId: keyIdentifier,
      Message: message,
      Signature: signature,
      SigningAlgorithm: algorithm,
    } = input
    if (keyIdentifier === undefined) throw missingMember('keyId')
    if (message === undefined) throw missingMember('message')
    if (signature === undefined) throw missingMember('signature')
    if (algorithm === undefined) throw missingMember('signingAlgorithm')
    const messageType = input.MessageType ?? defaultMessageType
    const key = await requireKey(kms, call, 'Verify', {
      keyIdentifier,
      grantTokens: input.GrantTokens,
      conditionKeys: { 'kms:SigningAlgorithm': algorithm, 'kms:MessageType': messageType },
    })
    requireKeyState('Verify', key)
    requireKeyFor('SIGN_VERIFY', key, 'Verify', algorithm)
    const method = requireMessage(algorithm, messageType, message)
    const { publicKey } = await getKeyPair(kms, key)
    if (!(await method.verify(publicKey, message, signature))) throw invalidSignature()
    refuseDryRun(input.DryRun)
    return { KeyId: key.arn, SignatureValid: true, SigningAlgorithm: algorithm }
  },
}
