/** Follows the path of a mapping into a resource, through every element and every branch. */

import { absentValue, type IacValue, unknownValue } from './iac-value.ts'

export interface Found {
  readonly value: IacValue
  /** Conditions on the way: `IsProduction`. */
  readonly when: readonly string[]
}

/** Branches multiply; a template with more of them is told by the first ones. */
const foundMax = 64

/**
 * @param path dotted; `[]` behind a name stands for every element, and a list where the path does not expect one counts
 * the same: Terraform's blocks are lists.
 */
export function propertiesAt(members: ReadonlyMap<string, IacValue>, path: string): readonly Found[] {
  let found: readonly Found[] = [{ value: { kind: 'map', members, at: null }, when: [] }]
  for (const name of path.split('.')) {
    const member = name.replace(/\[\]$/, '')
    found = found.flatMap(elements).map(({ value, when }) => ({ value: memberOf(value, member), when }))
  }
  return found.flatMap(elements).slice(0, foundMax)
}

/** Each element of a list, each branch of a choice; an empty list is nothing. */
function elements(found: Found): readonly Found[] {
  const { value, when } = found
  if (value.kind === 'list') {
    if (value.items.length === 0) return [{ value: absentValue, when }]
    return value.items.flatMap((item) => elements({ value: item, when }))
  }
  if (value.kind !== 'choice') return [found]
  return value.branches
    .flatMap((branch) => elements({ value: branch.value, when: [...when, branch.when] }))
    .slice(0, foundMax)
}

function memberOf(value: IacValue, name: string): IacValue {
  if (value.kind === 'map') {
    const member = value.members.get(name)
    if (member !== undefined) return member
    // What a macro puts beside the others is not seen.
    return value.members.has('Fn::Transform')
      ? unknownValue('what Fn::Transform adds', value.at)
      : absentValue
  }
  // Of what is not known no member is known, whatever it is made of; a text has none.
  return value.kind === 'unknown' || value.kind === 'reference'
    ? unknownValue('a part of what is known after it is deployed', value.at)
    : absentValue
}
