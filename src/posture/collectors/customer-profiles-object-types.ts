import type { ListDomainItem } from '@aws-sdk/client-customer-profiles'
import type { Api } from '../api.ts'
import type { Collector } from '../collector.ts'
import { customerProfiles } from '../services.ts'
import { type Child, childrenOf } from './children.ts'
import {
  listProfilesDomains,
  profilesDomainActions,
  profilesDomainArn,
  readProfilesDomain,
} from './customer-profiles-domains.ts'
import { here } from './here.ts'
import { pages } from './pages.ts'

export interface ObjectTypeFacts {
  readonly domain: string
  readonly name: string
  /** `domain`: of the domain's data store, which has object types of its own. */
  readonly kind: ObjectTypeKind
  readonly encryptionKey: string | undefined
}

type ObjectTypeKind = 'profile' | 'domain'
interface Listed {
  readonly name: string
  readonly kind: ObjectTypeKind
}

/** Object types of all Customer Profiles domains. A list never shows the key, so each is read. */
export const profilesObjectTypes: Collector<ObjectTypeFacts, Child<ListDomainItem, Listed>> = {
  id: 'customer-profiles.object-types',
  service: customerProfiles,
  iam: [
    ...profilesDomainActions,
    'profile:ListProfileObjectTypes',
    'profile:GetProfileObjectType',
    'profile:ListDomainObjectTypes',
    'profile:GetDomainObjectType',
  ],
  scope: 'regional',
  resourceType: 'AWS::CustomerProfiles::ObjectType',
  list: (api) =>
    childrenOf(listProfilesDomains(api), ({ DomainName = '' }) => listObjectTypes(api, DomainName)),
  identify: ({ parent, item }, api) => ({
    uid: objectTypeArn(api, parent.DomainName ?? '', item),
    name: item?.name ?? parent.DomainName ?? '',
  }),
  async read(api, { parent, item, error }) {
    if (error !== undefined) throw error
    const { DomainName = '' } = parent
    const { name, kind } = item
    const objectType =
      kind === 'profile'
        ? await api.call(customerProfiles, 'GetProfileObjectType', (client) =>
            client.getProfileObjectType({ DomainName, ObjectTypeName: name }),
          )
        : await api.call(customerProfiles, 'GetDomainObjectType', (client) =>
            client.getDomainObjectType({ DomainName, ObjectTypeName: name }),
          )
    return [
      here(api, {
        uid: objectTypeArn(api, DomainName, item),
        type: 'AWS::CustomerProfiles::ObjectType',
        name,
        tags: objectType.Tags,
        facts: { domain: DomainName, name, kind, encryptionKey: objectType.EncryptionKey },
      }),
    ]
  },
}

async function* listObjectTypes(api: Api, DomainName: string): AsyncGenerator<readonly Listed[]> {
  yield* pages(async (NextToken) => {
    const answer = await api.call(customerProfiles, 'ListProfileObjectTypes', (client) =>
      client.listProfileObjectTypes({ DomainName, MaxResults: 100, NextToken }),
    )
    return { items: named(answer.Items, 'profile'), next: answer.NextToken }
  })
  // A domain without a data store refuses to list these.
  const { DataStore } = await readProfilesDomain(api, DomainName)
  if (DataStore?.Enabled !== true) return
  yield* pages(async (NextToken) => {
    const answer = await api.call(customerProfiles, 'ListDomainObjectTypes', (client) =>
      client.listDomainObjectTypes({ DomainName, MaxResults: 100, NextToken }),
    )
    return { items: named(answer.Items, 'domain'), next: answer.NextToken }
  })
}

function named(
  items: readonly { ObjectTypeName: string | undefined }[] = [],
  kind: ObjectTypeKind,
): Listed[] {
  return items.map(({ ObjectTypeName }) => ({ name: ObjectTypeName ?? '', kind }))
}

function objectTypeArn(api: Api, domain: string, item: Listed | undefined): string {
  const arn = profilesDomainArn(api, domain)
  if (item === undefined) return arn
  return `${arn}/${item.kind === 'profile' ? 'object-types' : 'domain-object-types'}/${item.name}`
}
