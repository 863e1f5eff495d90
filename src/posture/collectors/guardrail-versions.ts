import type { GuardrailSummary } from '@aws-sdk/client-bedrock'
import type { Api } from '../api.ts'
import type { Collector } from '../collector.ts'
import { bedrock } from '../services.ts'
import { type Child, childrenOf } from './children.ts'
import { guardrailsInUse, guardrailUseActions } from './guardrail-use.ts'
import { guardrails } from './guardrails.ts'
import { here } from './here.ts'
import { pages } from './pages.ts'

export interface GuardrailVersionFacts {
  readonly id: string
  readonly version: string
  readonly kmsKeyArn: string | undefined
  readonly status: string | undefined
  /** Named by an agent; null: agents could not be read. */
  readonly inUse: boolean | null
}

/** The published versions of every guardrail. */
export const guardrailVersions: Collector<
  GuardrailVersionFacts,
  Child<GuardrailSummary, GuardrailSummary>
> = {
  id: 'bedrock.guardrail-versions',
  service: bedrock,
  iam: ['bedrock:ListGuardrails', 'bedrock:GetGuardrail', ...guardrailUseActions],
  scope: 'regional',
  resourceType: 'AWS::Bedrock::GuardrailVersion',
  list: (api) => childrenOf(guardrails.list(api), (guardrail) => listVersions(api, guardrail)),
  identify: ({ parent, item }) => ({
    uid: `${parent.arn}:${item?.version ?? ''}`,
    name: item === undefined ? (parent.name ?? '') : `${parent.name} version ${item.version}`,
  }),
  async read(api, { parent, item, error }) {
    if (error !== undefined) throw error
    if (item.version === 'DRAFT' || item.status === 'DELETING') return []
    const [id, version] = [parent.id ?? '', item.version ?? '']
    const { guardrailArn, kmsKeyArn, status } = await api.call(bedrock, 'GetGuardrail', (client) =>
      client.getGuardrail({ guardrailIdentifier: id, guardrailVersion: version }),
    )
    if (status === 'DELETING') return []
    const used = await guardrailsInUse(api)
    return [
      here(api, {
        uid: guardrailArn ?? parent.arn ?? '',
        type: 'AWS::Bedrock::GuardrailVersion',
        name: `${parent.name} version ${version}`,
        facts: { id, version, kmsKeyArn, status, inUse: used === null ? null : used.has(`${id}:${version}`) },
      }),
    ]
  },
}

function listVersions(
  api: Api,
  { id, status }: GuardrailSummary,
): AsyncIterable<readonly GuardrailSummary[]> {
  return pages(async (nextToken) => {
    if (status === 'DELETING') return { items: [], next: undefined }
    const answer = await api.call(bedrock, 'ListGuardrails', (client) =>
      client.listGuardrails({ guardrailIdentifier: id, maxResults: 1000, nextToken }),
    )
    return { items: answer.guardrails ?? [], next: answer.nextToken }
  })
}
