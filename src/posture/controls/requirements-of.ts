/** From a rule to the requirements that it is evidence for. */

import type { Requirement } from '../finding.ts'
import type { RuleMetadata } from '../rule.ts'
import type { MappedBy, Mapping } from './framework.ts'
import { frameworks } from './frameworks.ts'

/** What a rule has to say for itself. */
export type MappedRule = Pick<RuleMetadata, 'id' | 'bundles'>

export interface KnownControl {
  readonly title: string
  readonly mappedBy: readonly MappedBy[]
}

const known = new Map<string, readonly Requirement[]>()

/**
 * In the order of framework, version and requirement; once each, with its strongest mapping. The newest version does not hide
 * older ones: whoever is audited against CIS 1.4 finds its ids.
 */
export function requirementsOf(rule: MappedRule): readonly Requirement[] {
  const key = [rule.id, ...rule.bundles].join(' ')
  const found = known.get(key)
  if (found !== undefined) return found
  const requirements = frameworks.flatMap(({ framework, versions }) =>
    Object.entries(versions).flatMap(([version, controls]) =>
      controls.flatMap(({ id, mappings }): Requirement[] => {
        const strengths = mappings.filter((mapping) => covers(mapping, rule)).map(({ strength }) => strength)
        if (strengths.length === 0) return []
        return [{ framework, version, id, strength: strengths.includes('direct') ? 'direct' : 'supporting' }]
      }),
    ),
  )
  known.set(key, requirements)
  return requirements
}

/** Null: a requirement that no framework here has. */
export function findControl(framework: string, version: string, id: string): KnownControl | null {
  const versions = frameworks.find((each) => each.framework === framework)?.versions
  const control = versions?.[version]?.find((each) => each.id === id)
  if (control === undefined) return null
  return {
    title: control.title,
    mappedBy: [...new Set(control.mappings.flatMap(({ mappedBy }) => mappedBy))],
  }
}

function covers({ bundle, rules }: Mapping, rule: MappedRule): boolean {
  return bundle === undefined ? (rules?.includes(rule.id) ?? false) : rule.bundles.includes(bundle)
}
