import type { FlowSummary } from '@aws-sdk/client-bedrock-agent'
import type { Api } from '../api.ts'
import type { Collector } from '../collector.ts'
import { bedrockAgent } from '../services.ts'
import { type Child, childrenOf } from './children.ts'
import { here } from './here.ts'
import { pages } from './pages.ts'

export interface FlowFacts {
  readonly id: string
  /** `DRAFT` or a number. */
  readonly version: string
  readonly customerEncryptionKeyArn: string | undefined
  readonly status: string | undefined
}

/** The working draft of every flow, and the versions that some alias routes callers to. */
export const flows: Collector<FlowFacts, Child<FlowSummary, string>> = {
  id: 'bedrock.flows',
  service: bedrockAgent,
  iam: ['bedrock:ListFlows', 'bedrock:GetFlow', 'bedrock:ListFlowAliases', 'bedrock:GetFlowVersion'],
  scope: 'regional',
  resourceType: 'AWS::Bedrock::Flow',
  list: (api) => childrenOf(listFlows(api), (flow) => versionsOf(api, flow)),
  identify: ({ parent, item }) => ({
    uid: `${parent.arn}:${item ?? ''}`,
    name: item === undefined || item === 'DRAFT' ? (parent.name ?? '') : `${parent.name} version ${item}`,
  }),
  async read(api, { parent, item, error }) {
    if (error !== undefined) throw error
    const flow = await readFlow(api, parent.id ?? '', item)
    return [
      here(api, {
        uid: parent.arn ?? flow.arn ?? '',
        type: item === 'DRAFT' ? 'AWS::Bedrock::Flow' : 'AWS::Bedrock::FlowVersion',
        name: item === 'DRAFT' ? (parent.name ?? '') : `${parent.name} version ${item}`,
        facts: {
          id: parent.id ?? '',
          version: item,
          customerEncryptionKeyArn: flow.customerEncryptionKeyArn,
          status: flow.status,
        },
      }),
    ]
  },
}

function listFlows(api: Api): AsyncIterable<readonly FlowSummary[]> {
  return pages(async (nextToken) => {
    const answer = await api.call(bedrockAgent, 'ListFlows', (client) =>
      client.listFlows({ maxResults: 1000, nextToken }),
    )
    return { items: answer.flowSummaries ?? [], next: answer.nextToken }
  })
}

/** The draft first, and also when the aliases cannot be listed. */
async function* versionsOf(api: Api, { id }: FlowSummary): AsyncGenerator<readonly string[]> {
  yield ['DRAFT']
  const versions = new Set<string>()
  const aliases = pages(async (nextToken) => {
    const answer = await api.call(bedrockAgent, 'ListFlowAliases', (client) =>
      client.listFlowAliases({ flowIdentifier: id, maxResults: 1000, nextToken }),
    )
    return { items: answer.flowAliasSummaries ?? [], next: answer.nextToken }
  })
  for await (const page of aliases)
    for (const { routingConfiguration } of page)
      for (const { flowVersion } of routingConfiguration ?? [])
        if (flowVersion !== undefined && flowVersion !== 'DRAFT') versions.add(flowVersion)
  yield [...versions].sort()
}

function readFlow(api: Api, flowIdentifier: string, version: string) {
  return version === 'DRAFT'
    ? api.call(bedrockAgent, 'GetFlow', (client) => client.getFlow({ flowIdentifier }))
    : api.call(bedrockAgent, 'GetFlowVersion', (client) =>
        client.getFlowVersion({ flowIdentifier, flowVersion: version }),
      )
}
