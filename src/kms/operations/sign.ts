import type { SignRequest, SignResponse } from '@aws-sdk/client-kms'
import type { Operation } from '../../call/operation.ts'
import { refuseDryRun, requireKeyFor } from '../cryptographic.ts'
import { missingMember } from '../errors.ts'
import { getKeyPair } from '../key-material.ts'
import { requireKeyState } from '../key-state.ts'
import type { Kms } from '../kms.ts'
import { requireKey } from '../require-key.ts'
import { defaultMessageType, recordedSignRequest, requireMessage } from '../signing.ts'

/** A signature over a message of at most 4096 bytes, or over the digest of a longer one. */
export const sign: Operation<Kms, SignRequest, SignResponse> = {
  readOnly: true,
  recordRequest: recordedSignRequest,
  async handle(kms, call, input) {
    const { KeyId: keyIdentifier, Message: message, SigningAlgorithm: algorithm } = input
    if (keyIdentifier === undefined) throw missingMember('keyId')
    if (message === undefined) throw missingMember('message')
    if (algorithm === undefined) throw missingMember('signingAlgorithm')
    const messageType = input.MessageType ?? defaultMessageType
    const key = await requireKey(kms, call, 'Sign', {
      keyIdentifier,
      grantTokens: input.GrantTokens,
      conditionKeys: { 'kms:SigningAlgorithm': algorithm, 'kms:MessageType': messageType },
    })
    requireKeyState('Sign', key)
    requireKeyFor('SIGN_VERIFY', key, 'Sign', algorithm)
    const method = requireMessage(algorithm, messageType, message)
    const { privateKey } = await getKeyPair(kms, key)
    const signature = await method.sign(privateKey, message)
    refuseDryRun(input.DryRun)
    return { KeyId: key.arn, Signature: signature, SigningAlgorithm: algorithm }
  },
}
