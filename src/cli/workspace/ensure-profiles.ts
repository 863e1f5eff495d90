import type { GroupProfileSummary, UserProfileSummary, UserType } from '@aws-sdk/client-datazone'
import { isAnswer, WorkspaceFailure } from './failure.ts'
import type { Move } from './move.ts'
import { requireId } from './read-workspace.ts'
import type { Workspace, WorkspaceMember } from './workspace.ts'

/** New profile ids by kind and old id. */
export interface ProfileMap {
  newIdOf(kind: WorkspaceMember['kind'], oldId: string): string
}

/** A profile for every user and group, with the status of the old one. */
export async function ensureProfiles(
  move: Move,
  old: Workspace,
  domainIdentifier: string,
): Promise<ProfileMap> {
  const { datazone, journal } = move
  for (const user of old.users) {
    const made = await ensureUser(move, domainIdentifier, user)
    const id = requireId(made.id)
    if (user.status !== undefined && made.status !== user.status) {
      const { type, status } = user
      await datazone.updateUserProfile({ domainIdentifier, userIdentifier: id, type, status })
    }
    note(move, 'user', user.id, id)
  }
  for (const group of old.groups) {
    const made = await ensureGroup(move, domainIdentifier, group)
    const id = requireId(made.id)
    if (group.status !== undefined && made.status !== group.status) {
      await datazone.updateGroupProfile({ domainIdentifier, groupIdentifier: id, status: group.status })
    }
    note(move, 'group', group.id, id)
  }
  return {
    newIdOf(kind, oldId) {
      const newId = journal.newIdOf(kind, oldId)
      if (newId === undefined) throw new WorkspaceFailure(`${kind} ${oldId} is a member but has no profile`)
      return newId
    },
  }
}

async function ensureUser({ datazone }: Move, domainIdentifier: string, user: UserProfileSummary) {
  const { userType, ...name } = nameOf(user)
  const get = () => datazone.getUserProfile({ domainIdentifier, ...name, type: user.type })
  return await orMake(get, () => datazone.createUserProfile({ domainIdentifier, ...name, userType }))
}

async function ensureGroup({ datazone }: Move, domainIdentifier: string, group: GroupProfileSummary) {
  const { groupName: groupIdentifier, rolePrincipalArn } = group
  const get = () =>
    datazone.getGroupProfile({ domainIdentifier, groupIdentifier: rolePrincipalArn ?? groupIdentifier })
  const name = rolePrincipalArn === undefined ? { groupIdentifier } : { rolePrincipalArn }
  return await orMake(get, () => datazone.createGroupProfile({ domainIdentifier, ...name }))
}

async function orMake<T>(get: () => Promise<T>, make: () => Promise<T>): Promise<T> {
  try {
    return await get()
  } catch (error) {
    if (!isAnswer(error, 'ResourceNotFoundException')) throw error
    return await make()
  }
}

/** There is one profile for each user and group, so there is nothing to be remembered before. */
function note({ journal }: Move, kind: 'user' | 'group', oldId: string, newId: string): void {
  if (journal.newIdOf(kind, oldId) !== newId) journal.write({ line: 'made', kind, oldId, newId })
}

/** How a profile's user is named when the profile is made. @throws WorkspaceFailure */
export function nameOf(user: UserProfileSummary): {
  userIdentifier: string
  userType: UserType
  sessionName?: string | undefined
} {
  const { iam, sso } = user.details ?? {}
  if (iam?.arn !== undefined) {
    const { arn, sessionName } = iam
    if (sessionName !== undefined) return { userIdentifier: arn, userType: 'IAM_ROLE_SESSION', sessionName }
    return { userIdentifier: arn, userType: arn.includes(':role/') ? 'IAM_ROLE' : 'IAM_USER' }
  }
  if (sso?.username !== undefined) return { userIdentifier: sso.username, userType: 'SSO_USER' }
  throw new WorkspaceFailure(`the profile ${user.id} does not tell whose it is`)
}
