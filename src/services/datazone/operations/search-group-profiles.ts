import type {
  GroupSearchType,
  SearchGroupProfilesInput,
  SearchGroupProfilesOutput,
} from '@aws-sdk/client-datazone'
import { given } from '../../../resources/given.ts'
import { shown } from '../../../resources/projection.ts'
import type { GroupProfileBody } from '../bodies.ts'
import { enterDomain } from '../domain.ts'
import { groupProfileView } from '../profiles.ts'
import type { DataZoneOperation } from '../room.ts'
import { searchPage } from '../search-page.ts'
import { containsWords } from '../text-match.ts'

/** Oldest first. Only groups that have a profile: there is no directory behind this server. */
export const searchGroupProfiles: DataZoneOperation<SearchGroupProfilesInput, SearchGroupProfilesOutput> = {
  readOnly: true,
  recordRequest: shown(['domainIdentifier', 'groupType', 'maxResults'], ['searchText']),
  async handle(room, call, input) {
    const domainId = given(input.domainIdentifier, 'domainIdentifier')
    const groupType: GroupSearchType = given(input.groupType, 'groupType')
    const { scope, secret } = await enterDomain(room, call, domainId)
    const { searchText } = input
    const ofRoles = groupType === 'IAM_ROLE_SESSION_GROUP'
    const { page, nextToken } = await searchPage<GroupProfileBody>(
      room,
      { secret, request: ['SearchGroupProfiles', groupType, searchText ?? ''] },
      { limit: input.maxResults ?? 50, nextToken: input.nextToken },
      (options) => scope.records.list('group-profile', options),
      ({ body }) =>
        (body.rolePrincipalArn !== undefined) === ofRoles &&
        containsWords(searchText, [body.groupName, body.rolePrincipalArn]),
    )
    return { items: page.map((profile) => groupProfileView(domainId, profile)), nextToken }
  },
}
