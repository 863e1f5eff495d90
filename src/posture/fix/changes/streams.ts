import { firehose, kinesis } from '../../services.ts'
import { type Change, type FixContext, NotPlanned } from '../fix.ts'
import { plainKey } from '../key-needs.ts'
import { type Current, type Input, updateFix } from '../update.ts'

const streamsKey = plainKey('kinesis')

/** StartStreamEncryption at most 25 times a day and stream; what is in the stream stays as it is until it expires. */
const dataStreams = updateFix({
  service: 'kinesis',
  operation: 'StartStreamEncryption',
  reads: ['kinesis:DescribeStreamSummary'],
  key: streamsKey,
  read: readDataStream,
  withKey: ({ StreamARN }, KeyId) => ({ StreamARN, EncryptionType: 'KMS', KeyId }),
  undo: (input, { keyArn: KeyId }) => {
    const { StreamARN, EncryptionType } = input
    return EncryptionType === 'KMS'
      ? [{ service: 'kinesis', operation: 'StartStreamEncryption', input }]
      : [
          {
            service: 'kinesis',
            operation: 'StopStreamEncryption',
            input: { StreamARN, EncryptionType: 'KMS', KeyId },
          },
        ]
  },
  moreWrites: ['kinesis:StopStreamEncryption'],
  preconditions: ['Producers need kms:GenerateDataKey and consumers kms:Decrypt on the key, or they stop.'],
  dataEffect: 'future-only',
})

async function readDataStream(context: FixContext): Promise<Current> {
  const StreamARN = streamOf(context)
  const { StreamDescriptionSummary: stream } = await context.api.call(
    kinesis,
    'DescribeStreamSummary',
    (client) => client.describeStreamSummary({ StreamARN }),
  )
  return {
    input: { StreamARN, EncryptionType: stream?.EncryptionType ?? 'NONE', KeyId: stream?.KeyId },
    state: stream?.StreamStatus === 'ACTIVE' ? 'settled' : 'pending',
  }
}

const deliveryStreams = updateFix({
  service: 'firehose',
  operation: 'StartDeliveryStreamEncryption',
  reads: ['firehose:DescribeDeliveryStream'],
  key: { ...streamsKey, grants: true },
  read: readDeliveryStream,
  withKey: ({ DeliveryStreamName }, KeyARN) => ({
    DeliveryStreamName,
    DeliveryStreamEncryptionConfigurationInput: { KeyType: 'CUSTOMER_MANAGED_CMK', KeyARN },
  }),
  undo: (input) =>
    input.DeliveryStreamEncryptionConfigurationInput === undefined
      ? [{ service: 'firehose', operation: 'StopDeliveryStreamEncryption', input }]
      : [{ service: 'firehose', operation: 'StartDeliveryStreamEncryption', input }],
  moreWrites: ['firehose:StopDeliveryStreamEncryption'],
  dataEffect: 'future-only',
})

async function readDeliveryStream(context: FixContext): Promise<Current> {
  const DeliveryStreamName = streamOf(context).split('/').at(-1)
  const { DeliveryStreamDescription } = await context.api.call(firehose, 'DescribeDeliveryStream', (client) =>
    client.describeDeliveryStream({ DeliveryStreamName }),
  )
  const { Status, KeyType, KeyARN } = DeliveryStreamDescription?.DeliveryStreamEncryptionConfiguration ?? {}
  const isOn = Status !== undefined && Status !== 'DISABLED'
  const input: Input = {
    DeliveryStreamName,
    DeliveryStreamEncryptionConfigurationInput: isOn ? { KeyType, KeyARN } : undefined,
  }
  return { input, state: deliveryState(Status) }
}

function deliveryState(status: string | undefined): Current['state'] {
  if (status === 'ENABLING' || status === 'DISABLING') return 'pending'
  return status === 'ENABLING_FAILED' ? 'failed' : 'settled'
}

/** The finding is on a stream, or on what writes into it. */
function streamOf({ resource }: FixContext): string {
  if (/:(kinesis|firehose):/.test(resource.uid)) return resource.uid
  const { config } = resource.facts as { config?: { streamArn?: string } | null }
  if (!config?.streamArn) throw new NotPlanned('GONE', 'Nothing flows into a stream any more.')
  return config.streamArn
}

const partFix = (context: FixContext): Change =>
  streamOf(context).includes(':firehose:') ? deliveryStreams : dataStreams

export const streamFix: Change = {
  kind: 'change',
  reads: [...dataStreams.reads, ...deliveryStreams.reads],
  writes: [...dataStreams.writes, ...deliveryStreams.writes],
  key: { ...streamsKey, viaServices: ['kinesis', 'firehose'], grants: true },
  plan: async (context) => await partFix(context).plan(context),
  settled: (context, step) => partFix(context).settled(context, step),
}
