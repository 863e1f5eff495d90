import type { UpdateGroupProfileInput, UpdateGroupProfileOutput } from '@aws-sdk/client-datazone'
import { given } from '../../../resources/given.ts'
import { shown } from '../../../resources/projection.ts'
import type { GroupProfileBody } from '../bodies.ts'
import { changeRecord } from '../change-record.ts'
import { enterAvailableDomain } from '../domain.ts'
import { resourceMissing } from '../errors.ts'
import { getGroupProfile, groupProfileView } from '../profiles.ts'
import type { DataZoneOperation } from '../room.ts'

export const updateGroupProfile: DataZoneOperation<UpdateGroupProfileInput, UpdateGroupProfileOutput> = {
  readOnly: false,
  recordRequest: shown(['domainIdentifier', 'status'], ['groupIdentifier']),
  async handle(room, call, input) {
    const domainId = given(input.domainIdentifier, 'domainIdentifier')
    const domain = await enterAvailableDomain(room, call, domainId)
    const { id } = await getGroupProfile(domain, given(input.groupIdentifier, 'groupIdentifier'))
    const status = given(input.status, 'status')
    const { records } = domain.scope
    const changed = await changeRecord<GroupProfileBody>(records, 'group-profile', id, () => ({ status }))
    if (changed === null) throw resourceMissing('Group profile', id)
    return groupProfileView(domainId, changed)
  },
}
