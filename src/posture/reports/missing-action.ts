/** From a call that was refused to the IAM action that allows it. */

import * as services from '../services.ts'

/** API operations whose IAM action has another name (Service Authorization Reference, Amazon S3). */
const otherNames: Readonly<Record<string, string>> = {
  's3:ListBuckets': 's3:ListAllMyBuckets',
  's3:HeadBucket': 's3:ListBucket',
  's3:GetBucketEncryption': 's3:GetEncryptionConfiguration',
  's3:GetBucketReplication': 's3:GetReplicationConfiguration',
}

const prefixes = new Map(Object.values(services).map(({ id, iamPrefix }) => [id, iamPrefix]))

const refused = /AccessDenied|Denied|Unauthorized|Forbidden|NotAuthorized/iu

/** @param api `customer-profiles:GetDomain`: a client's name or an IAM prefix. Null: the reason is no lack of permission. */
export function missingAction(reasonCode: string, api: string | null): string | null {
  if (!refused.test(reasonCode)) return null
  // The evidence is the resource's own call, which worked; the key's did not.
  if (/^KEY_.*DENIED/u.test(reasonCode)) return 'kms:DescribeKey'
  if (api === null) return null
  const colon = api.indexOf(':')
  const service = api.slice(0, colon)
  const named = `${prefixes.get(service) ?? service}${api.slice(colon)}`
  return otherNames[named] ?? named
}
