import { UsageError } from '../engine/usage-error.ts'
import { matchesGlob } from '../mutes/glob.ts'
import type { Rule } from '../rule.ts'

/**
 * @param patterns ids or globs of them; empty: all. `!` in front leaves rules out.
 * @param services as the rules name theirs; empty: all
 * @throws UsageError when something named matches nothing
 */
export function selectRules(
  rules: readonly Rule[],
  patterns: readonly string[],
  services: readonly string[],
): Rule[] {
  const [included, excluded] = [
    patterns.filter((pattern) => !pattern.startsWith('!')),
    patterns.filter((pattern) => pattern.startsWith('!')).map((pattern) => pattern.slice(1)),
  ]
  for (const pattern of [...included, ...excluded])
    if (!rules.some(({ id }) => matchesGlob(pattern, id)))
      throw new UsageError(`No rule is called ${pattern}; keyhold scan --list-rules shows them.`)
  const known = new Set(rules.map(({ service }) => service))
  const strange = services.find((service) => !known.has(service))
  if (strange !== undefined)
    throw new UsageError(`No rule is about ${strange}. Services: ${[...known].sort().join(', ')}.`)
  const selected = rules.filter(
    ({ id, service }) =>
      (included.length === 0 || included.some((pattern) => matchesGlob(pattern, id))) &&
      !excluded.some((pattern) => matchesGlob(pattern, id)) &&
      (services.length === 0 || services.includes(service)),
  )
  if (selected.length === 0) throw new UsageError('No rule is left to run.')
  return selected
}
