/** Re-creates a workspace under another key, which is what AWS asks for: a domain's key never changes. */

import { randomUUID } from 'node:crypto'
import type { DataZone } from '@aws-sdk/client-datazone'
import type { KMSClient } from '@aws-sdk/client-kms'
import { compareWorkspaces } from './compare.ts'
import { WorkspaceFailure } from './failure.ts'
import { type Journal, readJournal, repairJournal, startJournal } from './journal.ts'
import { resolveKey } from './key.ts'
import { findLeftBehind, type LeftBehind } from './left-behind.ts'
import { takeLock } from './lock.ts'
import { newMap, objectsOf, type WorkspaceMap, writeMap } from './map-file.ts'
import { moveWorkspace } from './move.ts'
import { type MovePlan, planOf } from './plan.ts'
import { readBlueprintIds, readWorkspace } from './read-workspace.ts'
import type { Workspace } from './workspace.ts'

export interface Recreation {
  readonly datazone: DataZone
  /** As `datazone`, but one that repeats no call by itself: `maxAttempts: 1`. */
  readonly oneTryClient: DataZone
  readonly kms: KMSClient
  readonly domainId: string
  /** Key id, key ARN, alias or alias ARN. */
  readonly kmsKey: string
  /** Of the new workspace; default: the old one's. */
  readonly name?: string | undefined
  readonly mapFile: string
  readonly now: () => number
  readonly sleep: (ms: number) => Promise<void>
  readonly progress: (text: string) => void
}

export interface PreparedRecreation {
  readonly plan: MovePlan
  /** Makes, fills and compares. @returns what differs, and the map as it was written. */
  run(): Promise<{ readonly map: WorkspaceMap; readonly differences: readonly string[] }>
}

export function journalFileOf(mapFile: string): string {
  return `${mapFile.replace(/\.json$/, '')}.journal`
}

/** Reads everything and changes nothing. @throws WorkspaceFailure when the move cannot be made. */
export async function prepareRecreation(recreation: Recreation): Promise<PreparedRecreation> {
  const { datazone, kms, domainId, progress } = recreation
  const region = await datazone.config.region()
  const kmsKeyArn = await resolveKey(kms, recreation.kmsKey, region)
  progress(`reading ${domainId}`)
  const old = await readWorkspace(datazone, domainId)
  requireMovable(old, kmsKeyArn)
  const journal = readJournal(journalFileOf(recreation.mapFile))
  if (journal !== null) requireSameMove(journal, domainId, kmsKeyArn)
  const leftBehind = await findLeftBehind(datazone, old)
  const plan = planOf(old, leftBehind, {
    domainId: journal?.newIdOf('domain', domainId) ?? null,
    kmsKeyArn,
    name: recreation.name ?? old.domain.name ?? '',
  })
  return { plan, run: () => run(recreation, old, { kmsKeyArn, region, leftBehind }) }
}

interface Facts {
  readonly kmsKeyArn: string
  readonly region: string
  readonly leftBehind: readonly LeftBehind[]
}

async function run(recreation: Recreation, old: Workspace, { kmsKeyArn, region, leftBehind }: Facts) {
  const { datazone, domainId, mapFile, now, progress } = recreation
  const file = journalFileOf(mapFile)
  const release = takeLock(`${file}.lock`)
  try {
    repairJournal(file)
    const start = { oldDomainId: domainId, kmsKeyArn, region, token: randomUUID(), at: now() }
    const journal = readJournal(file) ?? startJournal(file, { line: 'start', ...start })
    const newDomainId = await moveWorkspace({ ...recreation, journal }, old)
    progress(`comparing ${domainId} and ${newDomainId}`)
    // Read again: what changed while it was moved shall not be missed.
    const [before, made] = [
      await readWorkspace(datazone, domainId),
      await readWorkspace(datazone, newDomainId),
    ]
    const differences = await compareWorkspaces(datazone, journal, before, made)
    if (differences.length === 0) journal.write({ line: 'verified', at: now() })
    const map = newMap({
      region,
      old: domainOf(before),
      new: domainOf(made),
      verifiedAt: differences.length === 0 ? new Date(now()).toISOString() : null,
      objects: [...objectsOf(journal), ...(await blueprintPairs(datazone, domainId, newDomainId))],
      leftBehind,
    })
    writeMap(mapFile, map)
    return { map, differences }
  } finally {
    release()
  }
}

function requireMovable(old: Workspace, kmsKeyArn: string): void {
  const { status, id, kmsKeyIdentifier } = old.domain
  if (status !== 'AVAILABLE')
    throw new WorkspaceFailure(`the workspace ${id} is ${status}; it must be AVAILABLE`)
  if (kmsKeyIdentifier === kmsKeyArn)
    throw new WorkspaceFailure(`the workspace ${id} is under ${kmsKeyArn} already`)
}

function requireSameMove({ start, file }: Journal, domainId: string, kmsKeyArn: string): void {
  if (start.oldDomainId === domainId && start.kmsKeyArn === kmsKeyArn) return
  throw new WorkspaceFailure(
    `${file} is the journal of another move (${start.oldDomainId} to ${start.kmsKeyArn}); give another --map`,
  )
}

function domainOf({ domain }: Workspace): WorkspaceMap['old'] {
  return { domainId: domain.id, arn: domain.arn, kmsKeyArn: domain.kmsKeyIdentifier ?? null }
}

/** Blueprints are not made, but have an id in each domain. */
async function blueprintPairs(datazone: DataZone, oldDomainId: string, newDomainId: string) {
  const [before, after] = [
    await readBlueprintIds(datazone, oldDomainId),
    await readBlueprintIds(datazone, newDomainId),
  ]
  return [...before].flatMap(([name, oldId]) => {
    const newId = after.get(name)
    return newId === undefined ? [] : [{ kind: 'blueprint' as const, oldId, newId }]
  })
}
