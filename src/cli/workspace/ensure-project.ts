import { type Made, whatWasMade } from './interrupted.ts'
import type { Move } from './move.ts'
import { oneTry } from './one-try.ts'
import { allItems } from './pages.ts'
import { requireId } from './read-workspace.ts'
import type { WorkspaceProject } from './workspace.ts'

/** @returns the id of the project in the new domain, which has the old one's name, description and tags. */
export async function ensureProject(
  move: Move,
  old: WorkspaceProject,
  domainIdentifier: string,
): Promise<string> {
  const { journal, now } = move
  const known = journal.newIdOf('project', old.id)
  if (known !== undefined) {
    await equalize(move, old, domainIdentifier, known)
    return known
  }
  const adopted = await whatWasMade(move, 'project', old, () => listMade(move, domainIdentifier))
  if (adopted === null) journal.write({ line: 'intent', kind: 'project', oldId: old.id, at: now() })
  const id =
    adopted ??
    (
      await oneTry(move, (client) =>
        client.createProject({
          domainIdentifier,
          name: old.name,
          description: old.description === '' ? undefined : old.description,
          projectCategory: old.projectCategory,
          resourceTags: tagsOf(old),
        }),
      )
    ).id
  journal.write({ line: 'made', kind: 'project', oldId: old.id, newId: requireId(id) })
  return requireId(id)
}

async function listMade({ datazone }: Move, domainIdentifier: string): Promise<readonly Made[]> {
  const projects = await allItems((nextToken) =>
    datazone.listProjects({ domainIdentifier, nextToken, maxResults: 50 }),
  )
  return projects.map(({ id, name, createdAt }) => ({ id: requireId(id), name: name ?? '', createdAt }))
}

/** What changed in the old one since an earlier run. */
async function equalize(
  { datazone }: Move,
  old: WorkspaceProject,
  domainIdentifier: string,
  identifier: string,
): Promise<void> {
  const made = await datazone.getProject({ domainIdentifier, identifier })
  const tags = Object.fromEntries((made.resourceTags ?? []).map(({ key, value }) => [key, value]))
  const same =
    made.name === old.name &&
    (made.description ?? '') === old.description &&
    Object.keys(tags).length === Object.keys(old.resourceTags).length &&
    Object.entries(old.resourceTags).every(([key, value]) => tags[key] === value)
  if (same) return
  const { name, description, resourceTags } = old
  await datazone.updateProject({ domainIdentifier, identifier, name, description, resourceTags })
}

function tagsOf({ resourceTags }: WorkspaceProject): Record<string, string> | undefined {
  return Object.keys(resourceTags).length === 0 ? undefined : { ...resourceTags }
}
