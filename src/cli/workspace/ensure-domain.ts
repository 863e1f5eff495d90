import type { DomainSummary } from '@aws-sdk/client-datazone'
import { WorkspaceFailure } from './failure.ts'
import type { Move } from './move.ts'
import { allItems } from './pages.ts'
import { readDomain, requireId } from './read-workspace.ts'
import type { Workspace } from './workspace.ts'

/** For less than this a client token is surely remembered (Keyhold: 24 hours; AWS does not say). */
const tokenHours = 8
const hourMs = 3_600_000
const waitMs = 15 * 60_000

/** The new domain, AVAILABLE, with the old one's facts and tags. @returns its id. @throws WorkspaceFailure */
export async function ensureDomain(move: Move, old: Workspace): Promise<string> {
  const { journal } = move
  const id = journal.newIdOf('domain', old.domain.id) ?? (await make(move, old))
  await untilAvailable(move, id)
  await equalize(move, old, id)
  return id
}

async function make(move: Move, old: Workspace): Promise<string> {
  const { journal, now, datazone } = move
  const oldId = old.domain.id
  const begun = journal.intentOf('domain', oldId)
  const isStale = begun !== undefined && now() - begun > tokenHours * hourMs
  const adopted = isStale ? await findMade(move, old, begun) : null
  if (begun === undefined) journal.write({ line: 'intent', kind: 'domain', oldId, at: now() })
  const { domain } = old
  const newId =
    adopted ??
    (
      await datazone.createDomain({
        name: move.name ?? domain.name,
        description: domain.description,
        kmsKeyIdentifier: journal.start.kmsKeyArn,
        domainExecutionRole: domain.domainExecutionRole,
        serviceRole: domain.serviceRole,
        singleSignOn: domain.singleSignOn,
        domainVersion: domain.domainVersion,
        tags: customerTags(old.tags),
        clientToken: journal.start.token,
      })
    ).id
  journal.write({ line: 'made', kind: 'domain', oldId, newId: requireId(newId) })
  return requireId(newId)
}

/** What a creation whose answer never came has left, when its client token may be forgotten. */
async function findMade(move: Move, old: Workspace, begun: number): Promise<string | null> {
  const { datazone, journal } = move
  const domains = await allItems<DomainSummary>((nextToken) =>
    datazone.listDomains({ nextToken, maxResults: 25 }),
  )
  const candidates: string[] = []
  for (const { id, name, createdAt } of domains) {
    const isLater = (createdAt?.getTime() ?? 0) >= begun - hourMs
    if (id === undefined || name !== (move.name ?? old.domain.name) || !isLater || id === old.domain.id)
      continue
    const { kmsKeyIdentifier } = await readDomain(datazone, id)
    if (kmsKeyIdentifier === journal.start.kmsKeyArn) candidates.push(id)
  }
  if (candidates.length > 1) {
    throw new WorkspaceFailure(
      `an interrupted run may have made one of ${candidates.join(', ')}; delete those that are not needed`,
    )
  }
  return candidates[0] ?? null
}

async function untilAvailable({ datazone, now, sleep, progress }: Move, id: string): Promise<void> {
  const deadline = now() + waitMs
  for (;;) {
    const { status, kmsKeyIdentifier } = await readDomain(datazone, id)
    if (status === 'AVAILABLE') return
    if (status !== 'CREATING') throw new WorkspaceFailure(`the new workspace ${id} is ${status}`)
    if (now() > deadline)
      throw new WorkspaceFailure(`the new workspace ${id} is still CREATING; run this again`)
    progress(`waiting for ${id} under ${kmsKeyIdentifier}`)
    await sleep(1_000)
  }
}

/** What changed in the old one since an earlier run. */
async function equalize(move: Move, old: Workspace, id: string): Promise<void> {
  const { datazone } = move
  const made = await readDomain(datazone, id)
  const name = move.name ?? made.name
  const { description, singleSignOn, domainExecutionRole, serviceRole } = old.domain
  const wanted = { description, singleSignOn, domainExecutionRole, serviceRole }
  const differs = Object.entries(wanted).some(
    ([member, value]) =>
      value !== undefined && JSON.stringify(value) !== JSON.stringify(made[member as keyof typeof wanted]),
  )
  if (differs || made.name !== name) await datazone.updateDomain({ identifier: id, name, ...wanted })
  const { tags = {} } = await datazone.listTagsForResource({ resourceArn: made.arn })
  const missing = Object.entries(customerTags(old.tags)).filter(([key, value]) => tags[key] !== value)
  if (missing.length > 0) {
    await datazone.tagResource({ resourceArn: made.arn, tags: Object.fromEntries(missing) })
  }
}

/** Those that a customer may set. */
export function customerTags(tags: Readonly<Record<string, string>>): Record<string, string> {
  return Object.fromEntries(Object.entries(tags).filter(([key]) => !key.toLowerCase().startsWith('aws:')))
}
