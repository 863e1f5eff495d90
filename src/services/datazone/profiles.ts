/** Who may be a member of a project: users and groups, each with a profile in the domain. */

import type {
  GroupProfileStatus,
  GroupProfileSummary,
  UserProfileStatus,
  UserProfileSummary,
} from '@aws-sdk/client-datazone'
import { type NewRecord, RecordExistsError, type SealedRecord } from '../../envelope/envelope.ts'
import { oneOf } from '../../resources/one-of.ts'
import type { GroupProfileBody, UserProfileBody } from './bodies.ts'
import type { OpenDomain } from './domain.ts'
import { namedMissing, resourceMissing, tooMany } from './errors.ts'
import { keyedUuid } from './ids.ts'
import type { DataZoneRoom } from './room.ts'

export type UserProfile = SealedRecord<UserProfileBody>
export type GroupProfile = SealedRecord<GroupProfileBody>

const userStatusOf = oneOf<UserProfileStatus>(['ACTIVATED', 'ASSIGNED', 'DEACTIVATED', 'NOT_ASSIGNED'])
const groupStatusOf = oneOf<GroupProfileStatus>(['ASSIGNED', 'NOT_ASSIGNED'])

/** The same user always gets the same profile. */
export function userProfileId({ secret }: OpenDomain, user: UserProfileBody): string {
  return keyedUuid(secret, 'user-profile', [user.type, user.userIdentifier, user.sessionName ?? ''])
}

export function groupProfileId({ secret }: OpenDomain, group: GroupProfileBody): string {
  const names = [group.groupName ?? '', group.rolePrincipalArn ?? '']
  return keyedUuid(secret, 'group-profile', names)
}

export interface UserName {
  readonly type?: 'IAM' | 'SSO' | undefined
  readonly sessionName?: string | undefined
}

/** By the profile's id, or by what it was made for. @throws ResourceNotFoundException */
export async function getUserProfile(
  domain: OpenDomain,
  identifier: string,
  { type, sessionName }: UserName = {},
): Promise<UserProfile> {
  const { records } = domain.scope
  const named = { type: type ?? userTypeOf(identifier), userIdentifier: identifier, sessionName }
  const profile =
    (await records.get<UserProfileBody>('user-profile', identifier)) ??
    (await records.get<UserProfileBody>('user-profile', userProfileId(domain, named)))
  if (profile === null) throw profileMissing('User profile', domain, identifier)
  return profile
}

/** By the profile's id, the group's name or the role's ARN. @throws ResourceNotFoundException */
export async function getGroupProfile(domain: OpenDomain, identifier: string): Promise<GroupProfile> {
  const { records } = domain.scope
  const named = isArn(identifier) ? { rolePrincipalArn: identifier } : { groupName: identifier }
  const profile =
    (await records.get<GroupProfileBody>('group-profile', identifier)) ??
    (await records.get<GroupProfileBody>('group-profile', groupProfileId(domain, named)))
  if (profile === null) throw profileMissing('Group profile', domain, identifier)
  return profile
}

export function userTypeOf(identifier: string): UserProfileBody['type'] {
  return isArn(identifier) ? 'IAM' : 'SSO'
}

export function isArn(identifier: string): boolean {
  return identifier.startsWith('arn:')
}

/** An id may be repeated, a name not. */
function profileMissing(what: string, { domainId }: OpenDomain, identifier: string) {
  return /^[0-9a-f-]{36}$/.test(identifier) ? resourceMissing(what, identifier) : namedMissing(what, domainId)
}

/** Making a profile that exists gives that profile. */
export async function ensureProfile<Body>(
  room: DataZoneRoom,
  { scope: { records } }: OpenDomain,
  profile: NewRecord<Body>,
): Promise<SealedRecord<Body>> {
  const existing = await records.get<Body>(profile.kind, profile.id)
  if (existing !== null) return existing
  const { profilesPerDomainMax } = room.settings
  if ((await records.count(profile.kind)) >= profilesPerDomainMax) {
    throw tooMany(`${profilesPerDomainMax} profiles a domain`)
  }
  try {
    return await records.create(profile)
  } catch (error) {
    const other =
      error instanceof RecordExistsError ? await records.get<Body>(profile.kind, profile.id) : null
    if (other === null) throw error
    return other
  }
}

export function userProfileView(domainId: string, { id, status, body }: UserProfile): UserProfileSummary {
  const { type, userIdentifier, sessionName } = body
  return {
    domainId,
    id,
    type,
    status: userStatusOf(status),
    details:
      type === 'IAM' ? { iam: { arn: userIdentifier, sessionName } } : { sso: { username: userIdentifier } },
  }
}

export function groupProfileView(domainId: string, { id, status, body }: GroupProfile): GroupProfileSummary {
  return {
    domainId,
    id,
    status: groupStatusOf(status),
    groupName: body.groupName,
    rolePrincipalArn: body.rolePrincipalArn,
  }
}
