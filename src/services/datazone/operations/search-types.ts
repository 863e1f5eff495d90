import type { SearchTypesInput, SearchTypesOutput, SearchTypesResultItem } from '@aws-sdk/client-datazone'
import { given } from '../../../resources/given.ts'
import { shown } from '../../../resources/projection.ts'
import { assetTypes, assetTypeView, formTypes, formTypeView } from '../asset-types.ts'
import { enterDomain } from '../domain.ts'
import { invalid } from '../errors.ts'
import { pageToken, readPageToken } from '../lists.ts'
import type { DataZoneOperation } from '../room.ts'
import { containsWords } from '../text-match.ts'

/** All types here are managed: asked for those of the account's own, there are none. */
export const searchTypes: DataZoneOperation<SearchTypesInput, SearchTypesOutput> = {
  readOnly: true,
  recordRequest: shown(
    ['domainIdentifier', 'searchScope', 'managed', 'maxResults'],
    ['searchText', 'searchIn', 'filters', 'sort'],
  ),
  async handle(room, call, input) {
    const domainId = given(input.domainIdentifier, 'domainIdentifier')
    const { record, secret } = await enterDomain(room, call, domainId)
    for (const member of ['searchIn', 'filters', 'sort'] as const) {
      if (input[member] !== undefined) throw invalid(`${member}: it is not available here.`)
    }
    const found = itemsOf(domainId, input, record.createdAt)
    const binding = {
      secret,
      request: ['SearchTypes', input.searchScope ?? '', input.searchText ?? '', String(input.managed)],
    }
    const start = Number(readPageToken(binding, input.nextToken) ?? 0)
    const end = start + (input.maxResults ?? 50)
    return {
      items: found.slice(start, end),
      nextToken: end < found.length ? pageToken(binding, String(end)) : undefined,
      totalMatchCount: found.length,
    }
  },
}

function itemsOf(domainId: string, input: SearchTypesInput, createdAt: number): SearchTypesResultItem[] {
  const { searchScope, searchText, managed } = input
  if (managed !== true) return []
  const wanted = (type: { name: string; description: string }) =>
    containsWords(searchText, [type.name, type.description])
  if (searchScope === 'ASSET_TYPE') {
    return assetTypes
      .filter(wanted)
      .map((type) => ({ assetTypeItem: assetTypeView(domainId, type, createdAt) }))
  }
  if (searchScope === 'FORM_TYPE') {
    return formTypes.filter(wanted).map((type) => ({ formTypeItem: formTypeView(domainId, type, createdAt) }))
  }
  return []
}
