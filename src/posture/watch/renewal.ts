/** A plan as the engine takes it, keeping what it replaces, to tell afterwards whether anything is different. */

import { findingUid } from '../engine/finding-uid.ts'
import { type JournalLine, unitName } from '../engine/journal/journal.ts'
import type { Renewal } from '../engine/journal/renewal.ts'
import type { Judgement } from '../engine/judgement.ts'
import { type Item, itemName, type Plan } from './plan.ts'

export interface WatchedRenewal extends Renewal {
  /** Whether the new lines say anything else than those that they replace. */
  isDifferent(): boolean
  /** What was read again, with what was said of it before, by finding's uid. */
  judgements(): ReadonlyMap<string, readonly Judgement[]>
  /** Read in the middle of a change. */
  unsettled(): readonly Item[]
}

export const nothingStale: Renewal = {
  isSameScan: true,
  isStale: () => false,
  touches: () => false,
  only: () => null,
  onLine: () => {},
}

export function renewalOf({ accounts, units }: Plan): WatchedRenewal {
  const before = new Map<string, Judgement>()
  const after = new Map<string, Judgement>()
  const unsettled = new Map<string, Item>()
  const put = (map: Map<string, Judgement>, judgements: readonly Judgement[]) => {
    for (const judgement of judgements) map.set(uidOf(judgement), judgement)
  }
  return {
    isStale(line) {
      const stale = isStale(line)
      if (stale) put(before, line.judgements)
      return stale
    },
    touches: (account) => accounts.has(account),
    only(unit) {
      const planned = units.get(unitName(unit))
      return planned === undefined || planned.lists ? null : planned.uids
    },
    onLine(line) {
      put(after, line.judgements)
      if (line.kind === 'item' && line.judgements.some(isTransient))
        unsettled.set(itemName(line), { unit: line.unit, uid: line.uid })
    },
    isDifferent: () =>
      before.size !== after.size ||
      [...after].some(([uid, judgement]) => !isSame(before.get(uid), judgement)),
    judgements() {
      const uids = new Set([...after.keys(), ...before.keys()])
      return new Map(
        [...uids].map((uid) => [uid, [after.get(uid), before.get(uid)].filter((one) => one !== undefined)]),
      )
    },
    unsettled: () => [...unsettled.values()],
  }

  function isStale(line: JournalLine): boolean {
    if (line.kind === 'index') return line.judgements.some(({ resource }) => accounts.has(resource.account))
    const planned = units.get(unitName(line.unit))
    if (planned === undefined) return false
    return line.kind === 'unit' || planned.isWhole || planned.uids.has(line.uid)
  }
}

function uidOf({ ruleId, resource, verdict }: Judgement): string {
  const { partition, account, region, uid } = resource
  return findingUid({ ruleId, partition, account, region, resourceUid: uid, subKey: verdict.subKey ?? null })
}

function isTransient({ verdict }: Judgement): boolean {
  return verdict.status === 'MANUAL' && verdict.reasonCode.endsWith('_TRANSIENT')
}

/** Everything but when it was read. */
function isSame(one: Judgement | undefined, other: Judgement): boolean {
  if (one === undefined) return false
  const shown = ({ verdict, resource }: Judgement) => {
    const { evidence = [], ...said } = verdict
    const { at: _, ...identity } = resource
    return JSON.stringify([said, identity, evidence.map(({ at: _, ...each }) => each)])
  }
  return shown(one) === shown(other)
}
