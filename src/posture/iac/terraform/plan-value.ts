/** What a plan says of a resource: `after`, and `after_unknown` where that is not known yet. */

import type { SourceLocation } from '../../finding.ts'
import { isAwsAlias } from '../../keys/key-reference.ts'
import { absentValue, type IacValue, unknownValue } from '../iac-value.ts'
import { isMap, type Json } from './plan-shape.ts'

export interface PlanSource {
  /** What the property at a path is made of. */
  addressesAt(path: readonly string[]): readonly string[]
  /** False: the configuration does not set it, so that the provider's default will be there. Null: not known. */
  sets(path: readonly string[]): boolean | null
}

/** Of state, which is made of nothing. */
export const stateSource: PlanSource = { addressesAt: () => [], sets: () => null }

/** @param sensitive which values must not be shown */
export function planValue(
  after: Json | undefined,
  unknown: Json | undefined,
  sensitive: Json | undefined,
  source: PlanSource,
  at: SourceLocation,
  path: readonly string[] = [],
): IacValue {
  if (unknown === true)
    return source.sets(path) === false ? absentValue : unknownAt(source.addressesAt(path), at)
  if (path.length > 30) return unknownValue('a value that is nested too deeply', at)
  if (Array.isArray(after)) {
    const marks = Array.isArray(unknown) ? unknown : []
    return {
      kind: 'list',
      items: after.map((item, index) =>
        planValue(item, marks[index], markOf(sensitive, index), source, at, path),
      ),
      at,
    }
  }
  const marks = isMap(unknown) ? unknown : {}
  if (isMap(after) || (after == null && Object.keys(marks).length > 0)) {
    const given = isMap(after) ? after : {}
    const names = new Set([...Object.keys(given), ...Object.keys(marks)])
    const members = [...names].map((name): [string, IacValue] => [
      name,
      planValue(given[name], marks[name], markOf(sensitive, name), source, at, [...path, name]),
    ])
    return { kind: 'map', members: new Map(members), at }
  }
  // A list of blocks of which nothing but their being there is known.
  if (after == null && Array.isArray(unknown) && unknown.length > 0)
    return {
      kind: 'list',
      items: unknown.map((mark) => planValue(undefined, mark, undefined, source, at, path)),
      at,
    }
  if (after == null || after === '') return absentValue
  const value = after as string | number | boolean
  return sensitive === true ? hidden(value, at) : { kind: 'known', value, at }
}

/** Only that it is a name of AWS's may be told of it. */
function hidden(value: string | number | boolean, at: SourceLocation): IacValue {
  const text = typeof value === 'string' && isAwsAlias(value) ? value : undefined
  return unknownValue('a sensitive value', at, text === undefined ? {} : { text })
}

function markOf(marks: Json | undefined, name: string | number): Json | undefined {
  if (marks === true || typeof marks !== 'object' || marks === null) return marks
  return (marks as { readonly [name: string]: Json })[name]
}

function unknownAt(addresses: readonly string[], at: SourceLocation): IacValue {
  const [only, another] = addresses
  if (only !== undefined && another === undefined) return { kind: 'reference', address: only, at }
  return unknownValue('a value that is known after apply', at, { addresses })
}
