import type { GetPublicKeyRequest, GetPublicKeyResponse } from '@aws-sdk/client-kms'
import type { Operation } from '../../call/operation.ts'
import { missingMember, noPublicKey } from '../errors.ts'
import { getKeyPair } from '../key-material.ts'
import { isKeyPairSpec, keyAlgorithms } from '../key-specs.ts'
import { requireKeyState } from '../key-state.ts'
import type { Kms } from '../kms.ts'
import { requireKey } from '../require-key.ts'
import { present } from '../trail-record.ts'

/** The public key as SubjectPublicKeyInfo in DER (RFC 5280), for use outside. */
export const getPublicKey: Operation<Kms, GetPublicKeyRequest, GetPublicKeyResponse> = {
  readOnly: true,
  recordRequest: (input) => present({ keyId: input.KeyId }),
  async handle(kms, call, input) {
    if (input.KeyId === undefined) throw missingMember('keyId')
    const key = await requireKey(kms, call, 'GetPublicKey', {
      keyIdentifier: input.KeyId,
      grantTokens: input.GrantTokens,
    })
    requireKeyState('GetPublicKey', key)
    if (!isKeyPairSpec(key.spec)) throw noPublicKey(key.arn, key.spec)
    const { publicKey } = await getKeyPair(kms, key)
    const algorithms = keyAlgorithms(key.spec, key.usage)
    const answer: Record<string, unknown> = {
      KeyId: key.arn,
      PublicKey: publicKey.export({ type: 'spki', format: 'der' }),
      CustomerMasterKeySpec: key.spec,
      KeySpec: key.spec,
      KeyUsage: key.usage,
      [algorithms.member]: [...algorithms.names],
    }
    return answer as unknown as GetPublicKeyResponse
  },
}
