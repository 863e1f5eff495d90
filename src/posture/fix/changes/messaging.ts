import { sns, sqs } from '../../services.ts'
import type { Change } from '../fix.ts'
import { snsKey, sqsKey } from '../key-needs.ts'
import { updateFix } from '../update.ts'

const publishing =
  'Services that publish into it need the key by their own names: see the key policy of the plan.'

export const topicFix: Change = updateFix({
  service: 'sns',
  operation: 'SetTopicAttributes',
  reads: ['sns:GetTopicAttributes'],
  key: snsKey,
  async read({ api, resource }) {
    const TopicArn = resource.uid
    const { Attributes } = await api.call(sns, 'GetTopicAttributes', (client) =>
      client.getTopicAttributes({ TopicArn }),
    )
    const AttributeValue = Attributes?.KmsMasterKeyId ?? ''
    return { input: { TopicArn, AttributeName: 'KmsMasterKeyId', AttributeValue } }
  },
  withKey: (input, AttributeValue) => ({ ...input, AttributeValue }),
  preconditions: [publishing],
  dataEffect: 'future-only',
})

/** Setting a key ends SSE-SQS; setting SSE-SQS ends the key ("SetQueueAttributes"). */
export const queueFix: Change = updateFix({
  service: 'sqs',
  operation: 'SetQueueAttributes',
  reads: ['sqs:GetQueueUrl', 'sqs:GetQueueAttributes'],
  key: sqsKey,
  async read({ api, resource }) {
    const QueueUrl = await queueUrl(resource.uid, (QueueName) =>
      api.call(sqs, 'GetQueueUrl', (client) => client.getQueueUrl({ QueueName })),
    )
    const { Attributes } = await api.call(sqs, 'GetQueueAttributes', (client) =>
      client.getQueueAttributes({ QueueUrl, AttributeNames: ['KmsMasterKeyId', 'SqsManagedSseEnabled'] }),
    )
    const { KmsMasterKeyId = '', SqsManagedSseEnabled } = Attributes ?? {}
    const isManaged = KmsMasterKeyId === '' && SqsManagedSseEnabled === 'true'
    return { input: { QueueUrl, Attributes: isManaged ? { SqsManagedSseEnabled } : { KmsMasterKeyId } } }
  },
  withKey: ({ QueueUrl }, KmsMasterKeyId) => ({ QueueUrl, Attributes: { KmsMasterKeyId } }),
  preconditions: [publishing, 'Consumers need kms:Decrypt; messages that are there keep their encryption.'],
  dataEffect: 'future-only',
})

async function queueUrl(
  uid: string,
  find: (name: string | undefined) => Promise<{ QueueUrl?: string | undefined }>,
): Promise<string | undefined> {
  if (!uid.startsWith('arn:')) return uid
  return (await find(uid.split(':').at(-1))).QueueUrl
}
