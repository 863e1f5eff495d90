import type { EncryptionConfiguration, IndexSummary, VectorBucketSummary } from '@aws-sdk/client-s3vectors'
import { type Api, ApiError } from '../api.ts'
import type { Collector } from '../collector.ts'
import { s3Vectors } from '../services.ts'
import { type Child, childrenOf } from './children.ts'
import { here } from './here.ts'
import { pages } from './pages.ts'

export interface VectorFacts {
  readonly kind: 'bucket' | 'index'
  readonly sseType: string | undefined
  readonly kmsKeyArn: string | undefined
}

type Listed =
  | { readonly kind: 'bucket'; readonly bucket: VectorBucketSummary }
  | { readonly kind: 'index'; readonly child: Child<VectorBucketSummary, IndexSummary> }

/** Vector buckets, and their indexes: an index may have another encryption than its bucket. */
export const vectorBuckets: Collector<VectorFacts, Listed> = {
  id: 's3vectors.vector-buckets',
  service: s3Vectors,
  iam: [
    's3vectors:ListVectorBuckets',
    's3vectors:GetVectorBucket',
    's3vectors:ListIndexes',
    's3vectors:GetIndex',
  ],
  scope: 'regional',
  resourceType: 'AWS::S3Vectors::VectorBucket',
  list: listAll,
  identify: identifyListed,
  async read(api, listed) {
    const { uid, name } = identifyListed(listed)
    const { kind } = listed
    const { sseType, kmsKeyArn } = (await readEncryption(api, listed)) ?? {}
    const type = kind === 'bucket' ? 'AWS::S3Vectors::VectorBucket' : 'AWS::S3Vectors::Index'
    return [here(api, { uid, name, type, facts: { kind, sseType, kmsKeyArn } })]
  },
}

async function* listAll(api: Api): AsyncGenerator<readonly Listed[]> {
  for await (const page of listVectorBuckets(api)) {
    yield page.map((bucket) => ({ kind: 'bucket', bucket }))
    for await (const children of childrenOf(onePage(page), (bucket) => listIndexes(api, bucket)))
      yield children.map((child) => ({ kind: 'index', child }))
  }
}

async function* onePage<Item>(page: readonly Item[]) {
  yield page
}

function listVectorBuckets(api: Api) {
  return pages(async (nextToken) => {
    const answer = await api.call(s3Vectors, 'ListVectorBuckets', (client) =>
      client.listVectorBuckets({ maxResults: 500, nextToken }),
    )
    return { items: answer.vectorBuckets ?? [], next: answer.nextToken }
  })
}

function listIndexes(api: Api, { vectorBucketArn }: VectorBucketSummary) {
  return pages(async (nextToken) => {
    const answer = await api.call(s3Vectors, 'ListIndexes', (client) =>
      client.listIndexes({ vectorBucketArn, maxResults: 500, nextToken }),
    )
    return { items: answer.indexes ?? [], next: answer.nextToken }
  })
}

/** Never the same for a bucket and for a listing of its indexes that failed. */
function identifyListed(listed: Listed) {
  if (listed.kind === 'bucket') {
    const { vectorBucketArn = '', vectorBucketName = '' } = listed.bucket
    return { uid: vectorBucketArn, name: vectorBucketName }
  }
  const { parent, item } = listed.child
  return {
    uid: item?.indexArn ?? `${parent.vectorBucketArn}/index`,
    name: item?.indexName ?? `indexes of ${parent.vectorBucketName}`,
  }
}

async function readEncryption(api: Api, listed: Listed): Promise<EncryptionConfiguration | undefined> {
  if (listed.kind === 'bucket') {
    const { vectorBucketArn } = listed.bucket
    const answer = await api.call(s3Vectors, 'GetVectorBucket', (client) =>
      client.getVectorBucket({ vectorBucketArn }),
    )
    return answer.vectorBucket?.encryptionConfiguration
  }
  const { item, error } = listed.child
  if (error instanceof ApiError) throw error
  const answer = await api.call(s3Vectors, 'GetIndex', (client) =>
    client.getIndex({ indexArn: item?.indexArn }),
  )
  return answer.index?.encryptionConfiguration
}
