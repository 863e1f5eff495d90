import type {
  SearchUserProfilesInput,
  SearchUserProfilesOutput,
  UserSearchType,
} from '@aws-sdk/client-datazone'
import { given } from '../../../resources/given.ts'
import { shown } from '../../../resources/projection.ts'
import type { UserProfileBody } from '../bodies.ts'
import { enterDomain } from '../domain.ts'
import { userProfileView } from '../profiles.ts'
import type { DataZoneOperation } from '../room.ts'
import { searchPage } from '../search-page.ts'
import { containsWords } from '../text-match.ts'

const typesOf: Readonly<Record<UserSearchType, readonly UserProfileBody['type'][]>> = {
  SSO_USER: ['SSO'],
  DATAZONE_USER: ['IAM', 'SSO'],
  DATAZONE_SSO_USER: ['SSO'],
  DATAZONE_IAM_USER: ['IAM'],
}

/** Oldest first. Only users who have a profile: there is no directory behind this server. */
export const searchUserProfiles: DataZoneOperation<SearchUserProfilesInput, SearchUserProfilesOutput> = {
  readOnly: true,
  recordRequest: shown(['domainIdentifier', 'userType', 'maxResults'], ['searchText']),
  async handle(room, call, input) {
    const domainId = given(input.domainIdentifier, 'domainIdentifier')
    const userType = given(input.userType, 'userType')
    const { scope, secret } = await enterDomain(room, call, domainId)
    const { searchText } = input
    const { page, nextToken } = await searchPage<UserProfileBody>(
      room,
      { secret, request: ['SearchUserProfiles', userType, searchText ?? ''] },
      { limit: input.maxResults ?? 50, nextToken: input.nextToken },
      (options) => scope.records.list('user-profile', options),
      ({ body }) =>
        typesOf[userType].includes(body.type) &&
        containsWords(searchText, [body.userIdentifier, body.sessionName]),
    )
    return { items: page.map((profile) => userProfileView(domainId, profile)), nextToken }
  },
}
