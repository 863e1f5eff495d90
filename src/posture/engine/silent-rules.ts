/** Rules that join judge what names which key. Who chooses one of them alone wants them to know that all the same. */

import type { IndexRule, ResourceRule, Rule } from '../rule.ts'

/** Those of all rules whose collectors run without findings of their own. Empty: none of the chosen ones asks for it. */
export function silentRulesOf(chosen: readonly Rule[], all: readonly Rule[]): readonly ResourceRule[] {
  if (joining(chosen).length === 0) return []
  const ids = new Set(chosen.map(({ id }) => id))
  return all.filter(
    (rule): rule is ResourceRule => rule.kind === 'resource' && rule.id.endsWith('-cmk') && !ids.has(rule.id),
  )
}

/** A sentence for a person who wonders why so much is read. */
export function silentNote(chosen: readonly Rule[], silent: readonly ResourceRule[]): string {
  const collectors = new Set(silent.map(({ collector }) => collector.id))
  const names = joining(chosen).map(({ id }) => id)
  return `${names.join(', ')} ${names.length === 1 ? 'needs' : 'need'} to know what names each key: ${collectors.size} collectors of rules that were not chosen ran as well.`
}

function joining(rules: readonly Rule[]): readonly IndexRule[] {
  return rules.filter((rule): rule is IndexRule => rule.kind === 'index' && rule.needsReferences === true)
}
