/** What a scan has finished, so that an interrupted one goes on where it was. */

import type { Resource } from '../../resource.ts'
import type { IndexedReference } from '../../scan-index.ts'
import type { Judgement } from '../judgement.ts'

/** One collector in one account and region. */
export interface Unit {
  readonly account: string
  readonly region: string
  /** `account` stands for the account itself, which could not be entered. */
  readonly collector: string
}

/** One listed item with everything that came of it, in one line: it is there whole or not at all. */
export interface ItemLine {
  readonly kind: 'item'
  readonly unit: Unit
  /** As the collector identifies it. */
  readonly uid: string
  readonly judgements: readonly Judgement[]
  readonly references: readonly IndexedReference[]
  /** For rules that join; empty when none names the collector. */
  readonly resources: readonly Resource[]
  /** Resources that it was read into; 0: it was gone. */
  readonly count: number
  /** It could not be read: a resumed scan tries again. */
  readonly failed: boolean
}

/** The unit's last line. */
export interface UnitLine {
  readonly kind: 'unit'
  readonly unit: Unit
  /** Of the unit as a whole: nothing there, not listed, not implemented. */
  readonly judgements: readonly Judgement[]
  /** False: nobody knows what is there. */
  readonly listed: boolean
  /** Null: finished. Otherwise a sentence, and a resumed scan tries again. */
  readonly failure: string | null
}

/** Of rules that join; written when an account is read, and made anew by a resumed scan. */
export interface IndexLine {
  readonly kind: 'index'
  readonly judgements: readonly Judgement[]
}

export type JournalLine = ItemLine | UnitLine | IndexLine

export interface Journal {
  /** Finished in an earlier run. */
  isUnitDone(unit: Unit): boolean
  isItemDone(unit: Unit, uid: string): boolean
  /** Written when it returns: a killed process loses nothing that was appended. */
  append(line: JournalLine): void
  /** All lines in order, from the start; more than once. */
  lines(): AsyncIterable<JournalLine>
  /** On the disk when it resolves. */
  close(): Promise<void>
}

export function unitName({ account, region, collector }: Unit): string {
  return `${account}/${region}/${collector}`
}

/** What an earlier run has finished. */
export interface Done {
  readonly units: Set<string>
  /** By unit; only of units that are not finished. */
  readonly items: Map<string, Set<string>>
}

export function createDone(): Done {
  return { units: new Set(), items: new Map() }
}

/** Takes an earlier run's line in. False: not finished work, to be dropped. */
export function takeIn(done: Done, line: JournalLine): boolean {
  if (line.kind === 'index') return false
  const name = unitName(line.unit)
  if (line.kind === 'unit') {
    if (line.failure !== null) return false
    done.units.add(name)
    done.items.delete(name)
    return true
  }
  if (line.failed) return false
  const items = done.items.get(name) ?? new Set()
  items.add(line.uid)
  done.items.set(name, items)
  return true
}

/** For scans that are not to be resumed. */
export function createMemoryJournal(): Journal {
  const all: JournalLine[] = []
  return {
    isUnitDone: () => false,
    isItemDone: () => false,
    append: (line) => void all.push(line),
    async *lines() {
      yield* all
    },
    close: async () => {},
  }
}
