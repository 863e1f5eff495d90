import type { Member, ProjectMember, UserDesignation } from '@aws-sdk/client-datazone'
import { type NewRecord, RecordExistsError, type SealedRecord } from '../../envelope/envelope.ts'
import { given } from '../../resources/given.ts'
import { keyedId } from '../../resources/keyed-id.ts'
import type { Tx } from '../../storage/storage.ts'
import type { MembershipBody } from './bodies.ts'
import type { OpenDomain } from './domain.ts'
import { invalid, tooMany } from './errors.ts'
import { getGroupProfile, getUserProfile } from './profiles.ts'
import { requireActiveWithin } from './projects.ts'
import type { DataZoneRoom } from './room.ts'

export type Membership = SealedRecord<MembershipBody>

export interface MemberReference {
  readonly memberKind: MembershipBody['memberKind']
  readonly memberId: string
}

/** The profile that a request names as member: by its id, or as the profile itself was made. @throws ResourceNotFoundException */
export async function findMember(domain: OpenDomain, member: Member | undefined): Promise<MemberReference> {
  if (member?.userIdentifier !== undefined) {
    const profile = await getUserProfile(domain, member.userIdentifier)
    return { memberKind: 'user', memberId: profile.id }
  }
  if (member?.groupIdentifier !== undefined) {
    const profile = await getGroupProfile(domain, member.groupIdentifier)
    return { memberKind: 'group', memberId: profile.id }
  }
  throw invalid('member: a member is a user or a group.')
}

/** One record a project and member, so that nobody is a member twice. */
export function membershipId(domain: OpenDomain, projectId: string, member: MemberReference): string {
  return keyedId(domain.secret, 'membership', [projectId, member.memberKind, member.memberId])
}

export function newMembership(
  domain: OpenDomain,
  projectId: string,
  member: MemberReference,
  designation: UserDesignation | undefined,
): NewRecord<MembershipBody> {
  return {
    kind: 'membership',
    id: membershipId(domain, projectId, member),
    parent: projectId,
    status: 'ACTIVE',
    body: { ...member, designation: given(designation, 'designation') },
    indexes: { member: member.memberId },
  }
}

/** @throws ValidationException when it is a member already, or the project has too many. */
export async function addMembership(
  room: DataZoneRoom,
  domain: OpenDomain,
  record: NewRecord<MembershipBody>,
): Promise<void> {
  const { records } = domain.scope
  const { membersPerProjectMax } = room.settings
  if ((await records.count('membership', { parent: record.parent ?? '' })) >= membersPerProjectMax) {
    throw tooMany(`${membersPerProjectMax} members a project`)
  }
  try {
    const also = (tx: Tx) => requireActiveWithin(room, tx, domain, record.parent ?? '')
    await records.save([{ create: record }], { whole: true, also })
  } catch (error) {
    if (error instanceof RecordExistsError) throw memberTwice()
    throw error
  }
}

export function memberTwice() {
  return invalid('member: it is a member of the project already.')
}

export function memberView({ body }: Membership): ProjectMember {
  const memberDetails =
    body.memberKind === 'user' ? { user: { userId: body.memberId } } : { group: { groupId: body.memberId } }
  return { memberDetails, designation: body.designation }
}
