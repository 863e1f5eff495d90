import assert from 'node:assert/strict'
import { test } from 'node:test'
import { type Api, ApiError } from '../api.ts'
import { bucketNameOf, readBucketEncryption } from './bucket-encryption.ts'

const own = 'arn:aws:kms:eu-west-1:111122223333:key/00000000-0000-4000-8000-000000000001'

/** Buckets are in eu-west-1; S3 elsewhere answers as it does, with the region in a header. */
function account(region: string, outcome: object | ApiError): Api & { readonly calls: string[] } {
  const calls: string[] = []
  const known = new Map<string, Promise<unknown>>()
  const api = (here: string): Api => ({
    account: '111122223333',
    region: here,
    partition: 'aws',
    now: () => 0,
    in: api,
    once<T>(name: string, work: () => Promise<T>) {
      const found = known.get(`${here} ${name}`) ?? work()
      known.set(`${here} ${name}`, found)
      return found as Promise<T>
    },
    async call<_Client, Output>(): Promise<Output> {
      calls.push(here)
      if (here !== 'eu-west-1') throw redirect('eu-west-1')
      if (outcome instanceof ApiError) throw outcome
      return outcome as Output
    },
  })
  return { ...api(region), calls }
}

function redirect(region: string): ApiError {
  const cause = Object.assign(new Error(), { $response: { headers: { 'x-amz-bucket-region': region } } })
  return new ApiError('refused', 'PermanentRedirect', 's3:GetBucketEncryption', { cause })
}

const underKey = {
  ServerSideEncryptionConfiguration: {
    Rules: [{ ApplyServerSideEncryptionByDefault: { SSEAlgorithm: 'aws:kms', KMSMasterKeyID: own } }],
  },
}

test('bucket-encryption: a bucket elsewhere is read there, and its key is looked up there', async () => {
  const api = account('us-east-1', underKey)
  const { ref, region, algorithm, errorCode } = await readBucketEncryption(api, 'files')
  assert.deepEqual(
    { ref, region, algorithm, errorCode },
    { ref: own, region: 'eu-west-1', algorithm: 'aws:kms', errorCode: null },
  )
  assert.deepEqual(api.calls, ['us-east-1', 'eu-west-1'])
})

test('bucket-encryption: read once, however often it is asked for', async () => {
  const api = account('eu-west-1', underKey)
  const [first, second] = await Promise.all([
    readBucketEncryption(api, 'files'),
    readBucketEncryption(api, 'files'),
  ])
  assert.equal(first, second)
  assert.equal(api.calls.length, 1)
})

test('bucket-encryption: an error elsewhere is part of the answer', async () => {
  const denied = new ApiError('denied', 'AccessDenied', 's3:GetBucketEncryption')
  const { absent, absentReason, errorCode } = await readBucketEncryption(
    account('us-east-1', denied),
    'files',
  )
  assert.deepEqual(
    { absent, absentReason, errorCode },
    { absent: 'UNKNOWN', absentReason: 'API_ERROR:AccessDenied', errorCode: 'AccessDenied' },
  )
})

test('bucket-encryption: expired credentials are thrown', async () => {
  const expired = new ApiError('credentials', 'ExpiredToken', 's3:GetBucketEncryption')
  await assert.rejects(readBucketEncryption(account('eu-west-1', expired), 'files'), { kind: 'credentials' })
})

test('bucket-encryption: a bucket by its name or ARN', () => {
  assert.equal(bucketNameOf('files'), 'files')
  assert.equal(bucketNameOf('arn:aws:s3:::files'), 'files')
  assert.equal(bucketNameOf('arn:aws:s3:::files/prefix'), 'files')
})
