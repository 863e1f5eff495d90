import type { KeyMetadata } from '@aws-sdk/client-kms'
import type { Api } from '../api.ts'
import { kms } from '../services.ts'

/**
 * DescribeKey, once in a scan for each key, whoever asks: the classifier and the rules about keys.
 * @param arn of a key, or of another account's alias; never a predefined alias, since describing one can make its key
 * @throws {ApiError}
 */
export function describeKeyOnce(api: Api, arn: string): Promise<KeyMetadata | undefined> {
  return api.once(`kms:key:${arn}`, () => describeKey(api, arn))
}

/** Asks again. @throws {ApiError} */
export async function describeKey(api: Api, arn: string): Promise<KeyMetadata | undefined> {
  const answer = await api.call(kms, 'DescribeKey', (client) => client.describeKey({ KeyId: arn }))
  return answer.KeyMetadata
}
