/** A verdict with what it is about: what a scan keeps. Whatever the rule says for all its findings is added when they are read. */

import type { Resource } from '../resource.ts'
import type { Verdict } from '../rule.ts'

export type ResourceIdentity = Omit<Resource, 'facts'>

export interface Judgement {
  readonly ruleId: string
  readonly resource: ResourceIdentity
  readonly verdict: Verdict
}

export function identityOf({ facts: _, ...identity }: Resource): ResourceIdentity {
  return identity
}
