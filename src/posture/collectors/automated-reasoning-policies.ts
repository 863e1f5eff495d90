import type { AutomatedReasoningPolicySummary } from '@aws-sdk/client-bedrock'
import type { Collector } from '../collector.ts'
import { bedrock } from '../services.ts'
import { here } from './here.ts'
import { pages } from './pages.ts'

export interface AutomatedReasoningPolicyFacts {
  readonly kmsKeyArn: string | undefined
}

export const automatedReasoningPolicies: Collector<
  AutomatedReasoningPolicyFacts,
  AutomatedReasoningPolicySummary
> = {
  id: 'bedrock.automated-reasoning-policies',
  service: bedrock,
  iam: ['bedrock:ListAutomatedReasoningPolicies', 'bedrock:GetAutomatedReasoningPolicy'],
  scope: 'regional',
  resourceType: 'AWS::Bedrock::AutomatedReasoningPolicy',
  list: (api) =>
    pages(async (nextToken) => {
      const answer = await api.call(bedrock, 'ListAutomatedReasoningPolicies', (client) =>
        client.listAutomatedReasoningPolicies({ maxResults: 1000, nextToken }),
      )
      return { items: answer.automatedReasoningPolicySummaries ?? [], next: answer.nextToken }
    }),
  identify: ({ policyArn, name }) => ({ uid: policyArn ?? '', name: name ?? '' }),
  async read(api, { policyArn, name }) {
    const { kmsKeyArn } = await api.call(bedrock, 'GetAutomatedReasoningPolicy', (client) =>
      client.getAutomatedReasoningPolicy({ policyArn }),
    )
    return [
      here(api, {
        uid: policyArn ?? '',
        type: 'AWS::Bedrock::AutomatedReasoningPolicy',
        name: name ?? '',
        facts: { kmsKeyArn },
      }),
    ]
  },
}
