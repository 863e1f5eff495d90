/** Which part of an earlier scan no longer holds. */

import type { JournalLine, Unit } from './journal.ts'

export interface Renewal {
  /** Nothing is read: it stays the scan that it was. */
  readonly isSameScan?: boolean
  /** Asked once for each line of the earlier journal, in its order. */
  isStale(line: JournalLine): boolean
  /** Accounts that are entered. */
  touches(account: string): boolean
  /** Of a unit whose last line is stale: what is to be read; null: whatever is listed and not there yet. */
  only(unit: Unit): ReadonlySet<string> | null
  /** Every line that the scan adds. */
  onLine(line: JournalLine): void
}
