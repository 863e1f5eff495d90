import type { Api } from '../api.ts'
import type { Collector } from '../collector.ts'
import { sqs } from '../services.ts'
import { arnHere, here } from './here.ts'
import { pages } from './pages.ts'

export interface QueueFacts {
  readonly kmsMasterKeyId: string | undefined
  /** SSE-SQS: a key of AWS's. */
  readonly sqsManagedSse: boolean
}

/** Queues by URL. Without MaxResults ListQueues answers a thousand and no token. */
export const queues: Collector<QueueFacts, string> = {
  id: 'sqs.queues',
  service: sqs,
  iam: ['sqs:ListQueues', 'sqs:GetQueueAttributes'],
  scope: 'regional',
  resourceType: 'AWS::SQS::Queue',
  list: (api) =>
    pages(async (NextToken) => {
      const answer = await api.call(sqs, 'ListQueues', (client) =>
        client.listQueues({ MaxResults: 1000, NextToken }),
      )
      return { items: answer.QueueUrls ?? [], next: answer.NextToken }
    }),
  identify: identifyQueue,
  async read(api, QueueUrl) {
    const { Attributes } = await api.call(sqs, 'GetQueueAttributes', (client) =>
      client.getQueueAttributes({ QueueUrl, AttributeNames: ['KmsMasterKeyId', 'SqsManagedSseEnabled'] }),
    )
    const { uid, name } = identifyQueue(QueueUrl, api)
    const facts = {
      kmsMasterKeyId: Attributes?.KmsMasterKeyId,
      sqsManagedSse: Attributes?.SqsManagedSseEnabled === 'true',
    }
    return [here(api, { uid, name, type: 'AWS::SQS::Queue', facts })]
  },
}

function identifyQueue(url: string, api: Api) {
  const name = url.split('/').at(-1) ?? ''
  return { uid: arnHere(api, 'sqs', name), name }
}
