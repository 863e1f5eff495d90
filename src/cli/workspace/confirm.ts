/** The last step of a re-creation: the old workspace is deleted, once more compared with the new one before. */

import type { DataZone } from '@aws-sdk/client-datazone'
import { compareWorkspaces, type Went } from './compare.ts'
import { isAnswer, WorkspaceFailure } from './failure.ts'
import { findLeftBehind } from './left-behind.ts'
import { readMap, type WorkspaceMap, writeMap } from './map-file.ts'
import { readDomain, readWorkspace } from './read-workspace.ts'
import type { Workspace } from './workspace.ts'

export interface Confirmation {
  readonly datazone: DataZone
  readonly mapFile: string
  /** What the API could not move is lost with the old workspace. */
  readonly acceptLeftBehind: boolean
  /** Asked with the old domain's id, which the operator types; false leaves everything as it is. */
  readonly confirmed: (map: WorkspaceMap) => Promise<boolean>
  readonly now: () => number
  readonly sleep: (ms: number) => Promise<void>
  readonly progress: (text: string) => void
}

const waitMs = 15 * 60_000
/** What a comparison is good for: after a later answer it is made again. */
const answerMsMax = 10_000

/** @returns the map, and whether the old workspace is gone. @throws WorkspaceFailure when it must not be deleted. */
export async function confirmRecreation(
  confirmation: Confirmation,
): Promise<{ readonly map: WorkspaceMap; readonly deleted: boolean }> {
  const { datazone, mapFile, now, progress } = confirmation
  const map = readMap(mapFile)
  if (map.deletedAt !== undefined) return { map, deleted: true }
  const region = await datazone.config.region()
  if (region !== map.region) throw new WorkspaceFailure(`the map is of ${map.region}, and this is ${region}`)
  if (await isGone(datazone, map.old.domainId)) {
    // With another account's credentials or another endpoint neither is there, and nothing has been deleted.
    await readDomain(datazone, map.new.domainId)
  } else {
    progress(`comparing ${map.old.domainId} and ${map.new.domainId}`)
    await requireMoved(confirmation, map)
    const askedAt = now()
    if (!(await confirmation.confirmed(map))) return { map, deleted: false }
    // A person may have taken hours to answer.
    if (now() - askedAt > answerMsMax) await requireMoved(confirmation, map)
    // With the check it deletes empty domains only, and this one has been compared.
    await datazone.deleteDomain({ identifier: map.old.domainId, skipDeletionCheck: true })
    await untilGone(confirmation, map.old.domainId)
  }
  const done = { ...map, deletedAt: new Date(now()).toISOString() }
  writeMap(mapFile, done)
  return { map: done, deleted: true }
}

async function requireMoved(
  { datazone, mapFile, acceptLeftBehind }: Confirmation,
  map: WorkspaceMap,
): Promise<void> {
  const old = await readOld(datazone, map)
  const made = await readWorkspace(datazone, map.new.domainId)
  const differences = await compareWorkspaces(datazone, wentBy(map), old, made)
  if (differences.length > 0) {
    throw new WorkspaceFailure(
      [
        `${map.old.domainId} is not deleted: the new workspace does not hold the same any more.`,
        ...differences.map((difference) => `  ${difference}`),
        'Run keyhold workspace recreate again with the same --domain, --kms-key and --map.',
      ].join('\n'),
    )
  }
  const leftBehind = await findLeftBehind(datazone, old)
  if (leftBehind.length > 0 && !acceptLeftBehind) {
    throw new WorkspaceFailure(
      [
        `${map.old.domainId} is not deleted: it holds what was not moved.`,
        ...leftBehind.map(({ what, count }) => `  ${count ?? '?'} ${what}`),
        `Make it anew by hand, then: keyhold workspace recreate --confirm ${mapFile} --accept-left-behind`,
      ].join('\n'),
    )
  }
}

async function readOld(datazone: DataZone, map: WorkspaceMap): Promise<Workspace> {
  try {
    return await readWorkspace(datazone, map.old.domainId)
  } catch (error) {
    if (!isAnswer(error, 'AccessDeniedException')) throw error
    throw new WorkspaceFailure(
      `${map.old.domainId} is not deleted: it cannot be read, so nobody can tell that everything was moved.\n${error.message}`,
    )
  }
}

function wentBy(map: WorkspaceMap): Went {
  const ids = new Map(map.objects.map(({ kind, oldId, newId }) => [`${kind}/${oldId}`, newId]))
  return { newIdOf: (kind, oldId) => ids.get(`${kind}/${oldId}`) }
}

/** Being deleted is as good as gone for comparing, but not for the end. */
async function isGone(datazone: DataZone, identifier: string): Promise<boolean> {
  try {
    const { status } = await datazone.getDomain({ identifier })
    return status === 'DELETED'
  } catch (error) {
    if (isAnswer(error, 'ResourceNotFoundException')) return true
    // Its key is out of reach; comparing tells.
    if (isAnswer(error, 'AccessDeniedException')) return false
    throw error
  }
}

async function untilGone({ datazone, now, sleep, progress }: Confirmation, id: string): Promise<void> {
  const deadline = now() + waitMs
  while (!(await isGone(datazone, id))) {
    if (now() > deadline) throw new WorkspaceFailure(`${id} is still being deleted; run this again to see`)
    progress(`waiting for the end of ${id}`)
    await sleep(1_000)
  }
}
