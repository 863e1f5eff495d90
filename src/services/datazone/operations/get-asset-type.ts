import type { GetAssetTypeInput, GetAssetTypeOutput } from '@aws-sdk/client-datazone'
import { given } from '../../../resources/given.ts'
import { shown } from '../../../resources/projection.ts'
import { assetTypeView, getAssetType as getType } from '../asset-types.ts'
import { enterDomain } from '../domain.ts'
import type { DataZoneOperation } from '../room.ts'

export const getAssetType: DataZoneOperation<GetAssetTypeInput, GetAssetTypeOutput> = {
  readOnly: true,
  recordRequest: shown(['domainIdentifier', 'revision'], ['identifier']),
  async handle(room, call, input) {
    const domainId = given(input.domainIdentifier, 'domainIdentifier')
    const { record } = await enterDomain(room, call, domainId)
    const type = getType(domainId, given(input.identifier, 'identifier'), input.revision)
    return assetTypeView(domainId, type, record.createdAt)
  },
}
