import type { InstanceSummary } from '@aws-sdk/client-connect'
import type { Api } from '../api.ts'
import type { Collector } from '../collector.ts'
import { cases, connect } from '../services.ts'
import { arnHere, here } from './here.ts'
import { listedOnce } from './listed-once.ts'
import { tolerated } from './tolerated.ts'

export interface ConnectInstanceFacts {
  readonly id: string
  /** Of the account and region: Cases does not say whose instance they belong to. Null: could not be read. */
  readonly hasCases: boolean | null
}

/** Connect asks Directory Service in the caller's name (Service Authorization Reference, dependent actions). */
export const instanceActions = ['connect:ListInstances', 'ds:DescribeDirectories'] as const

/** Instances by themselves: for what is the same in all of them. */
export const connectInstances: Collector<ConnectInstanceFacts, InstanceSummary> = {
  id: 'connect.instances',
  service: connect,
  iam: [...instanceActions, 'cases:ListDomains'],
  scope: 'regional',
  resourceType: 'AWS::Connect::Instance',
  list: listInstances,
  identify: identifyInstance,
  async read(api, instance) {
    const { uid, name } = identifyInstance(instance, api)
    const facts = { id: instance.Id ?? '', hasCases: await hasCases(api) }
    return [here(api, { uid, name, type: 'AWS::Connect::Instance', facts })]
  },
}

export function listInstances(api: Api): AsyncGenerator<readonly InstanceSummary[]> {
  return listedOnce(api, 'connect:instances', async (NextToken) => {
    const answer = await api.call(connect, 'ListInstances', (client) =>
      client.listInstances({ MaxResults: 10, NextToken }),
    )
    return { items: answer.InstanceSummaryList ?? [], next: answer.NextToken }
  })
}

export function identifyInstance({ Id, Arn, InstanceAlias }: InstanceSummary, api: Api) {
  return { uid: Arn ?? arnHere(api, 'connect', `instance/${Id}`), name: InstanceAlias ?? Id ?? '' }
}

function hasCases(api: Api): Promise<boolean | null> {
  return api.once('cases:domains', async () => {
    try {
      const answer = await api.call(cases, 'ListDomains', (client) => client.listDomains({ maxResults: 1 }))
      return (answer.domains ?? []).length > 0
    } catch (error) {
      tolerated(error)
      return null
    }
  })
}
