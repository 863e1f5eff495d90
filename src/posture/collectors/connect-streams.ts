import type { InstanceStorageConfig, InstanceSummary } from '@aws-sdk/client-connect'
import type { Api } from '../api.ts'
import type { Collector } from '../collector.ts'
import type { KeyReference } from '../keys/key-facts.ts'
import { connect } from '../services.ts'
import { identifyInstance, instanceActions, listInstances } from './connect-instances.ts'
import { type ConfiguredType, readConfigured } from './storage-configs.ts'
import { readDeliveryStreamKey, readStreamKey } from './stream-encryption.ts'

const streamTypes = [
  'CONTACT_TRACE_RECORDS',
  'AGENT_EVENTS',
  'REAL_TIME_CONTACT_ANALYSIS_SEGMENTS',
  'REAL_TIME_CONTACT_ANALYSIS_CHAT_SEGMENTS',
  'REAL_TIME_CONTACT_ANALYSIS_VOICE_SEGMENTS',
] as const

export type ConnectStreamFacts = ConfiguredType<(typeof streamTypes)[number], ConnectStreamConfig>

export interface ConnectStreamConfig {
  readonly associationId: string
  readonly streamArn: string
  /** Of the stream: Connect has no key of its own here. Null: neither a Kinesis nor a Firehose stream. */
  readonly key: KeyReference | null
}

/** Where Connect instances send records and events: one resource for each configuration of each type. */
export const connectStreams: Collector<ConnectStreamFacts, InstanceSummary> = {
  id: 'connect.streams',
  service: connect,
  iam: [
    ...instanceActions,
    'connect:ListInstanceStorageConfigs',
    'kinesis:DescribeStreamSummary',
    'firehose:DescribeDeliveryStream',
  ],
  scope: 'regional',
  resourceType: 'AWS::Connect::InstanceStorageConfig',
  concurrency: 2,
  list: listInstances,
  identify: identifyInstance,
  read: (api, instance) => readConfigured(api, instance, streamTypes, (config) => readConfig(api, config)),
}

async function readConfig(api: Api, config: InstanceStorageConfig): Promise<ConnectStreamConfig> {
  const associationId = config.AssociationId ?? ''
  const stream = config.KinesisStreamConfig?.StreamArn
  if (stream) return { associationId, streamArn: stream, key: await readStreamKey(api, stream) }
  const delivery = config.KinesisFirehoseConfig?.FirehoseArn
  if (delivery) return { associationId, streamArn: delivery, key: await readDeliveryStreamKey(api, delivery) }
  return { associationId, streamArn: '', key: null }
}
