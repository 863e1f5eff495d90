import type { GetGroupProfileInput, GetGroupProfileOutput } from '@aws-sdk/client-datazone'
import { given } from '../../../resources/given.ts'
import { shown } from '../../../resources/projection.ts'
import { enterDomain } from '../domain.ts'
import { getGroupProfile as getProfile, groupProfileView } from '../profiles.ts'
import type { DataZoneOperation } from '../room.ts'

export const getGroupProfile: DataZoneOperation<GetGroupProfileInput, GetGroupProfileOutput> = {
  readOnly: true,
  recordRequest: shown(['domainIdentifier'], ['groupIdentifier']),
  async handle(room, call, input) {
    const domainId = given(input.domainIdentifier, 'domainIdentifier')
    const domain = await enterDomain(room, call, domainId)
    const profile = await getProfile(domain, given(input.groupIdentifier, 'groupIdentifier'))
    return groupProfileView(domainId, profile)
  },
}
