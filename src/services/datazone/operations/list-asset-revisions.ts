import type {
  AssetRevision,
  ListAssetRevisionsInput,
  ListAssetRevisionsOutput,
} from '@aws-sdk/client-datazone'
import { given } from '../../../resources/given.ts'
import { shown } from '../../../resources/projection.ts'
import { eachRevision, getAsset } from '../assets.ts'
import { enterDomain, type OpenDomain } from '../domain.ts'
import { cutPage, readPageToken } from '../lists.ts'
import type { DataZoneOperation } from '../room.ts'

/** Oldest first. */
export const listAssetRevisions: DataZoneOperation<ListAssetRevisionsInput, ListAssetRevisionsOutput> = {
  readOnly: true,
  recordRequest: shown(['domainIdentifier', 'identifier', 'maxResults']),
  async handle(room, call, input) {
    const domainId = given(input.domainIdentifier, 'domainIdentifier')
    const assetId = given(input.identifier, 'identifier')
    const domain = await enterDomain(room, call, domainId)
    await getAsset(domain, assetId)
    const binding = { secret: domain.secret, request: ['ListAssetRevisions', assetId] }
    const limit = input.maxResults ?? 50
    const after = readPageToken(binding, input.nextToken)
    const { page, nextToken } = cutPage(binding, limit, await listed(domain, assetId, limit + 1, after))
    return { items: page.map(({ item }) => item), nextToken }
  },
}

/** Without the contents, which are let go as they are read. */
async function listed(
  domain: OpenDomain,
  assetId: string,
  limit: number,
  after: string | undefined,
): Promise<readonly { readonly item: AssetRevision; readonly cursor: string }[]> {
  const rows = []
  for await (const { body, cursor } of eachRevision(domain, assetId, { limit, after })) {
    const { revision, createdBy, createdAtMs } = body
    const createdAt = new Date(createdAtMs)
    rows.push({
      item: { domainId: domain.domainId, id: assetId, revision: String(revision), createdBy, createdAt },
      cursor,
    })
  }
  return rows
}
