import type { Topic } from '@aws-sdk/client-sns'
import type { Collector } from '../collector.ts'
import { sns } from '../services.ts'
import { here } from './here.ts'
import { pages } from './pages.ts'

export interface TopicFacts {
  readonly kmsMasterKeyId: string | undefined
}

export const topics: Collector<TopicFacts, Topic> = {
  id: 'sns.topics',
  service: sns,
  iam: ['sns:ListTopics', 'sns:GetTopicAttributes'],
  scope: 'regional',
  resourceType: 'AWS::SNS::Topic',
  list: (api) =>
    pages(async (NextToken) => {
      const answer = await api.call(sns, 'ListTopics', (client) => client.listTopics({ NextToken }))
      return { items: answer.Topics ?? [], next: answer.NextToken }
    }),
  identify: identifyTopic,
  async read(api, topic) {
    const { uid, name } = identifyTopic(topic)
    const { Attributes } = await api.call(sns, 'GetTopicAttributes', (client) =>
      client.getTopicAttributes({ TopicArn: uid }),
    )
    return [
      here(api, {
        uid,
        name,
        type: 'AWS::SNS::Topic',
        facts: { kmsMasterKeyId: Attributes?.KmsMasterKeyId },
      }),
    ]
  },
}

function identifyTopic({ TopicArn = '' }: Topic) {
  return { uid: TopicArn, name: TopicArn.split(':').at(-1) ?? '' }
}
