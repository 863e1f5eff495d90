import type { DeleteAssetInput, DeleteAssetOutput } from '@aws-sdk/client-datazone'
import { given } from '../../../resources/given.ts'
import { shown } from '../../../resources/projection.ts'
import { getAsset } from '../assets.ts'
import { enterAvailableDomain } from '../domain.ts'
import type { DataZoneOperation } from '../room.ts'

/** Revisions first: what a crash leaves is an asset that can be deleted again. */
export const deleteAsset: DataZoneOperation<DeleteAssetInput, DeleteAssetOutput> = {
  readOnly: false,
  recordRequest: shown(['domainIdentifier', 'identifier']),
  async handle(room, call, input) {
    const assetId = given(input.identifier, 'identifier')
    const domain = await enterAvailableDomain(room, call, given(input.domainIdentifier, 'domainIdentifier'))
    await getAsset(domain, assetId)
    const { records } = domain.scope
    await records.deleteChildren('asset-revision', assetId)
    await records.delete('asset', [assetId])
    // One that was added between the two; without the asset there can be no other.
    await records.deleteChildren('asset-revision', assetId)
    return {}
  },
}
