/** What all parts of a running scan share. */

import type { KeyClassifier } from '../keys/classify.ts'
import type { Parameters } from '../parameters.ts'
import type { ResourceRule, Rule } from '../rule.ts'
import type { Journal, Unit } from './journal/journal.ts'
import type { ScanProgress } from './progress.ts'

export interface ScanContext {
  readonly rules: readonly Rule[]
  readonly silentRules?: readonly ResourceRule[]
  parametersOf(ruleId: string): Parameters
  readonly classifier: KeyClassifier
  readonly journal: Journal
  readonly progress: ScanProgress
  /** Collectors at a time in one account. */
  readonly unitsMax: number
  readonly signal: AbortSignal
  /** Uids to read of a unit instead of all that is listed; null: all. */
  only?(unit: Unit): ReadonlySet<string> | null
  readonly now: () => number
  /** A rule or collector threw what it must not: told, and the resource is left to a person. */
  onBug(error: unknown): void
}
