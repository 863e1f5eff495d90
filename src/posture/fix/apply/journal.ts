/**
 * What apply did, line by line on disk before and after every call: a crash leaves at most one call in doubt. The lines hold
 * what undoes them, so a rollback needs no plan.
 */

import { closeSync, existsSync, fsyncSync, ftruncateSync, openSync, readFileSync, writeSync } from 'node:fs'
import type { PlanStep } from '../fix.ts'
import type { PlanTarget } from '../plan/plan.ts'

export type JournalEntry = { readonly at: string } & (
  | {
      readonly kind: 'run'
      readonly planId: string
      readonly planHash: string
      readonly by: string | null
      readonly endpoint: string | null
    }
  /** A step begins; with real keys in place of references. Null target: a key. */
  | { readonly kind: 'step'; readonly step: PlanStep; readonly target: PlanTarget | null }
  /** It is about to be sent. Undoing counts its calls by itself. */
  | {
      readonly kind: 'intent'
      readonly stepId: string
      readonly undo: boolean
      readonly call: number
      readonly operation: string
    }
  | {
      readonly kind: 'outcome'
      readonly stepId: string
      readonly undo: boolean
      readonly call: number
      readonly code: string
      readonly keyArn?: string
    }
  | { readonly kind: 'done'; readonly stepId: string; readonly state: StepState; readonly detail: string }
)

/**
 * `fixed`: the rule passes. `applied`: done, and no rule to ask. `drifted`: changed by somebody since the plan, untouched.
 * `restored`: did not come out as planned and was put back. `undone`: rolled back.
 */
export type StepState = 'fixed' | 'applied' | 'failed' | 'drifted' | 'restored' | 'undone'

/** The code of an outcome that is none. */
export const succeeded = 'OK'

export interface StepProgress {
  readonly step: PlanStep
  readonly target: PlanTarget | null
  /** How many of its calls were answered, in order. */
  readonly sent: number
  /** Its next call may have been sent. */
  readonly inDoubt: boolean
  readonly keyArn: string | null
  readonly state: StepState | null
}

type NewEntry = JournalEntry extends infer Entry
  ? Entry extends JournalEntry
    ? Omit<Entry, 'at'>
    : never
  : never

export interface Journal {
  /** On disk when it returns. */
  append(entry: NewEntry): void
  entries(): readonly JournalEntry[]
  /** Null: never begun. */
  progressOf(stepId: string): StepProgress | null
  close(): void
}

/** What the user can mend. */
export class JournalTrouble extends Error {
  override readonly name = 'JournalTrouble'
}

/** Makes the file or goes on with it; a torn last line is what a crash leaves, and is dropped. @throws JournalTrouble when it is damaged. */
export function openJournal(path: string, now: () => number): Journal {
  const { entries, bytes } = existsSync(path) ? readJournal(path) : { entries: [], bytes: 0 }
  const file = openSync(path, 'a', 0o600)
  ftruncateSync(file, bytes)
  return {
    append(entry) {
      const line: JournalEntry = { at: new Date(now()).toISOString(), ...entry }
      writeSync(file, `${JSON.stringify(line)}\n`)
      fsyncSync(file)
      entries.push(line)
    },
    entries: () => entries,
    progressOf: (stepId) => progressOf(entries, stepId),
    close: () => closeSync(file),
  }
}

function readJournal(path: string): { entries: JournalEntry[]; bytes: number } {
  const text = readFileSync(path, 'utf8')
  const whole = text.slice(0, text.lastIndexOf('\n') + 1)
  const entries = whole
    .split('\n')
    .filter((line) => line !== '')
    .map((line, at) => parseLine(line, `${path}, line ${at + 1}`))
  return { entries, bytes: Buffer.byteLength(whole) }
}

const kinds = new Set(['run', 'step', 'intent', 'outcome', 'done'])

function parseLine(line: string, where: string): JournalEntry {
  try {
    const entry = JSON.parse(line) as JournalEntry
    if (kinds.has(entry.kind)) return entry
  } catch {
    // Told below.
  }
  throw new JournalTrouble(`${where}: this is not a record of keyhold fix.`)
}

/** A step that ended without a change begins anew when it is tried again. */
export function progressOf(entries: readonly JournalEntry[], stepId: string): StepProgress | null {
  let progress: StepProgress | null = null
  for (const entry of entries) {
    if (entry.kind === 'step' && entry.step.stepId === stepId) {
      const { step, target } = entry
      progress = { step, target, sent: 0, inDoubt: false, keyArn: null, state: null }
    }
    if (progress === null || !('stepId' in entry) || entry.stepId !== stepId) continue
    if (entry.kind === 'done') progress = { ...progress, state: entry.state }
    else if (!entry.undo) progress = afterCall(progress, entry)
  }
  return progress
}

function afterCall(
  progress: StepProgress,
  entry: Extract<JournalEntry, { kind: 'intent' | 'outcome' }>,
): StepProgress {
  if (entry.kind === 'intent') return { ...progress, inDoubt: true }
  if (entry.code !== succeeded) return { ...progress, inDoubt: false }
  return { ...progress, sent: entry.call + 1, inDoubt: false, keyArn: entry.keyArn ?? progress.keyArn }
}
