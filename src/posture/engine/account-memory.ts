/** What is kept of an account while it is read, in this run and in the one that was interrupted. */

import type { Rule } from '../rule.ts'
import { createIndexBuilder, type IndexBuilder } from './index-builder.ts'
import { type ItemLine, type Unit, type UnitLine, unitName } from './journal/journal.ts'

export interface AccountMemory {
  readonly index: IndexBuilder
  /** Rules that have said something about the unit in the interrupted run. */
  judgedIn(unit: Unit): ReadonlySet<string>
  /** A line of the interrupted run. */
  take(line: ItemLine | UnitLine): void
}

export function createAccountMemory(rules: readonly Rule[]): AccountMemory {
  const index = createIndexBuilder(rules)
  const judged = new Map<string, Set<string>>()
  return {
    index,
    judgedIn: (unit) => judged.get(unitName(unit)) ?? new Set(),
    take(line) {
      const name = unitName(line.unit)
      if (line.kind === 'unit') {
        index.takeUnit(line)
        judged.delete(name)
        return
      }
      for (const reference of line.references) index.wants(reference)
      index.takeItem(line)
      const ids = judged.get(name) ?? new Set()
      for (const { ruleId } of line.judgements) ids.add(ruleId)
      judged.set(name, ids)
    },
  }
}
