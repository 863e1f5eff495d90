import { timingSafeEqual } from 'node:crypto'
import type { VerifyMacRequest, VerifyMacResponse } from '@aws-sdk/client-kms'
import type { Operation } from '../../call/operation.ts'
import { getCurrentMaterial, refuseDryRun, requireKeyFor } from '../cryptographic.ts'
import { invalidMac, missingMember } from '../errors.ts'
import { requireKeyState } from '../key-state.ts'
import type { Kms } from '../kms.ts'
import { macOf, recordedMacRequest } from '../mac.ts'
import { requireKey } from '../require-key.ts'

/** Answers `MacValid: true` or refuses. */
export const verifyMac: Operation<Kms, VerifyMacRequest, VerifyMacResponse> = {
  readOnly: true,
  recordRequest: recordedMacRequest,
  async handle(kms, call, input) {
    const { KeyId: keyIdentifier, Message: message, MacAlgorithm: algorithm, Mac: mac } = input
    if (message === undefined) throw missingMember('message')
    if (keyIdentifier === undefined) throw missingMember('keyId')
    if (algorithm === undefined) throw missingMember('macAlgorithm')
    if (mac === undefined) throw missingMember('mac')
    const key = await requireKey(kms, call, 'VerifyMac', {
      keyIdentifier,
      grantTokens: input.GrantTokens,
      conditionKeys: { 'kms:MacAlgorithm': algorithm },
    })
    requireKeyState('VerifyMac', key)
    requireKeyFor('GENERATE_VERIFY_MAC', key, 'VerifyMac', algorithm)
    const { material } = await getCurrentMaterial(kms, key)
    const expected = macOf(algorithm, material, message)
    if (mac.length !== expected.length || !timingSafeEqual(mac, expected)) throw invalidMac()
    refuseDryRun(input.DryRun)
    return { KeyId: key.arn, MacValid: true, MacAlgorithm: algorithm }
  },
}
