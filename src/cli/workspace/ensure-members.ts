import type { Member } from '@aws-sdk/client-datazone'
import type { ProfileMap } from './ensure-profiles.ts'
import type { Move } from './move.ts'
import { allItems } from './pages.ts'
import { memberOf, type WorkspaceMember, type WorkspaceProject } from './workspace.ts'

export interface ProjectPlace {
  readonly domainId: string
  readonly projectId: string
}

/** Everybody who is a member of the old project, as what they are there. */
export async function ensureMembers(
  move: Move,
  old: WorkspaceProject,
  place: ProjectPlace,
  profiles: ProfileMap,
): Promise<void> {
  const { datazone } = move
  const present = new Map((await readMembers(move, place)).map((member) => [keyOf(member), member]))
  for (const member of old.members) {
    const moved = { ...member, id: profiles.newIdOf(member.kind, member.id) }
    const found = present.get(keyOf(moved))
    if (found?.designation === moved.designation) continue
    if (found !== undefined) await datazone.deleteProjectMembership(requestFor(place, moved))
    await datazone.createProjectMembership({ ...requestFor(place, moved), designation: moved.designation })
  }
}

/** Nobody else: who makes a project is made its owner by some servers, and who has left the old one shall not stay. */
export async function removeStrangers(
  move: Move,
  old: WorkspaceProject,
  place: ProjectPlace,
  profiles: ProfileMap,
): Promise<void> {
  const wanted = new Set(
    old.members.map((member) => keyOf({ ...member, id: profiles.newIdOf(member.kind, member.id) })),
  )
  for (const member of await readMembers(move, place)) {
    if (!wanted.has(keyOf(member))) await move.datazone.deleteProjectMembership(requestFor(place, member))
  }
}

async function readMembers({ datazone }: Move, place: ProjectPlace): Promise<readonly WorkspaceMember[]> {
  const members = await allItems(async (nextToken) => {
    const page = await datazone.listProjectMemberships({
      domainIdentifier: place.domainId,
      projectIdentifier: place.projectId,
      nextToken,
      maxResults: 50,
    })
    return { items: page.members, nextToken: page.nextToken }
  })
  return members.map(memberOf).filter((member) => member !== null)
}

function requestFor({ domainId, projectId }: ProjectPlace, { kind, id }: WorkspaceMember) {
  const member: Member = kind === 'user' ? { userIdentifier: id } : { groupIdentifier: id }
  return { domainIdentifier: domainId, projectIdentifier: projectId, member }
}

function keyOf({ kind, id }: WorkspaceMember): string {
  return `${kind}/${id}`
}
