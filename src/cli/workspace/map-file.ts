/** The map of a move, old id to new id: what references are switched by, and what the old workspace is deleted by. */

import { readFileSync, renameSync, writeFileSync } from 'node:fs'
import { WorkspaceFailure } from './failure.ts'
import type { Journal, MovedKind } from './journal.ts'
import type { LeftBehind } from './left-behind.ts'

export interface MovedObject {
  readonly kind: MovedKind | 'blueprint'
  readonly oldId: string
  readonly newId: string
}

export interface WorkspaceMap {
  readonly format: typeof format
  readonly region: string
  readonly old: MovedDomain
  readonly new: MovedDomain
  /** When both were found to hold the same, ISO 8601; null when they did not. */
  readonly verifiedAt: string | null
  readonly objects: readonly MovedObject[]
  readonly leftBehind: readonly LeftBehind[]
  /** When the old one was deleted, ISO 8601. */
  readonly deletedAt?: string
}

export interface MovedDomain {
  readonly domainId: string
  readonly arn: string
  /** Null under the key that the service owns. */
  readonly kmsKeyArn: string | null
}

const format = 'keyhold-workspace-map/1'

export function newMap(facts: Omit<WorkspaceMap, 'format'>): WorkspaceMap {
  return { format, ...facts }
}

export function objectsOf(journal: Journal): MovedObject[] {
  const kinds = ['domain', 'project', 'asset', 'user', 'group'] as const
  return kinds.flatMap((kind) => [...journal.made(kind)].map(([oldId, newId]) => ({ kind, oldId, newId })))
}

/** Whole or not at all. */
export function writeMap(file: string, map: WorkspaceMap): void {
  const draft = `${file}.new`
  writeFileSync(draft, `${JSON.stringify(map, null, 2)}\n`, { mode: 0o600, flush: true })
  renameSync(draft, file)
}

/** @throws WorkspaceFailure */
export function readMap(file: string): WorkspaceMap {
  const map = parse(file)
  if (map.format !== format || map.old?.domainId === undefined || map.new?.domainId === undefined) {
    throw new WorkspaceFailure(`${file} is not a map of keyhold workspace recreate`)
  }
  return map
}

function parse(file: string): WorkspaceMap {
  try {
    return JSON.parse(readFileSync(file, 'utf8'))
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException
    throw new WorkspaceFailure(
      code === undefined ? `${file} is not a map: it is not JSON` : `${file} cannot be read (${code})`,
    )
  }
}
