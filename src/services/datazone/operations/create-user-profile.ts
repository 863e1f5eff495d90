import type { CreateUserProfileInput, CreateUserProfileOutput, UserType } from '@aws-sdk/client-datazone'
import { given } from '../../../resources/given.ts'
import { shown } from '../../../resources/projection.ts'
import type { UserProfileBody } from '../bodies.ts'
import { enterAvailableDomain } from '../domain.ts'
import { invalid } from '../errors.ts'
import { ensureProfile, isArn, userProfileId, userProfileView, userTypeOf } from '../profiles.ts'
import { requireRecordSize } from '../record-size.ts'
import type { DataZoneOperation } from '../room.ts'

/** A user has one profile in a domain: making it again gives it again, which is what the client token is for. */
export const createUserProfile: DataZoneOperation<CreateUserProfileInput, CreateUserProfileOutput> = {
  readOnly: false,
  recordRequest: shown(['domainIdentifier', 'userType'], ['userIdentifier', 'sessionName']),
  recordResponse: shown(['domainId', 'id', 'type', 'status']),
  async handle(room, call, input) {
    const domainId = given(input.domainIdentifier, 'domainIdentifier')
    const domain = await enterAvailableDomain(room, call, domainId)
    const body = newProfile(given(input.userIdentifier, 'userIdentifier'), input.userType, input.sessionName)
    requireRecordSize(room, body)
    const profile = await ensureProfile(room, domain, {
      kind: 'user-profile',
      id: userProfileId(domain, body),
      status: body.type === 'IAM' ? 'ACTIVATED' : 'ASSIGNED',
      body,
    })
    return userProfileView(domainId, profile)
  },
}

/** @throws ValidationException */
function newProfile(
  userIdentifier: string,
  userType: UserType | undefined,
  sessionName: string | undefined,
): UserProfileBody {
  const type = userType === undefined ? userTypeOf(userIdentifier) : userType === 'SSO_USER' ? 'SSO' : 'IAM'
  if ((type === 'IAM') !== isArn(userIdentifier)) {
    throw invalid('userIdentifier: an IAM user or role is named by its ARN, and nobody else is.')
  }
  const isSession = userType === 'IAM_ROLE_SESSION'
  if (isSession !== (sessionName !== undefined)) {
    throw invalid('sessionName: it belongs to the userType IAM_ROLE_SESSION.')
  }
  return { type, userIdentifier, sessionName }
}
