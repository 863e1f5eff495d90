/** Makes the new workspace hold what the old one holds. Every step asks first what is there, so it may be run again. */

import type { DataZone } from '@aws-sdk/client-datazone'
import { ensureAssets } from './ensure-assets.ts'
import { ensureDomain } from './ensure-domain.ts'
import { ensureMembers, removeStrangers } from './ensure-members.ts'
import { ensureProfiles } from './ensure-profiles.ts'
import { ensureProject } from './ensure-project.ts'
import type { Journal } from './journal.ts'
import { readBlueprintIds } from './read-workspace.ts'
import type { Workspace } from './workspace.ts'

export interface Move {
  readonly datazone: DataZone
  /** As `datazone`, but one that repeats no call by itself. */
  readonly oneTryClient: DataZone
  readonly journal: Journal
  /** Name of the new workspace, when it is not to be the old one's. */
  readonly name?: string | undefined
  readonly now: () => number
  readonly sleep: (ms: number) => Promise<void>
  /** Told what is being done, in ids and numbers. */
  readonly progress: (text: string) => void
}

/** @returns the new domain's id. @throws WorkspaceFailure. Whatever breaks it, the next call goes on from there. */
export async function moveWorkspace(move: Move, old: Workspace): Promise<string> {
  const newDomainId = await ensureDomain(move, old)
  const profiles = await ensureProfiles(move, old, newDomainId)
  await ensureConfigurations(move, old, newDomainId)
  for (const [at, project] of old.projects.entries()) {
    move.progress(`project ${at + 1} of ${old.projects.length}`)
    const place = { domainId: newDomainId, projectId: await ensureProject(move, project, newDomainId) }
    await ensureMembers(move, project, place, profiles)
    await ensureAssets(move, old.domain.id, project, place)
    // Last, as whoever makes a project may be its owner only until then.
    await removeStrangers(move, project, place, profiles)
  }
  return newDomainId
}

async function ensureConfigurations(
  { datazone }: Move,
  old: Workspace,
  domainIdentifier: string,
): Promise<void> {
  const ids = await readBlueprintIds(datazone, domainIdentifier)
  for (const { blueprintName, item } of old.configurations) {
    const environmentBlueprintIdentifier = ids.get(blueprintName)
    // A blueprint of the account's own: it is among what is left behind.
    if (environmentBlueprintIdentifier === undefined) continue
    await datazone.putEnvironmentBlueprintConfiguration({
      domainIdentifier,
      environmentBlueprintIdentifier,
      enabledRegions: item.enabledRegions ?? [],
      provisioningRoleArn: item.provisioningRoleArn,
      manageAccessRoleArn: item.manageAccessRoleArn,
      environmentRolePermissionBoundary: item.environmentRolePermissionBoundary,
      regionalParameters: item.regionalParameters,
      provisioningConfigurations: item.provisioningConfigurations,
    })
  }
}
