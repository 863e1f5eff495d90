import { randomBytes } from 'node:crypto'
import type { GenerateRandomRequest, GenerateRandomResponse } from '@aws-sdk/client-kms'
import type { Operation } from '../../call/operation.ts'
import { refuseRecipient } from '../cryptographic.ts'
import { customKeyStoreNotFound, validation } from '../errors.ts'
import type { Kms } from '../kms.ts'

/** Random bytes that no key is behind: identity policies alone decide. */
export const generateRandom: Operation<Kms, GenerateRandomRequest, GenerateRandomResponse> = {
  readOnly: true,
  recordRequest: () => null,
  async handle(kms, call, input) {
    if (input.NumberOfBytes === undefined) throw validation('NumberOfBytes is required.')
    refuseRecipient(input.Recipient)
    await kms.iam.authorize(call, { action: 'kms:GenerateRandom', resource: '*' })
    if (input.CustomKeyStoreId !== undefined) throw customKeyStoreNotFound(input.CustomKeyStoreId)
    return { Plaintext: randomBytes(input.NumberOfBytes) }
  },
}
