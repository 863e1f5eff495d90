/** What a scan was asked, as far as it decides what is looked at: only the same scan goes on. */

import { createHash } from 'node:crypto'
import type { RuleMetadata } from '../../rule.ts'
import type { Settings } from '../../settings/settings.ts'

export interface ScanHeader {
  readonly kind: 'scan'
  readonly format: 1
  readonly scanId: string
  /** ISO 8601. */
  readonly startedAt: string
  readonly version: string
  /** Hash of the rules' ids and versions. */
  readonly ruleSet: string
  /** Hash of what the configuration sets for rules. */
  readonly parameters: string
  /** As asked: account ids or `organization`, and the role. */
  readonly accounts: readonly string[]
  /** As asked. */
  readonly regions: readonly string[]
  readonly endpoint: string | null
}

export function hashOfRules(rules: readonly Pick<RuleMetadata, 'id' | 'version'>[]): string {
  return hashOf(rules.map(({ id, version }) => `${id}@${version}`).sort())
}

/** What the configuration file says that decides what is found. */
export function hashOfSettings({ parameters, rules, endpoints, regions }: Settings): string {
  return hashOf({ parameters, rules, endpoints, regions })
}

function hashOf(value: unknown): string {
  return createHash('sha256').update(JSON.stringify(value)).digest('hex').slice(0, 16)
}

const compared = [
  ['ruleSet', 'the rules'],
  ['parameters', 'the configuration'],
  ['accounts', 'the accounts'],
  ['regions', 'the regions'],
  ['endpoint', 'the endpoint'],
  ['version', "Keyhold's version"],
] as const

/** What differs from the scan that is to be resumed, in words; empty: nothing. */
export function differences(old: ScanHeader, asked: ScanHeader): string[] {
  return compared
    .filter(([name]) => JSON.stringify(old[name]) !== JSON.stringify(asked[name]))
    .map(([, words]) => words)
}
