/** A rule with a fake account: resources that differ only in the key that they name. */

import type { Status } from '../../../src/posture/finding.ts'
import type { Rule } from '../../../src/posture/rule.ts'
import type { FakeHandlers, FakeInput } from '../../support/fake-aws.ts'
import { fakeAccount } from '../../support/fake-aws.ts'
import { fakeRegion } from '../../support/fake-keys.ts'

export interface Named {
  /** Of the resource; unique, letters and hyphens. */
  readonly name: string
  /** What it names as its key. */
  readonly key: string | undefined
}

export interface Subject {
  readonly rule: Rule
  /** Everything that answers for these resources. */
  account(resources: readonly Named[]): FakeHandlers
  /** What a resource without a key gets; null: nothing is said of it. */
  readonly absent: readonly [Status, string] | null
  readonly list: string
  /** The call that reads one resource, where the list does not show enough. */
  readonly get?: string
}

export interface PageNames {
  readonly items: string
  /** Where the caller says how far he is. */
  readonly from: string
  /** Where the answer says that there is more; the same name unless told. */
  readonly next?: string
}

/** Half of the items at a time, so that every listing is of two pages. */
export function twoPages(
  { items: member, from, next = from }: PageNames,
  items: readonly unknown[],
): (input: FakeInput) => object {
  const half = Math.ceil(items.length / 2)
  return (input) => {
    const isFirst = input[from] === undefined || input[from] === null
    if (isFirst && items.length > 1) return { [member]: items.slice(0, half), [next]: 'more' }
    return { [member]: isFirst ? items : items.slice(half) }
  }
}

/** Finds the resource by the last part of whatever names it. */
export function keyOf(resources: readonly Named[], given: unknown): string | undefined {
  const name = nameOf(given)
  return resources.find((resource) => resource.name === name)?.key
}

export function nameOf(given: unknown): string {
  return String(given).split(/[/:]/).at(-1) ?? ''
}

export function arn(service: string, resource: string): string {
  return `arn:aws:${service}:${fakeRegion}:${fakeAccount}:${resource}`
}
