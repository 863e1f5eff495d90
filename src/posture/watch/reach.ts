/** How far a change reaches among the collectors of a scan. */

import type { Collector } from '../collector.ts'
import type { Rule } from '../rule.ts'
import { changeOf, isTagging } from './changes.ts'
import { keysNamedBy, type NamedKeys } from './names.ts'
import { servicePrefix, type TrailEvent } from './trail-event.ts'

export interface Reach {
  readonly event: TrailEvent
  /** Read again what the event names. */
  readonly items: readonly Collector<unknown>[]
  /** Read again whole. */
  readonly whole: readonly Collector<unknown>[]
  /** Whatever names these keys or aliases is read again, in every account and region. */
  readonly keys: NamedKeys
}

const noKeys: NamedKeys = { keyIds: new Set(), aliases: new Set() }
/** Change who may use a key or how it rotates, not whether it works. */
const keepsKeyFacts =
  /^(?:(?:Create|Revoke|Retire)Grant|PutKeyPolicy|(?:Enable|Disable)KeyRotation|RotateKey(?:OnDemand)?|CreateKey)$/

/** Null: it changes nothing that is scanned. */
export function reachOf(event: TrailEvent, collectors: readonly Collector<unknown>[]): Reach | null {
  const { source, name } = event
  const row = changeOf(source, name)
  const prefix = servicePrefix(source)
  const own = collectors.filter(({ service }) => service.iamPrefix === prefix)
  const named = (ids: readonly string[] | undefined) =>
    collectors.filter(({ id }) => ids?.includes(id) === true)
  if (row !== undefined && row.items.length === 0 && row.whole === undefined) return null
  const isKms = prefix === 'kms'
  // A tag may approve something about a key; elsewhere it decides nothing.
  if (row === undefined && isTagging(name) && !isKms) return null
  const reach: Reach = {
    event,
    items: row === undefined ? (isKms ? own : []) : named(row.items),
    whole: [
      ...(row === undefined ? (isKms ? [] : own) : named(row.whole)),
      ...(isKms || name.startsWith('Create') ? [] : readersOf(prefix, collectors)),
    ],
    keys: isKms && !keepsKeyFacts.test(name) ? keysNamedBy(event) : noKeys,
  }
  const reaches = reach.items.length + reach.whole.length + reach.keys.keyIds.size + reach.keys.aliases.size
  return reaches === 0 ? null : reach
}

/** Collectors of other services that look into this one: a knowledge base's bucket. */
function readersOf(prefix: string, collectors: readonly Collector<unknown>[]): Collector<unknown>[] {
  return collectors.filter(
    ({ service, iam }) =>
      service.iamPrefix !== prefix && iam.some((action) => action.startsWith(`${prefix}:`)),
  )
}

export function collectorsOf(rules: readonly Rule[]): readonly Collector<unknown>[] {
  const all = rules.flatMap((rule): readonly Collector<unknown>[] =>
    rule.kind === 'resource' ? [rule.collector] : rule.collectors,
  )
  return [...new Map(all.map((collector) => [collector.id, collector])).values()]
}
