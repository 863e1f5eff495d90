import { type ConnectStreamFacts, connectStreams } from '../collectors/connect-streams.ts'
import { streamFix } from '../fix/changes/streams.ts'
import { noConfigVerdict, storageSubKey } from './connect-storage-rule.ts'
import { keyRule } from './key-rule.ts'

export const connectEventStreamsCmk = keyRule<ConnectStreamFacts>({
  id: 'connect-event-streams-cmk',
  version: 1,
  title:
    'Contact records, agent events and real-time segments flow into streams under a customer-managed key',
  why: 'The streams carry every contact, what was said in it and what each agent did. Connect has no key of its own here: the stream decides.',
  service: 'connect',
  severity: 'MEDIUM',
  mode: 'IN-PLACE',
  bundles: ['C-REST'],
  counterparts: [],
  resourceType: 'AWS::Connect::InstanceStorageConfig',
  remediation: {
    summary:
      'On the stream: StartStreamEncryption (Kinesis) with EncryptionType KMS and KeyId, or StartDeliveryStreamEncryption (Firehose) with KeyType CUSTOMER_MANAGED_CMK and KeyARN.',
    url: 'https://docs.aws.amazon.com/streams/latest/dg/server-side-encryption.html',
  },
  collector: connectStreams,
  before({ type, config, errorCode }) {
    if (config === null) return noConfigVerdict(type, errorCode)
    if (config.key !== null) return undefined
    return {
      status: 'MANUAL',
      reasonCode: 'STORAGE_TYPE_UNEXPECTED',
      reasonText: `${type} go neither to a Kinesis nor to a Firehose stream; look at their key where they go.`,
    }
  },
  key: ({ config }) => config?.key ?? null,
  refine: (verdict, { config }) => ({
    ...verdict,
    reasonText: `${verdict.reasonText} (${config?.streamArn})`,
  }),
  subKey: storageSubKey,
  fix: streamFix,
})
