import type { UpdateUserProfileInput, UpdateUserProfileOutput } from '@aws-sdk/client-datazone'
import { given } from '../../../resources/given.ts'
import { shown } from '../../../resources/projection.ts'
import type { UserProfileBody } from '../bodies.ts'
import { changeRecord } from '../change-record.ts'
import { enterAvailableDomain } from '../domain.ts'
import { resourceMissing } from '../errors.ts'
import { getUserProfile, userProfileView } from '../profiles.ts'
import type { DataZoneOperation } from '../room.ts'

export const updateUserProfile: DataZoneOperation<UpdateUserProfileInput, UpdateUserProfileOutput> = {
  readOnly: false,
  recordRequest: shown(['domainIdentifier', 'type', 'status'], ['userIdentifier', 'sessionName']),
  async handle(room, call, input) {
    const domainId = given(input.domainIdentifier, 'domainIdentifier')
    const domain = await enterAvailableDomain(room, call, domainId)
    const { id } = await getUserProfile(domain, given(input.userIdentifier, 'userIdentifier'), input)
    const status = given(input.status, 'status')
    const { records } = domain.scope
    const changed = await changeRecord<UserProfileBody>(records, 'user-profile', id, () => ({ status }))
    if (changed === null) throw resourceMissing('User profile', id)
    return userProfileView(domainId, changed)
  },
}
