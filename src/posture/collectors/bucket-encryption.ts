/** What a bucket does with objects that come without an encryption of their own. */

import { type Api, ApiError } from '../api.ts'
import type { KeyReference } from '../keys/key-facts.ts'
import { s3 } from '../services.ts'
import { tolerated } from './tolerated.ts'

/** The bucket's half of a KeyReference; `path` is where GetBucketEncryption says it. */
export interface BucketEncryption extends KeyReference {
  readonly bucket: string
  /** The bucket's own, which S3 tells when it is asked elsewhere. */
  readonly region: string
  /** `AES256`, `aws:kms`, `aws:kms:dsse`; null: could not be read, or the bucket has no default. */
  readonly algorithm: string | null
  readonly bucketKeyEnabled: boolean
  /** The error's code when it could not be read. */
  readonly errorCode: string | null
}

export const bucketEncryptionAction = 's3:GetEncryptionConfiguration'

const at = {
  api: bucketEncryptionAction,
  path: 'ServerSideEncryptionConfiguration.Rules[].ApplyServerSideEncryptionByDefault.KMSMasterKeyID',
} as const

/**
 * Read once in a scan for each bucket, however many resources write to it. An error is part of the answer, as a reference
 * that nothing is known of; only those that end the scan are thrown.
 */
export function readBucketEncryption(api: Api, bucket: string): Promise<BucketEncryption> {
  return api.once(`s3:encryption:${bucket}`, async () => {
    try {
      return await getEncryption(api, bucket)
    } catch (error) {
      const region = otherRegion(error)
      if (region === null || region === api.region) return unreadable(api, bucket, error)
      const there = api.in(region)
      return getEncryption(there, bucket).catch((again: unknown) => unreadable(there, bucket, again))
    }
  })
}

/** `arn:aws:s3:::name` or the name itself, either with a prefix behind it. */
export function bucketNameOf(bucket: string): string {
  const path = bucket.startsWith('arn:') ? (bucket.split(':')[5] ?? '') : bucket
  return path.split('/')[0] ?? ''
}

async function getEncryption(api: Api, bucket: string): Promise<BucketEncryption> {
  const answer = await api.call(s3, 'GetBucketEncryption', (client) =>
    client.getBucketEncryption({ Bucket: bucket }),
  )
  const rule = answer.ServerSideEncryptionConfiguration?.Rules?.[0]
  const algorithm = rule?.ApplyServerSideEncryptionByDefault?.SSEAlgorithm ?? null
  return {
    ...at,
    bucket,
    region: api.region,
    algorithm,
    bucketKeyEnabled: rule?.BucketKeyEnabled ?? false,
    errorCode: null,
    ...keyOf(algorithm, rule?.ApplyServerSideEncryptionByDefault?.KMSMasterKeyID),
  }
}

/** "Setting default server-side encryption behavior for Amazon S3 buckets": KMS without a key id means `alias/aws/s3`. */
function keyOf(
  algorithm: string | null,
  keyId: string | undefined,
): Pick<KeyReference, 'ref' | 'absent' | 'absentAlias' | 'absentReason'> {
  switch (algorithm) {
    case 'AES256':
      return { ref: null, absent: 'AWS_OWNED', absentReason: 'SSE_S3' }
    case 'aws:kms':
    case 'aws:kms:dsse':
      return { ref: keyId, absent: 'AWS_MANAGED', absentAlias: 'alias/aws/s3' }
    case null:
      return { ref: null, absent: 'NONE' }
    default:
      return { ref: keyId, absent: 'UNKNOWN', absentReason: 'BUCKET_ALGORITHM_UNKNOWN' }
  }
}

function unreadable(api: Api, bucket: string, error: unknown): BucketEncryption {
  const code = tolerated(error)
  const nothing = { ...at, bucket, region: api.region, algorithm: null, bucketKeyEnabled: false, ref: null }
  // Buckets made before 2023, and stores that imitate S3: no default at all.
  if (code === 'ServerSideEncryptionConfigurationNotFoundError')
    return { ...nothing, errorCode: null, absent: 'NONE' }
  return { ...nothing, errorCode: code, absent: 'UNKNOWN', absentReason: `API_ERROR:${code}` }
}

/** A bucket that is elsewhere is answered with 301 or 400 and its region in a header ("Virtual hosting of buckets"). */
function otherRegion(error: unknown): string | null {
  if (!(error instanceof ApiError)) return null
  const { cause } = error
  if (typeof cause !== 'object' || cause === null || !('$response' in cause)) return null
  const response = cause.$response
  if (typeof response !== 'object' || response === null || !('headers' in response)) return null
  const { headers } = response
  if (typeof headers !== 'object' || headers === null || !('x-amz-bucket-region' in headers)) return null
  const region = headers['x-amz-bucket-region']
  return typeof region === 'string' ? region : null
}
