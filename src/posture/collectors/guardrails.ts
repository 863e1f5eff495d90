import type { GuardrailSummary } from '@aws-sdk/client-bedrock'
import type { Collector } from '../collector.ts'
import { bedrock } from '../services.ts'
import { pages } from './pages.ts'

export interface GuardrailFacts {
  readonly id: string
  readonly kmsKeyArn: string | undefined
  readonly status: string | undefined
}

/** The working draft of every guardrail. A list never shows the key, so each is read; what is being deleted is not. */
export const guardrails: Collector<GuardrailFacts, GuardrailSummary> = {
  id: 'bedrock.guardrails',
  service: bedrock,
  iam: ['bedrock:ListGuardrails', 'bedrock:GetGuardrail'],
  scope: 'regional',
  resourceType: 'AWS::Bedrock::Guardrail',
  list: (api) =>
    pages(async (nextToken) => {
      const answer = await api.call(bedrock, 'ListGuardrails', (client) =>
        client.listGuardrails({ maxResults: 1000, nextToken }),
      )
      return { items: answer.guardrails ?? [], next: answer.nextToken }
    }),
  find: (uid) => ({ arn: uid, id: uid.slice(uid.lastIndexOf('/') + 1) }) as GuardrailSummary,
  identify: ({ arn, name }) => ({ uid: arn ?? '', name: name ?? '' }),
  async read(api, { id, arn, name, status: listed }) {
    if (listed === 'DELETING') return []
    const guardrail = await api.call(bedrock, 'GetGuardrail', (client) =>
      client.getGuardrail({ guardrailIdentifier: id }),
    )
    const { kmsKeyArn, status } = guardrail
    if (status === 'DELETING') return []
    return [
      {
        uid: guardrail.guardrailArn ?? arn ?? '',
        type: 'AWS::Bedrock::Guardrail',
        name: guardrail.name ?? name ?? '',
        account: api.account,
        partition: api.partition,
        region: api.region,
        facts: { id: id ?? '', kmsKeyArn, status },
        at: api.now(),
      },
    ]
  },
}
