/**
 * What has been done so far, a line at a time, each durable before the next step begins: whatever interrupts the move, the
 * next run goes on from here. Ids and times only, nothing of what the workspace holds.
 */

import { closeSync, existsSync, fsyncSync, openSync, readFileSync, truncateSync, writeSync } from 'node:fs'
import { WorkspaceFailure } from './failure.ts'

export type MovedKind = 'domain' | 'user' | 'group' | 'project' | 'asset'

export interface MoveStart {
  readonly line: 'start'
  readonly oldDomainId: string
  readonly kmsKeyArn: string
  readonly region: string
  /** Keys the requests' client tokens. */
  readonly token: string
  readonly at: number
}

export type JournalLine =
  | MoveStart
  /** Before something is made: what comes without a `made` may or may not exist. */
  | { readonly line: 'intent'; readonly kind: MovedKind; readonly oldId: string; readonly at: number }
  | { readonly line: 'made'; readonly kind: MovedKind; readonly oldId: string; readonly newId: string }
  | { readonly line: 'verified'; readonly at: number }

export interface Journal {
  readonly file: string
  readonly start: MoveStart
  newIdOf(kind: MovedKind, oldId: string): string | undefined
  /** When a making began that has not ended, milliseconds since the epoch. */
  intentOf(kind: MovedKind, oldId: string): number | undefined
  made(kind: MovedKind): ReadonlyMap<string, string>
  write(line: Exclude<JournalLine, MoveStart>): void
}

/** Null when there is none. @throws WorkspaceFailure when it is not one. */
export function readJournal(file: string): Journal | null {
  if (!existsSync(file)) return null
  const text = readFileSync(file, 'utf8')
  const whole = wholeLines(text)
  if (whole === '') return null
  const [start, ...lines] = whole
    .trimEnd()
    .split('\n')
    .map((line) => parseLine(file, line))
  if (start?.line !== 'start') throw new WorkspaceFailure(`${file} is not a journal of this command`)
  return journalOf(file, start, lines)
}

export function startJournal(file: string, start: MoveStart): Journal {
  append(file, start)
  return journalOf(file, start, [])
}

/** A crash may have cut the last line short: what it told never began. Only for who holds the lock. */
export function repairJournal(file: string): void {
  if (!existsSync(file)) return
  const text = readFileSync(file, 'utf8')
  const whole = wholeLines(text)
  if (whole.length < text.length) truncateSync(file, Buffer.byteLength(whole))
}

function wholeLines(text: string): string {
  return text.slice(0, text.lastIndexOf('\n') + 1)
}

function journalOf(file: string, start: MoveStart, lines: readonly JournalLine[]): Journal {
  const made = new Map<MovedKind, Map<string, string>>()
  const intents = new Map<string, number>()
  const take = (line: JournalLine) => {
    if (line.line === 'intent') intents.set(`${line.kind}/${line.oldId}`, line.at)
    if (line.line !== 'made') return
    const ofKind = made.get(line.kind) ?? new Map<string, string>()
    made.set(line.kind, ofKind.set(line.oldId, line.newId))
  }
  lines.forEach(take)
  const newIdOf = (kind: MovedKind, oldId: string) => made.get(kind)?.get(oldId)
  return {
    file,
    start,
    newIdOf,
    intentOf: (kind, oldId) =>
      newIdOf(kind, oldId) === undefined ? intents.get(`${kind}/${oldId}`) : undefined,
    made: (kind) => made.get(kind) ?? new Map(),
    write(line) {
      append(file, line)
      take(line)
    },
  }
}

function parseLine(file: string, text: string): JournalLine {
  try {
    return JSON.parse(text)
  } catch {
    throw new WorkspaceFailure(`${file} is damaged: a line of it is not JSON`)
  }
}

function append(file: string, line: JournalLine): void {
  const descriptor = openSync(file, 'a', 0o600)
  try {
    writeSync(descriptor, `${JSON.stringify(line)}\n`)
    fsyncSync(descriptor)
  } finally {
    closeSync(descriptor)
  }
}
