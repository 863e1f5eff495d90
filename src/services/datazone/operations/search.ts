import type { SearchInput, SearchOutput } from '@aws-sdk/client-datazone'
import { given } from '../../../resources/given.ts'
import { shown } from '../../../resources/projection.ts'
import { requestFingerprint } from '../../../resources/request-fingerprint.ts'
import { assetFilter, isFiltered } from '../asset-filter.ts'
import { assetItem } from '../assets.ts'
import type { AssetBody } from '../bodies.ts'
import { enterDomain } from '../domain.ts'
import { getProject } from '../projects.ts'
import type { DataZoneOperation } from '../room.ts'
import { searchPage } from '../search-page.ts'

/** The inventory, oldest first. It has assets only: glossaries and data products cannot be made here. */
export const search: DataZoneOperation<SearchInput, SearchOutput> = {
  readOnly: true,
  recordRequest: shown(
    ['domainIdentifier', 'owningProjectIdentifier', 'searchScope', 'maxResults'],
    ['searchText', 'searchIn', 'filters', 'sort'],
  ),
  async handle(room, call, input) {
    const domainId = given(input.domainIdentifier, 'domainIdentifier')
    const domain = await enterDomain(room, call, domainId)
    const matches = assetFilter(input)
    if (input.searchScope !== 'ASSET') return { items: [], totalMatchCount: 0 }
    const { nextToken: _token, maxResults, ...asked } = input
    const { records } = domain.scope
    const parent = input.owningProjectIdentifier
    if (parent !== undefined) await getProject(domain, parent)
    const { page, nextToken } = await searchPage<AssetBody>(
      room,
      { secret: domain.secret, request: ['Search', requestFingerprint(domain.secret, asked)] },
      { limit: maxResults ?? 50, nextToken: input.nextToken },
      (options) => records.list('asset', { ...options, parent }),
      ({ body }) => matches(body),
    )
    const withForms = input.additionalAttributes?.includes('FORMS') === true
    return {
      items: page.map((asset) => ({ assetItem: assetItem(domainId, asset, withForms) })),
      nextToken,
      totalMatchCount: isFiltered(input) ? undefined : await records.count('asset', { parent }),
    }
  },
}
