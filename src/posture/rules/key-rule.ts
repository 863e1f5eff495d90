/** Most rules are a row: where a resource names its key, and what it means when it names none. */

import { judgeKey } from '../keys/judge-key.ts'
import type { KeyReference } from '../keys/key-facts.ts'
import type { Parameters } from '../parameters.ts'
import type { Resource } from '../resource.ts'
import type { ResourceRule, RuleMetadata, Verdict } from '../rule.ts'

export interface KeyRuleRow<Facts>
  extends RuleMetadata,
    Pick<ResourceRule<Facts>, 'collector' | 'fix' | 'iac'> {
  /** The reference to judge; null: nothing to say about this resource. */
  key(facts: Facts, resource: Resource<Facts>): KeyReference | null
  /** A verdict that needs no key: a service that has ended, a resource in transition. Undefined: judge the key. */
  before?(facts: Facts, resource: Resource<Facts>, parameters: Parameters): Verdict | undefined
  /** A last word on the key's verdict: a note, a warning, another severity. */
  refine?(verdict: Verdict, facts: Facts, resource: Resource<Facts>): Verdict
  subKey?(facts: Facts): string | undefined
}

export function keyRule<Facts>(row: KeyRuleRow<Facts>): ResourceRule<Facts> {
  const { key, before, refine, subKey, ...metadata } = row
  return {
    ...metadata,
    kind: 'resource',
    keyReferences(resource, parameters) {
      if (before?.(resource.facts, resource, parameters) !== undefined) return []
      const reference = key(resource.facts, resource)
      return reference === null ? [] : [reference]
    },
    judge(resource, [known], parameters) {
      const sub = subKey?.(resource.facts)
      const named = (verdict: Verdict) => (sub === undefined ? verdict : { ...verdict, subKey: sub })
      const settled = before?.(resource.facts, resource, parameters)
      if (settled !== undefined) return [named(settled)]
      const reference = key(resource.facts, resource)
      if (reference === null || known === undefined) return []
      const verdict = judgeKey(resource, reference, known, parameters)
      return [named(refine?.(verdict, resource.facts, resource) ?? verdict)]
    },
  }
}
