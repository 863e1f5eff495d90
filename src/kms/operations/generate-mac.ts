import type { GenerateMacRequest, GenerateMacResponse } from '@aws-sdk/client-kms'
import type { Operation } from '../../call/operation.ts'
import { getCurrentMaterial, refuseDryRun, requireKeyFor } from '../cryptographic.ts'
import { missingMember } from '../errors.ts'
import { requireKeyState } from '../key-state.ts'
import type { Kms } from '../kms.ts'
import { macOf, recordedMacRequest } from '../mac.ts'
import { requireKey } from '../require-key.ts'

/** The HMAC of a message of at most 4096 bytes. */
export const generateMac: Operation<Kms, GenerateMacRequest, GenerateMacResponse> = {
  readOnly: true,
  recordRequest: recordedMacRequest,
  async handle(kms, call, input) {
    const { KeyId: keyIdentifier, Message: message, MacAlgorithm: algorithm } = input
    if (message === undefined) throw missingMember('message')
    if (keyIdentifier === undefined) throw missingMember('keyId')
    if (algorithm === undefined) throw missingMember('macAlgorithm')
    const key = await requireKey(kms, call, 'GenerateMac', {
      keyIdentifier,
      grantTokens: input.GrantTokens,
      conditionKeys: { 'kms:MacAlgorithm': algorithm },
    })
    requireKeyState('GenerateMac', key)
    requireKeyFor('GENERATE_VERIFY_MAC', key, 'GenerateMac', algorithm)
    const { material } = await getCurrentMaterial(kms, key)
    const mac = macOf(algorithm, material, message)
    refuseDryRun(input.DryRun)
    return { Mac: mac, MacAlgorithm: algorithm, KeyId: key.arn }
  },
}
