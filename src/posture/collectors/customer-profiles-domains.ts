import type { GetDomainResponse, ListDomainItem } from '@aws-sdk/client-customer-profiles'
import type { Api } from '../api.ts'
import type { Collector } from '../collector.ts'
import { customerProfiles } from '../services.ts'
import { arnHere, here } from './here.ts'
import { listedOnce } from './listed-once.ts'

export interface ProfilesDomainFacts {
  readonly name: string
  readonly defaultEncryptionKey: string | undefined
}

export const profilesDomainActions = ['profile:ListDomains', 'profile:GetDomain'] as const

export const profilesDomains: Collector<ProfilesDomainFacts, ListDomainItem> = {
  id: 'customer-profiles.domains',
  service: customerProfiles,
  iam: profilesDomainActions,
  scope: 'regional',
  resourceType: 'AWS::CustomerProfiles::Domain',
  list: listProfilesDomains,
  identify: ({ DomainName }, api) => ({ uid: profilesDomainArn(api, DomainName), name: DomainName ?? '' }),
  async read(api, { DomainName = '' }) {
    const domain = await readProfilesDomain(api, DomainName)
    return [
      here(api, {
        uid: profilesDomainArn(api, DomainName),
        type: 'AWS::CustomerProfiles::Domain',
        name: DomainName,
        tags: domain.Tags,
        facts: { name: DomainName, defaultEncryptionKey: domain.DefaultEncryptionKey },
      }),
    ]
  },
}

export function listProfilesDomains(api: Api): AsyncGenerator<readonly ListDomainItem[]> {
  return listedOnce(api, 'profile:domains', async (NextToken) => {
    const answer = await api.call(customerProfiles, 'ListDomains', (client) =>
      client.listDomains({ MaxResults: 100, NextToken }),
    )
    return { items: answer.Items ?? [], next: answer.NextToken }
  })
}

/** Shared with the object types. @throws {ApiError} */
export function readProfilesDomain(api: Api, DomainName: string): Promise<GetDomainResponse> {
  return api.once(`profile:domain:${DomainName}`, () =>
    api.call(customerProfiles, 'GetDomain', (client) => client.getDomain({ DomainName })),
  )
}

export function profilesDomainArn(api: Api, name = ''): string {
  return arnHere(api, 'profile', `domains/${name}`)
}
