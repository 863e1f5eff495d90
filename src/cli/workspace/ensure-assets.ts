import { createHash } from 'node:crypto'
import { type AssetRevision, readRevision, readRevisionNames } from './asset-revisions.ts'
import type { ProjectPlace } from './ensure-members.ts'
import { WorkspaceFailure } from './failure.ts'
import { whatWasMade } from './interrupted.ts'
import type { Move } from './move.ts'
import { readAssets, requireId } from './read-workspace.ts'
import type { WorkspaceAsset, WorkspaceProject } from './workspace.ts'

/** Prompts, notes and every other asset of a project, with all revisions in their order. */
export async function ensureAssets(
  move: Move,
  oldDomainId: string,
  old: WorkspaceProject,
  place: ProjectPlace,
): Promise<void> {
  for (const asset of old.assets) await ensureAsset(move, oldDomainId, asset, place)
}

async function ensureAsset(
  move: Move,
  oldDomainId: string,
  asset: WorkspaceAsset,
  place: ProjectPlace,
): Promise<void> {
  const { datazone } = move
  const names = await readRevisionNames(datazone, oldDomainId, asset.id)
  const read = (revision: string) => readRevision(datazone, oldDomainId, asset.id, revision)
  const [first, ...later] = names
  if (first === undefined) throw new WorkspaceFailure(`asset ${asset.id} has no revision`)
  const newId = await ensureFirst(move, asset, place, () => read(first))
  const done = (await readRevisionNames(datazone, place.domainId, newId)).length
  for (const [at, revision] of later.entries()) {
    // What has been made is made in the same order, so numbers tell how far it is.
    if (at + 1 < done) continue
    await addRevision(move, place.domainId, newId, await read(revision), tokenOf(move, asset.id, revision))
  }
}

async function ensureFirst(
  move: Move,
  asset: WorkspaceAsset,
  place: ProjectPlace,
  read: () => Promise<AssetRevision>,
): Promise<string> {
  const { datazone, journal, now } = move
  const known = journal.newIdOf('asset', asset.id)
  if (known !== undefined) return known
  const revision = await read()
  const interrupted = { id: asset.id, name: revision.name }
  const adopted = await whatWasMade(move, 'asset', interrupted, () =>
    readAssets(datazone, place.domainId, place.projectId),
  )
  if (adopted === null) journal.write({ line: 'intent', kind: 'asset', oldId: asset.id, at: now() })
  const newId =
    adopted ??
    (
      await datazone.createAsset({
        domainIdentifier: place.domainId,
        owningProjectIdentifier: place.projectId,
        name: revision.name,
        description: revision.description === '' ? undefined : revision.description,
        externalIdentifier: revision.externalIdentifier,
        typeIdentifier: revision.typeIdentifier,
        formsInput: [...revision.forms],
        clientToken: tokenOf(move, asset.id, '1'),
      })
    ).id
  journal.write({ line: 'made', kind: 'asset', oldId: asset.id, newId: requireId(newId) })
  return requireId(newId)
}

async function addRevision(
  { datazone }: Move,
  domainIdentifier: string,
  identifier: string,
  revision: AssetRevision,
  clientToken: string,
): Promise<void> {
  await datazone.createAssetRevision({
    domainIdentifier,
    identifier,
    name: revision.name,
    // Empty, and not left out: then it would be that of the revision before.
    description: revision.description,
    formsInput: [...revision.forms],
    clientToken,
  })
}

/** One for each request that the move makes, in every run the same. */
function tokenOf({ journal }: Move, assetId: string, revision: string): string {
  return createHash('sha256').update(`${journal.start.token}/${assetId}/${revision}`).digest('hex')
}
