import type { Api } from '../api.ts'
import type { Collector } from '../collector.ts'
import type { KeyReference } from '../keys/key-facts.ts'
import type { Resource } from '../resource.ts'
import { bedrock, logs } from '../services.ts'
import { accountResource } from './account-resource.ts'
import { bucketEncryptionAction, readBucketEncryption } from './bucket-encryption.ts'
import { arnHere, here } from './here.ts'
import { readLoggingConfig } from './invocation-logging.ts'
import { pages } from './pages.ts'
import { tolerated } from './tolerated.ts'

export interface InvocationLogDestinationFacts {
  /** Where the destination names its key; null: logging is off. */
  readonly key: KeyReference | null
}

/** The log group and the buckets that model invocations are written to. */
export const invocationLogDestinations: Collector<InvocationLogDestinationFacts, null> = {
  id: 'bedrock.invocation-log-destinations',
  service: bedrock,
  iam: ['bedrock:GetModelInvocationLoggingConfiguration', 'logs:DescribeLogGroups', bucketEncryptionAction],
  scope: 'regional',
  resourceType: 'AWS::::Account',
  async *list() {
    yield [null]
  },
  identify: (_, api) => accountResource(api, undefined),
  async read(api) {
    const config = await readLoggingConfig(api)
    const group = config?.cloudWatchConfig?.logGroupName
    // Large records may go to the same bucket as all others: a bucket is judged once.
    const buckets = new Set(
      [config?.s3Config?.bucketName, config?.cloudWatchConfig?.largeDataDeliveryS3Config?.bucketName].filter(
        (name) => name !== undefined && name !== '',
      ),
    )
    const destinations: Resource<InvocationLogDestinationFacts>[] = group ? [await logGroup(api, group)] : []
    for (const name of buckets) destinations.push(await bucket(api, name ?? ''))
    return destinations.length === 0 ? [accountResource(api, { key: null })] : destinations
  },
}

async function logGroup(api: Api, name: string): Promise<Resource<InvocationLogDestinationFacts>> {
  return here(api, {
    uid: arnHere(api, 'logs', `log-group:${name}`),
    type: 'AWS::Logs::LogGroup',
    name,
    facts: { key: await logGroupKey(api, name) },
  })
}

async function logGroupKey(api: Api, name: string): Promise<KeyReference> {
  const at = { api: 'logs:DescribeLogGroups', path: 'logGroups[].kmsKeyId' }
  try {
    const groups = pages(async (nextToken) => {
      const answer = await api.call(logs, 'DescribeLogGroups', (client) =>
        client.describeLogGroups({ logGroupNamePrefix: name, limit: 50, nextToken }),
      )
      return { items: answer.logGroups ?? [], next: answer.nextToken }
    })
    for await (const page of groups) {
      const group = page.find(({ logGroupName }) => logGroupName === name)
      if (group !== undefined) return { ...at, ref: group.kmsKeyId, absent: 'AWS_OWNED' }
    }
    return { ...at, ref: null, absent: 'UNKNOWN', absentReason: 'LOG_GROUP_NOT_FOUND' }
  } catch (error) {
    return { ...at, ref: null, absent: 'UNKNOWN', absentReason: `API_ERROR:${tolerated(error)}` }
  }
}

async function bucket(api: Api, name: string): Promise<Resource<InvocationLogDestinationFacts>> {
  const key = await readBucketEncryption(api, name)
  const resource = here(api, {
    uid: `arn:${api.partition}:s3:::${name}`,
    type: 'AWS::S3::Bucket',
    name,
    facts: { key },
  })
  return { ...resource, region: key.region }
}
