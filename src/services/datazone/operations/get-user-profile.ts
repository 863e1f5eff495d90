import type { GetUserProfileInput, GetUserProfileOutput } from '@aws-sdk/client-datazone'
import { given } from '../../../resources/given.ts'
import { shown } from '../../../resources/projection.ts'
import { enterDomain } from '../domain.ts'
import { getUserProfile as getProfile, userProfileView } from '../profiles.ts'
import type { DataZoneOperation } from '../room.ts'

export const getUserProfile: DataZoneOperation<GetUserProfileInput, GetUserProfileOutput> = {
  readOnly: true,
  recordRequest: shown(['domainIdentifier', 'type'], ['userIdentifier', 'sessionName']),
  async handle(room, call, input) {
    const domainId = given(input.domainIdentifier, 'domainIdentifier')
    const domain = await enterDomain(room, call, domainId)
    const profile = await getProfile(domain, given(input.userIdentifier, 'userIdentifier'), input)
    return userProfileView(domainId, profile)
  },
}
