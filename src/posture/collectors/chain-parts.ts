/** Where each thing that a knowledge base uses names its key. */

import type { Api } from '../api.ts'
import type { KeyReference } from '../keys/key-facts.ts'
import { kendra, openSearch, openSearchServerless, s3Vectors, secretsManager } from '../services.ts'
import { bucketEncryptionAction, readBucketEncryption } from './bucket-encryption.ts'
import { encryptionPolicyOf } from './encryption-policies.ts'
import { arnRegion } from './here.ts'
import { tolerated } from './tolerated.ts'

export interface NamedPart {
  readonly kind:
    | 'bucket'
    | 'secret'
    | 'collection'
    | 'search-domain'
    | 'vector-bucket'
    | 'index'
    | 'unread'
    | 'outside'
  /** An ARN where there is one; a bucket's name, a host. */
  readonly uid: string
}

export interface ChainPart extends NamedPart {
  /** Null: it has no key that the scanner could read, because it is outside AWS or of a service that is not scanned. */
  readonly key: KeyReference | null
}

export const partActions = [
  bucketEncryptionAction,
  'secretsmanager:DescribeSecret',
  'aoss:BatchGetCollection',
  'aoss:ListSecurityPolicies',
  'aoss:GetSecurityPolicy',
  'es:DescribeDomain',
  's3vectors:GetVectorBucket',
  'kendra:DescribeIndex',
] as const

/** Once in a scan for each part: knowledge bases share secrets and buckets. */
export function readPart(api: Api, part: NamedPart): Promise<ChainPart> {
  return api.once(`bedrock:chain:${part.kind}:${part.uid}`, async () => {
    const region = arnRegion(part.uid) ?? api.region
    const there = region === api.region ? api : api.in(region)
    const key = await keyOf(there, part)
    return { ...part, key: key === null || there === api ? key : { ...key, region } }
  })
}

const reads: Readonly<Record<NamedPart['kind'], ((api: Api, uid: string) => Promise<KeyReference>) | null>> =
  {
    bucket: readBucketEncryption,
    secret: secretKey,
    collection: collectionKey,
    'search-domain': searchDomainKey,
    'vector-bucket': vectorBucketKey,
    index: indexKey,
    unread: null,
    outside: null,
  }

async function keyOf(api: Api, { kind, uid }: NamedPart): Promise<KeyReference | null> {
  try {
    return (await reads[kind]?.(api, uid)) ?? null
  } catch (error) {
    return {
      ref: null,
      absent: 'UNKNOWN',
      absentReason: `API_ERROR:${tolerated(error)}`,
      api: kind,
      path: '',
    }
  }
}

async function secretKey(api: Api, SecretId: string): Promise<KeyReference> {
  const { KmsKeyId } = await api.call(secretsManager, 'DescribeSecret', (client) =>
    client.describeSecret({ SecretId }),
  )
  return {
    ref: KmsKeyId,
    absent: 'AWS_MANAGED',
    absentAlias: 'alias/aws/secretsmanager',
    api: 'secretsmanager:DescribeSecret',
    path: 'KmsKeyId',
  }
}

async function collectionKey(api: Api, arn: string): Promise<KeyReference> {
  const at = { api: 'aoss:BatchGetCollection', path: 'collectionDetails[].kmsKeyArn' }
  const { collectionDetails } = await api.call(openSearchServerless, 'BatchGetCollection', (client) =>
    client.batchGetCollection({ ids: [idOf(arn)] }),
  )
  const collection = collectionDetails?.[0]
  if (collection === undefined)
    return { ...at, ref: null, absent: 'UNKNOWN', absentReason: 'COLLECTION_NOT_FOUND' }
  if (collection.kmsKeyArn) return { ...at, ref: collection.kmsKeyArn, absent: 'AWS_OWNED' }
  const { policy, policyErrorCode } = await encryptionPolicyOf(api, collection.name ?? '')
  return policyErrorCode === null
    ? { ...at, ref: policy?.kmsArn, absent: 'AWS_OWNED' }
    : { ...at, ref: null, absent: 'UNKNOWN', absentReason: `API_ERROR:${policyErrorCode}` }
}

async function searchDomainKey(api: Api, arn: string): Promise<KeyReference> {
  const answer = await api.call(openSearch, 'DescribeDomain', (client) =>
    client.describeDomain({ DomainName: idOf(arn) }),
  )
  const { Enabled, KmsKeyId } = answer.DomainStatus?.EncryptionAtRestOptions ?? {}
  const at = { api: 'es:DescribeDomain', path: 'DomainStatus.EncryptionAtRestOptions.KmsKeyId' }
  return Enabled === true
    ? { ...at, ref: KmsKeyId, absent: 'AWS_MANAGED', absentAlias: 'alias/aws/es' }
    : { ...at, ref: null, absent: 'NONE' }
}

async function vectorBucketKey(api: Api, vectorBucketArn: string): Promise<KeyReference> {
  const answer = await api.call(s3Vectors, 'GetVectorBucket', (client) =>
    client.getVectorBucket({ vectorBucketArn }),
  )
  return {
    ref: answer.vectorBucket?.encryptionConfiguration?.kmsKeyArn,
    absent: 'AWS_OWNED',
    absentReason: 'SSE_S3',
    api: 's3vectors:GetVectorBucket',
    path: 'vectorBucket.encryptionConfiguration.kmsKeyArn',
  }
}

async function indexKey(api: Api, arn: string): Promise<KeyReference> {
  const answer = await api.call(kendra, 'DescribeIndex', (client) => client.describeIndex({ Id: idOf(arn) }))
  return {
    ref: answer.ServerSideEncryptionConfiguration?.KmsKeyId,
    absent: 'AWS_OWNED',
    api: 'kendra:DescribeIndex',
    path: 'ServerSideEncryptionConfiguration.KmsKeyId',
  }
}

function idOf(arn: string): string {
  return arn.split('/').at(-1) ?? ''
}
