import { randomBytes } from 'node:crypto'
import type { GenerateRandomRequest, GenerateRandomResponse } from '@aws-sdk/client-kms'
import { AwsError } from '../../call/aws-error.ts'
import type { Operation } from '../../call/operation.ts'
import { refuseRecipient } from '../cryptographic.ts'
import { validation } from '../errors.ts'
import type { Kms } from '../kms.ts'

/** Random bytes that no key is behind: identity policies alone decide. */
export const generateRandom: Operation<Kms, GenerateRandomRequest, GenerateRandomResponse> = {
  readOnly: true,
  recordRequest: () => null,
  async handle(kms, call, input) {
    if (input.NumberOfBytes === undefined) throw validation('NumberOfBytes is required.')
    refuseRecipient(input.Recipient)
    await kms.iam.authorize(call, { action: 'kms:GenerateRandom', resource: '*' })
    if (input.CustomKeyStoreId !== undefined) {
      throw new AwsError(
        'CustomKeyStoreNotFoundException',
        `The custom key store ${input.CustomKeyStoreId} does not exist.`,
      )
    }
    return { Plaintext: randomBytes(input.NumberOfBytes) }
  },
}
