/**
 * The APIs that can be served: what has to be known of each before its SDK package is loaded, and where that package and
 * the constraints are. The packages are large, so they come with the first call. A test compares the rows with the models.
 */

import type { Model } from './constraints/model.ts'

export type ProtocolName = 'json' | 'rest-json' | 'query'

export interface ApiDescription {
  readonly protocol: ProtocolName
  /** Absent: the API's own name. Several Bedrock APIs sign as `bedrock`; method and path tell them apart. */
  readonly signingName?: string
  /** JSON protocols: what precedes `.Operation` in `X-Amz-Target`. */
  readonly targetPrefix: string | null
  /** Of answers. */
  readonly contentType: string
  readonly version: string
  /** Query: namespace of answers. */
  readonly xmlNamespace: string | null
  /** Signed for `us-east-1` wherever the server is. */
  readonly isGlobal: boolean
  /** Null: the gateway's default. */
  readonly bodyBytesMax: number | null
  readonly clockSkewMinutes: number
  /** IAM says `Value at 'roleName' …`, the others `Value 'x' at 'keyId' …`. */
  readonly echoesValues: boolean
  /** Members that take decimals: the SDK's schemas do not tell numbers apart, and every other one is an integer. */
  readonly decimalMembers?: readonly string[]
  readonly loadSdk: () => Promise<object>
  readonly loadModel: () => Promise<Model>
}

const json11 = { protocol: 'json', contentType: 'application/x-amz-json-1.1', xmlNamespace: null } as const
const restJson = {
  protocol: 'rest-json',
  contentType: 'application/json',
  xmlNamespace: null,
  targetPrefix: null,
} as const
const query = { protocol: 'query', contentType: 'text/xml', targetPrefix: null } as const
const regional = { isGlobal: false, clockSkewMinutes: 5, bodyBytesMax: null, echoesValues: true } as const
const global = { isGlobal: true, clockSkewMinutes: 15, bodyBytesMax: null, echoesValues: true } as const

export const apis: Readonly<Record<string, ApiDescription>> = {
  kms: {
    ...json11,
    ...regional,
    version: '2014-11-01',
    targetPrefix: 'TrentService',
    loadSdk: () => import('@aws-sdk/client-kms'),
    loadModel: async () => (await import('./models/kms.json', { with: { type: 'json' } })).default,
  },
  cloudtrail: {
    ...json11,
    ...regional,
    version: '2013-11-01',
    targetPrefix: 'com.amazonaws.cloudtrail.v20131101.CloudTrail_20131101',
    loadSdk: () => import('@aws-sdk/client-cloudtrail'),
    loadModel: async () => (await import('./models/cloudtrail.json', { with: { type: 'json' } })).default,
  },
  qbusiness: {
    ...restJson,
    ...regional,
    version: '2023-11-27',
    bodyBytesMax: 64 * 1024 * 1024,
    loadSdk: () => import('@aws-sdk/client-qbusiness'),
    loadModel: async () => (await import('./models/qbusiness.json', { with: { type: 'json' } })).default,
  },
  bedrock: {
    ...restJson,
    ...regional,
    version: '2023-04-20',
    // A guardrail's 10,000 words of 100 characters.
    bodyBytesMax: 8 * 1024 * 1024,
    decimalMembers: ['threshold', 'confidenceThreshold'],
    loadSdk: () => import('@aws-sdk/client-bedrock'),
    loadModel: async () => (await import('./models/bedrock.json', { with: { type: 'json' } })).default,
  },
  'bedrock-runtime': {
    ...restJson,
    ...regional,
    signingName: 'bedrock',
    version: '2023-09-30',
    loadSdk: () => import('@aws-sdk/client-bedrock-runtime'),
    loadModel: async () =>
      (await import('./models/bedrock-runtime.json', { with: { type: 'json' } })).default,
  },
  datazone: {
    ...restJson,
    ...regional,
    version: '2018-05-10',
    bodyBytesMax: 16 * 1024 * 1024,
    loadSdk: () => import('@aws-sdk/client-datazone'),
    loadModel: async () => (await import('./models/datazone.json', { with: { type: 'json' } })).default,
  },
  iam: {
    ...query,
    ...global,
    version: '2010-05-08',
    xmlNamespace: 'https://iam.amazonaws.com/doc/2010-05-08/',
    echoesValues: false,
    loadSdk: () => import('@aws-sdk/client-iam'),
    loadModel: async () => (await import('./models/iam.json', { with: { type: 'json' } })).default,
  },
  sts: {
    ...query,
    ...global,
    version: '2011-06-15',
    xmlNamespace: 'https://sts.amazonaws.com/doc/2011-06-15/',
    loadSdk: () => import('@aws-sdk/client-sts'),
    loadModel: async () => (await import('./models/sts.json', { with: { type: 'json' } })).default,
  },
}

/** Undefined for names that are not ours, `__proto__` and its like included. */
export function findApi(service: string): ApiDescription | undefined {
  return Object.hasOwn(apis, service) ? apis[service] : undefined
}
