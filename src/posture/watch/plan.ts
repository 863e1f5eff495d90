/** From changes to what is read again: exactly that of the last scan's journal which no longer holds. */

import type { Collector } from '../collector.ts'
import { type ItemLine, type JournalLine, type Unit, unitName } from '../engine/journal/journal.ts'
import { isKeyNamed, isNamed, type NamedKeys } from './names.ts'
import type { Reach } from './reach.ts'

/** One listed item of an earlier scan. */
export interface Item {
  readonly unit: Unit
  readonly uid: string
}

export interface Plan {
  readonly accounts: ReadonlySet<string>
  /** By unit's name. */
  readonly units: ReadonlyMap<string, PlannedUnit>
}

export interface PlannedUnit {
  readonly uids: ReadonlySet<string>
  /** Listed again, whatever is new being read; otherwise `uids` alone are. */
  readonly lists: boolean
  /** Nothing of it is kept. */
  readonly isWhole: boolean
}

interface Growing {
  readonly unit: Unit
  readonly collector: Collector<unknown> | undefined
  readonly uids: Set<string>
  readonly named: Set<Reach>
  lists: boolean
  isWhole: boolean
}

/**
 * @param lines of the last scan, read once
 * @param again items that were in the middle of a change when they were read
 * @returns null: nothing is to be read
 */
export async function planOf(
  lines: AsyncIterable<JournalLine>,
  reaches: readonly Reach[],
  again: readonly Item[],
  collectors: readonly Collector<unknown>[],
): Promise<Plan | null> {
  if (reaches.length === 0 && again.length === 0) return null
  const byId = new Map(collectors.map((collector) => [collector.id, collector]))
  const waiting = new Set(again.map(itemName))
  const units = new Map<string, Growing>()
  const unitOf = (unit: Unit): Growing => {
    const known = units.get(unitName(unit)) ?? newUnit(unit, byId.get(unit.collector))
    units.set(unitName(unit), known)
    return known
  }
  for await (const line of lines) {
    if (line.kind === 'index') continue
    const unit = unitOf(line.unit)
    if (line.kind === 'unit') continue
    if (waiting.has(itemName(line)) || reaches.some(({ keys }) => namesKey(line, keys)))
      unit.uids.add(line.uid)
    for (const reach of reaches) {
      if (!isPlaceOf(reach, unit) || !reach.items.some(({ id }) => id === line.unit.collector)) continue
      if (!isNamed(line.uid, reach.event)) continue
      unit.uids.add(line.uid)
      unit.named.add(reach)
    }
  }
  for (const unit of units.values()) for (const reach of reaches) reachUnit(unit, reach)
  const planned = [...units].filter(([, { uids, lists }]) => uids.size > 0 || lists)
  if (planned.length === 0) return null
  return { accounts: new Set(planned.map(([, { unit }]) => unit.account)), units: new Map(planned) }
}

export function itemName({ unit, uid }: Item): string {
  return `${unitName(unit)} ${uid}`
}

function newUnit(unit: Unit, collector: Collector<unknown> | undefined): Growing {
  return { unit, collector, uids: new Set(), named: new Set(), lists: false, isWhole: false }
}

/** What a change means for a unit beyond the items that it names. */
function reachUnit(unit: Growing, reach: Reach): void {
  const { collector } = unit
  if (collector === undefined || !isPlaceOf(reach, unit)) return
  const { event } = reach
  if (reach.whole.includes(collector)) makeWhole(unit)
  if (!reach.items.includes(collector) || unit.named.has(reach)) return
  // Nothing that is known has such a name.
  if (event.name.startsWith('Delete')) return
  const isKey = collector.resourceType === 'AWS::KMS::Key' && collector.find !== undefined
  if (isKey) for (const arn of keyArnsOf(event.names, unit.unit)) unit.uids.add(arn)
  else if (event.name.startsWith('Create')) unit.lists = true
  else makeWhole(unit)
}

function makeWhole(unit: Growing): void {
  unit.isWhole = true
  unit.lists = true
}

function isPlaceOf({ event }: Reach, { unit, collector }: Growing): boolean {
  if (event.account !== unit.account) return false
  return collector?.scope === 'global' || event.region === unit.region
}

function keyArnsOf(names: ReadonlySet<string>, { account, region }: Unit): string[] {
  return [...names].filter((name) => {
    const [, , service, itsRegion, itsAccount, resource = ''] = name.split(':')
    return service === 'kms' && itsRegion === region && itsAccount === account && resource.startsWith('key/')
  })
}

function namesKey({ judgements, references }: ItemLine, keys: NamedKeys): boolean {
  if (keys.keyIds.size === 0 && keys.aliases.size === 0) return false
  const isOne = (key: { readonly ref: string | null; readonly arn: string | null } | undefined) =>
    key !== undefined && (isKeyNamed(key.ref, keys) || isKeyNamed(key.arn, keys))
  return references.some(({ key }) => isOne(key)) || judgements.some(({ verdict }) => isOne(verdict.key))
}
