/** A resource as it will be under each outcome of the conditions that it depends on: one condition decides everywhere alike. */

import type { Branch, IacValue } from './iac-value.ts'

export interface Variant {
  readonly members: ReadonlyMap<string, IacValue>
  /** Empty: it depends on nothing. */
  readonly when: readonly string[]
}

/** Six conditions of one resource. */
const variantsMax = 64

/** @param names of the members that matter. Null: too many to look at. */
export function variantsOf(
  members: ReadonlyMap<string, IacValue>,
  names: ReadonlySet<string>,
): readonly Variant[] | null {
  const relevant = new Map([...members].filter(([name]) => names.has(name)))
  const open: Variant[] = [{ members: relevant, when: [] }]
  const settled: Variant[] = []
  for (let variant = open.pop(); variant !== undefined; variant = open.pop()) {
    const choice = firstChoice([...variant.members.values()])
    if (choice === null) {
      settled.push(variant)
      continue
    }
    for (const { when } of choice.toReversed())
      open.push({ members: decided(variant.members, labelsOf(choice), when), when: [...variant.when, when] })
    if (open.length + settled.length > variantsMax) return null
  }
  return settled
}

function firstChoice(values: readonly IacValue[]): readonly Branch[] | null {
  for (const value of values) {
    if (value.kind === 'choice') return value.branches
    const inner =
      value.kind === 'list' ? value.items : value.kind === 'map' ? [...value.members.values()] : []
    const found = firstChoice(inner)
    if (found !== null) return found
  }
  return null
}

/** The same outcomes mean the same condition. */
function labelsOf(branches: readonly Branch[]): string {
  return branches.map(({ when }) => when).join('\n')
}

function decided(
  members: ReadonlyMap<string, IacValue>,
  labels: string,
  when: string,
): ReadonlyMap<string, IacValue> {
  return new Map([...members].map(([name, value]) => [name, settle(value, labels, when)]))
}

function settle(value: IacValue, labels: string, when: string): IacValue {
  switch (value.kind) {
    case 'list':
      return { ...value, items: value.items.map((item) => settle(item, labels, when)) }
    case 'map':
      return { ...value, members: decided(value.members, labels, when) }
    case 'choice': {
      const chosen =
        labelsOf(value.branches) === labels
          ? value.branches.find((branch) => branch.when === when)
          : undefined
      if (chosen !== undefined) return settle(chosen.value, labels, when)
      return {
        ...value,
        branches: value.branches.map((branch) => ({ ...branch, value: settle(branch.value, labels, when) })),
      }
    }
    default:
      return value
  }
}
