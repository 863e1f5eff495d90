import type { CreateGroupProfileInput, CreateGroupProfileOutput } from '@aws-sdk/client-datazone'
import { given } from '../../../resources/given.ts'
import { shown } from '../../../resources/projection.ts'
import type { GroupProfileBody } from '../bodies.ts'
import { enterAvailableDomain } from '../domain.ts'
import { invalid } from '../errors.ts'
import { ensureProfile, groupProfileId, groupProfileView } from '../profiles.ts'
import { requireRecordSize } from '../record-size.ts'
import type { DataZoneOperation } from '../room.ts'

/** A group has one profile in a domain: making it again gives it again, which is what the client token is for. */
export const createGroupProfile: DataZoneOperation<CreateGroupProfileInput, CreateGroupProfileOutput> = {
  readOnly: false,
  recordRequest: shown(['domainIdentifier'], ['groupIdentifier', 'rolePrincipalArn']),
  recordResponse: shown(['domainId', 'id', 'status']),
  async handle(room, call, input) {
    const domainId = given(input.domainIdentifier, 'domainIdentifier')
    const domain = await enterAvailableDomain(room, call, domainId)
    const { groupIdentifier: groupName, rolePrincipalArn } = input
    if ((groupName === undefined) === (rolePrincipalArn === undefined)) {
      throw invalid('A group profile is for either a groupIdentifier or a rolePrincipalArn.')
    }
    const body: GroupProfileBody = { groupName, rolePrincipalArn }
    requireRecordSize(room, body)
    const id = groupProfileId(domain, body)
    const profile = await ensureProfile(room, domain, { kind: 'group-profile', id, status: 'ASSIGNED', body })
    return groupProfileView(domainId, profile)
  },
}
