import type { DomainStatus } from '@aws-sdk/client-opensearch'
import { type Api, ApiError } from '../api.ts'
import type { Collector } from '../collector.ts'
import { openSearch } from '../services.ts'
import { arnHere, here } from './here.ts'

export interface OpenSearchDomainFacts {
  readonly encrypted: boolean
  readonly kmsKeyId: string | undefined
}

type Listed =
  | { readonly name: string; readonly domain: DomainStatus }
  | { readonly name: string; readonly domain?: undefined; readonly error: ApiError }

/** DescribeDomains takes this many names; more is not documented to work. */
const batchMax = 5

/** OpenSearch domains, described five at a time. */
export const openSearchDomains: Collector<OpenSearchDomainFacts, Listed> = {
  id: 'opensearch.domains',
  service: openSearch,
  iam: ['es:ListDomainNames', 'es:DescribeDomains'],
  scope: 'regional',
  resourceType: 'AWS::OpenSearchService::Domain',
  list: listDomains,
  identify: identifyDomain,
  async read(api, listed) {
    if (listed.domain === undefined) throw listed.error
    const { Deleted, EncryptionAtRestOptions } = listed.domain
    if (Deleted === true) return []
    const { uid, name } = identifyDomain(listed, api)
    const facts = {
      encrypted: EncryptionAtRestOptions?.Enabled === true,
      kmsKeyId: EncryptionAtRestOptions?.KmsKeyId,
    }
    return [here(api, { uid, name, type: 'AWS::OpenSearchService::Domain', facts })]
  },
}

async function* listDomains(api: Api): AsyncGenerator<readonly Listed[]> {
  const answer = await api.call(openSearch, 'ListDomainNames', (client) => client.listDomainNames({}))
  const names = (answer.DomainNames ?? []).map(({ DomainName = '' }) => DomainName)
  for (let start = 0; start < names.length; start += batchMax)
    yield describe(api, names.slice(start, start + batchMax))
}

async function describe(api: Api, names: readonly string[]): Promise<Listed[]> {
  try {
    const answer = await api.call(openSearch, 'DescribeDomains', (client) =>
      client.describeDomains({ DomainNames: [...names] }),
    )
    return (answer.DomainStatusList ?? []).map((domain) => ({ name: domain.DomainName ?? '', domain }))
  } catch (error) {
    if (!(error instanceof ApiError) || error.kind === 'credentials') throw error
    return names.map((name) => ({ name, error }))
  }
}

function identifyDomain({ name, domain }: Listed, api: Api) {
  return { uid: domain?.ARN ?? arnHere(api, 'es', `domain/${name}`), name }
}
