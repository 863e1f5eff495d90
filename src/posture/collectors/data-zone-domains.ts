import type { DomainSummary, GetDomainOutput } from '@aws-sdk/client-datazone'
import type { Api } from '../api.ts'
import type { Collector } from '../collector.ts'
import { dataZone } from '../services.ts'
import { here } from './here.ts'
import { pages } from './pages.ts'
import { tolerated } from './tolerated.ts'

export interface DataZoneDomainFacts {
  readonly id: string
  readonly kmsKeyIdentifier: string | undefined
  readonly status: string | undefined
  readonly domainVersion: string | undefined
  /** A Bedrock Studio workspace is a domain too; each is judged by one of the two rules. */
  readonly isStudioWorkspace: boolean
}

export const dataZoneDomains: Collector<DataZoneDomainFacts, DomainSummary> = {
  id: 'datazone.domains',
  service: dataZone,
  iam: [
    'datazone:ListDomains',
    'datazone:GetDomain',
    'datazone:ListEnvironmentBlueprintConfigurations',
    'datazone:ListEnvironmentBlueprints',
  ],
  scope: 'regional',
  resourceType: 'AWS::DataZone::Domain',
  list: (api) =>
    pages(async (nextToken) => {
      const answer = await api.call(dataZone, 'ListDomains', (client) =>
        client.listDomains({ maxResults: 25, nextToken }),
      )
      return { items: answer.items ?? [], next: answer.nextToken }
    }),
  // Without its key a domain may not even tell its name.
  identify: ({ arn, id, name }) => ({ uid: arn ?? '', name: name || id || '' }),
  async read(api, { id = '', arn = '', name = '' }) {
    const domain = await api.call(dataZone, 'GetDomain', (client) => client.getDomain({ identifier: id }))
    if (domain.status === 'DELETED') return []
    const { kmsKeyIdentifier, status, domainVersion } = domain
    const isStudioWorkspace = await isStudio(api, domain)
    return [
      here(api, {
        uid: domain.arn ?? arn,
        type: 'AWS::DataZone::Domain',
        name: domain.name ?? name,
        tags: domain.tags,
        facts: { id, kmsKeyIdentifier, status, domainVersion, isStudioWorkspace },
      }),
    ]
  },
}

/**
 * AWS has no flag for it. Studio made domains of version V1, tagged them and enabled Bedrock's blueprints in them. V2 is its
 * successor, SageMaker Unified Studio. When in doubt it is a plain domain.
 */
async function isStudio(
  api: Api,
  { id = '', domainVersion = 'V1', tags }: GetDomainOutput,
): Promise<boolean> {
  if (domainVersion !== 'V1') return false
  if (tags?.AmazonBedrockManaged === 'true') return true
  try {
    return await hasBedrockBlueprint(api, id)
  } catch (error) {
    tolerated(error)
    return false
  }
}

async function hasBedrockBlueprint(api: Api, domainIdentifier: string): Promise<boolean> {
  const enabled = new Set<string | undefined>()
  const configurations = pages(async (nextToken) => {
    const answer = await api.call(dataZone, 'ListEnvironmentBlueprintConfigurations', (client) =>
      client.listEnvironmentBlueprintConfigurations({ domainIdentifier, maxResults: 50, nextToken }),
    )
    return { items: answer.items ?? [], next: answer.nextToken }
  })
  for await (const page of configurations)
    for (const { environmentBlueprintId } of page) enabled.add(environmentBlueprintId)
  if (enabled.size === 0) return false
  const blueprints = pages(async (nextToken) => {
    const answer = await api.call(dataZone, 'ListEnvironmentBlueprints', (client) =>
      client.listEnvironmentBlueprints({ domainIdentifier, managed: true, maxResults: 50, nextToken }),
    )
    return { items: answer.items ?? [], next: answer.nextToken }
  })
  for await (const page of blueprints)
    if (page.some(({ id, name }) => enabled.has(id) && /bedrock/i.test(name ?? ''))) return true
  return false
}
