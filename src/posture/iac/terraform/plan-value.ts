/** What a plan says of a resource: `after`, and `after_unknown` where that is not known yet. */

import type { SourceLocation } from '../../finding.ts'
import { absentValue, type IacValue, unknownValue } from '../iac-value.ts'
import { isMap, type Json } from './plan-shape.ts'

/** @param addressesAt what the property at a path is made of */
export function planValue(
  after: Json | undefined,
  unknown: Json | undefined,
  addressesAt: (path: readonly string[]) => readonly string[],
  at: SourceLocation,
  path: readonly string[] = [],
): IacValue {
  if (unknown === true) return unknownAt(addressesAt(path), at)
  if (path.length > 30) return unknownValue('a value that is nested too deeply', at)
  if (Array.isArray(after)) {
    const marks = Array.isArray(unknown) ? unknown : []
    return {
      kind: 'list',
      items: after.map((item, index) => planValue(item, marks[index], addressesAt, at, path)),
      at,
    }
  }
  const marks = isMap(unknown) ? unknown : {}
  if (isMap(after) || (after == null && Object.keys(marks).length > 0)) {
    const given = isMap(after) ? after : {}
    const names = new Set([...Object.keys(given), ...Object.keys(marks)])
    const members = [...names].map((name): [string, IacValue] => [
      name,
      planValue(given[name], marks[name], addressesAt, at, [...path, name]),
    ])
    return { kind: 'map', members: new Map(members), at }
  }
  // A list of blocks of which nothing but their being there is known.
  if (after == null && Array.isArray(unknown) && unknown.length > 0)
    return {
      kind: 'list',
      items: unknown.map((mark) => planValue(undefined, mark, addressesAt, at, path)),
      at,
    }
  return after == null || after === ''
    ? absentValue
    : { kind: 'known', value: after as string | number | boolean, at }
}

function unknownAt(addresses: readonly string[], at: SourceLocation): IacValue {
  const [only, another] = addresses
  if (only !== undefined && another === undefined) return { kind: 'reference', address: only, at }
  return unknownValue('a value that is known after apply', at, { addresses })
}
