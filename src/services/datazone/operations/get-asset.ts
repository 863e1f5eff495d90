import type { GetAssetInput, GetAssetOutput } from '@aws-sdk/client-datazone'
import { given } from '../../../resources/given.ts'
import { shown } from '../../../resources/projection.ts'
import { assetView, findRevision, getAsset as getNewest } from '../assets.ts'
import { enterDomain } from '../domain.ts'
import { resourceMissing } from '../errors.ts'
import type { DataZoneOperation } from '../room.ts'

/** The newest revision, unless one is named. */
export const getAsset: DataZoneOperation<GetAssetInput, GetAssetOutput> = {
  readOnly: true,
  recordRequest: shown(['domainIdentifier', 'identifier', 'revision']),
  async handle(room, call, input) {
    const domainId = given(input.domainIdentifier, 'domainIdentifier')
    const assetId = given(input.identifier, 'identifier')
    const domain = await enterDomain(room, call, domainId)
    const newest = await getNewest(domain, assetId)
    if (input.revision === undefined) return assetView(domainId, assetId, newest.body)
    const revision = /^[1-9]\d{0,8}$/.test(input.revision) ? Number(input.revision) : 0
    const found = await findRevision(domain, assetId, revision)
    if (found === null) throw resourceMissing('Revision of asset', assetId)
    return assetView(domainId, assetId, found.body)
  },
}
