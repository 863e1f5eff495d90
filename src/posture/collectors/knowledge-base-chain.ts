import type {
  DataSourceConfiguration,
  KnowledgeBaseConfiguration,
  KnowledgeBaseSummary,
  StorageConfiguration,
  SupplementalDataStorageConfiguration,
} from '@aws-sdk/client-bedrock-agent'
import type { Api } from '../api.ts'
import type { Collector } from '../collector.ts'
import { bedrockAgent } from '../services.ts'
import { bucketOfUri } from './batch-jobs.ts'
import { bucketNameOf } from './bucket-encryption.ts'
import { type ChainPart, type NamedPart, partActions, readPart } from './chain-parts.ts'
import { listDataSources, readDataSource } from './data-sources.ts'
import { here } from './here.ts'
import { knowledgeBaseArn, knowledgeBases, listKnowledgeBases, readKnowledgeBase } from './knowledge-bases.ts'

export interface KnowledgeBaseChainFacts {
  readonly parts: readonly ChainPart[]
}

/** Every knowledge base with what it reads from and writes to: stores of vectors, buckets, secrets. */
export const knowledgeBaseChains: Collector<KnowledgeBaseChainFacts, KnowledgeBaseSummary> = {
  id: 'bedrock.knowledge-base-chains',
  service: bedrockAgent,
  iam: [
    'bedrock:ListKnowledgeBases',
    'bedrock:GetKnowledgeBase',
    'bedrock:ListDataSources',
    'bedrock:GetDataSource',
    ...partActions,
  ],
  scope: 'regional',
  resourceType: 'AWS::Bedrock::KnowledgeBase',
  list: listKnowledgeBases,
  identify: knowledgeBases.identify,
  async read(api, { knowledgeBaseId = '', name, status }) {
    if (status === 'DELETING') return []
    const parts: ChainPart[] = []
    for (const part of await namedParts(api, knowledgeBaseId)) parts.push(await readPart(api, part))
    return [
      here(api, {
        uid: knowledgeBaseArn(api, knowledgeBaseId),
        type: 'AWS::Bedrock::KnowledgeBase',
        name: name ?? '',
        facts: { parts },
      }),
    ]
  },
}

/** Each part once, however many data sources share a bucket or a secret. */
async function namedParts(api: Api, knowledgeBaseId: string): Promise<readonly NamedPart[]> {
  const knowledgeBase = await readKnowledgeBase(api, knowledgeBaseId)
  const parts = [
    ...storeParts(knowledgeBase?.storageConfiguration),
    ...configurationParts(knowledgeBase?.knowledgeBaseConfiguration),
  ]
  for (const { dataSourceId, status } of await listDataSources(api, knowledgeBaseId)) {
    if (status === 'DELETING') continue
    const source = await readDataSource(api, knowledgeBaseId, dataSourceId ?? '')
    parts.push(...sourceParts(source?.dataSourceConfiguration))
  }
  return [...new Map(parts.map((part) => [`${part.kind} ${part.uid}`, part])).values()]
}

function storeParts(storage: StorageConfiguration | undefined): NamedPart[] {
  const {
    rdsConfiguration,
    pineconeConfiguration,
    redisEnterpriseCloudConfiguration,
    mongoDbAtlasConfiguration,
  } = storage ?? {}
  return [
    ...part('collection', storage?.opensearchServerlessConfiguration?.collectionArn),
    ...part('search-domain', storage?.opensearchManagedClusterConfiguration?.domainArn),
    ...part('vector-bucket', vectorBucketOf(storage?.s3VectorsConfiguration)),
    ...part('unread', rdsConfiguration?.resourceArn),
    ...part('unread', storage?.neptuneAnalyticsConfiguration?.graphArn),
    ...part('outside', pineconeConfiguration?.connectionString),
    ...part('outside', redisEnterpriseCloudConfiguration?.endpoint),
    ...part('outside', mongoDbAtlasConfiguration?.endpoint),
    ...part('secret', rdsConfiguration?.credentialsSecretArn),
    ...part('secret', pineconeConfiguration?.credentialsSecretArn),
    ...part('secret', redisEnterpriseCloudConfiguration?.credentialsSecretArn),
    ...part('secret', mongoDbAtlasConfiguration?.credentialsSecretArn),
  ]
}

function configurationParts(configuration: KnowledgeBaseConfiguration | undefined): NamedPart[] {
  const redshift =
    configuration?.sqlKnowledgeBaseConfiguration?.redshiftConfiguration?.queryEngineConfiguration
  const { provisionedConfiguration, serverlessConfiguration } = redshift ?? {}
  return [
    ...part('index', configuration?.kendraKnowledgeBaseConfiguration?.kendraIndexArn),
    ...part('unread', provisionedConfiguration?.clusterIdentifier),
    ...part('unread', serverlessConfiguration?.workgroupArn),
    ...part('secret', provisionedConfiguration?.authConfiguration?.usernamePasswordSecretArn),
    ...part('secret', serverlessConfiguration?.authConfiguration?.usernamePasswordSecretArn),
    ...supplementParts(configuration?.vectorKnowledgeBaseConfiguration?.supplementalDataStorageConfiguration),
    ...supplementParts(
      configuration?.managedKnowledgeBaseConfiguration?.supplementalDataStorageConfiguration,
    ),
  ]
}

function supplementParts(supplement: SupplementalDataStorageConfiguration | undefined): NamedPart[] {
  return (supplement?.storageLocations ?? []).flatMap(({ s3Location }) =>
    part('bucket', bucketOfUri(s3Location?.uri) ?? undefined),
  )
}

/** A web crawler's pages lie with nobody under a key, so they are no part. */
function sourceParts(source: DataSourceConfiguration | undefined): NamedPart[] {
  const bucket = source?.s3Configuration?.bucketArn
  const connectors = [
    source?.confluenceConfiguration?.sourceConfiguration,
    source?.salesforceConfiguration?.sourceConfiguration,
  ]
  const sharePoint = source?.sharePointConfiguration?.sourceConfiguration
  return [
    ...part('bucket', bucket === undefined ? undefined : bucketNameOf(bucket)),
    ...connectors.flatMap((connector) => [
      ...part('outside', connector?.hostUrl),
      ...part('secret', connector?.credentialsSecretArn),
    ]),
    ...part('outside', sharePoint?.domain),
    ...part('secret', sharePoint?.credentialsSecretArn),
    ...(source?.managedKnowledgeBaseConnectorConfiguration === undefined
      ? []
      : part('outside', 'managed connector')),
  ]
}

function vectorBucketOf(
  vectors:
    | { readonly vectorBucketArn?: string | undefined; readonly indexArn?: string | undefined }
    | undefined,
): string | undefined {
  // `arn:aws:s3vectors:region:account:bucket/name/index/name`.
  return vectors?.vectorBucketArn ?? vectors?.indexArn?.replace(/\/index\/.*$/, '')
}

function part(kind: NamedPart['kind'], uid: string | undefined): NamedPart[] {
  return uid ? [{ kind, uid }] : []
}
