/** The journal on disk: JSON Lines, a header first. A torn last line is what a crash leaves, and is dropped. */

import {
  appendFileSync,
  closeSync,
  createReadStream,
  existsSync,
  fsync,
  fsyncSync,
  mkdirSync,
  openSync,
  renameSync,
} from 'node:fs'
import { dirname } from 'node:path'
import { createInterface } from 'node:readline'
import { createDone, type Done, type Journal, type JournalLine, takeIn, unitName } from './journal.ts'
import { lineText, parseLine } from './line-text.ts'
import type { Renewal } from './renewal.ts'
import { differences, type ScanHeader } from './scan-header.ts'

/** What the user can mend, in one sentence. */
export class JournalError extends Error {
  override readonly name = 'JournalError'
}

/** A power failure costs this much work; a killed process none. */
const syncEveryMs = 1000

/** Begins a new journal; one that is there is kept as `.previous`. */
export function createJournalFile(path: string, header: ScanHeader): Journal {
  mkdirSync(dirname(path), { recursive: true, mode: 0o700 })
  if (existsSync(path)) renameSync(path, `${path}.previous`)
  return openJournal(path, openSync(path, 'ax', 0o600), header, createDone())
}

/**
 * Goes on with the journal that is there: its finished work is kept and the rest dropped.
 * @param onLine gets every line that is kept
 * @returns also the header of the scan as it began
 * @throws JournalError when there is none, when it is of another scan, or damaged
 */
export async function resumeJournalFile(
  path: string,
  asked: ScanHeader,
  onLine: (line: JournalLine) => void,
): Promise<{ readonly journal: Journal; readonly header: ScanHeader }> {
  if (!existsSync(path)) throw new JournalError(`There is no scan to resume: ${path} does not exist.`)
  const header = await readHeader(path)
  const differing = differences(header, asked)
  if (differing.length > 0)
    throw new JournalError(
      `The scan in ${dirname(path)} cannot be resumed: it was started with other settings (${differing.join(', ')}). Give the same ones, or leave --resume out to start anew.`,
    )
  const done = createDone()
  const compact = `${path}.new`
  const file = openSync(compact, 'w', 0o600)
  const pending = createWriter(file)
  pending.write(header)
  for await (const line of readLines(path)) {
    if (!takeIn(done, line)) continue
    pending.write(line)
    onLine(line)
  }
  pending.flush()
  fsyncSync(file)
  renameSync(compact, path)
  return { journal: openJournal(path, file, null, done), header }
}

/**
 * Begins the journal of a scan that reads again what no longer holds, and takes the rest from the one that is there. That one
 * stays as it is: the new one is beside it, to be put in its place or thrown away when it is done.
 * @throws JournalError as for resuming
 */
export async function renewJournalFile(
  path: string,
  asked: ScanHeader,
  renewal: Renewal,
  onLine: (line: JournalLine) => void,
): Promise<{ readonly journal: Journal; readonly header: ScanHeader }> {
  const old = await readHeader(path)
  const differing = differences(old, asked)
  if (differing.length > 0)
    throw new JournalError(`The scan in ${dirname(path)} had other settings (${differing.join(', ')}).`)
  const done = createDone()
  const next = renewedPath(path)
  const file = openSync(next, 'w', 0o600)
  const pending = createWriter(file)
  const header = renewal.isSameScan === true ? old : asked
  pending.write(header)
  for await (const line of readLines(path)) {
    if (renewal.isStale(line)) continue
    pending.write(line)
    onLine(line)
    // What had failed has its line and keeps it until everything is read anew.
    if (line.kind === 'unit') takeIn(done, { ...line, failure: null })
    if (line.kind === 'item') takeIn(done, { ...line, failed: false })
  }
  pending.flush()
  const journal = openJournal(next, file, null, done)
  const append = (line: JournalLine) => {
    renewal.onLine(line)
    journal.append(line)
  }
  return { journal: { ...journal, append }, header }
}

/** Where a renewed journal is until it takes the old one's place. */
export function renewedPath(path: string): string {
  return `${path}.next`
}

/** What a finished scan has written down. @throws JournalError when there is none, or it is damaged */
export async function readJournal(
  path: string,
): Promise<{ readonly header: ScanHeader; readonly lines: AsyncIterable<JournalLine> }> {
  if (!existsSync(path)) throw new JournalError(`There is no scan: ${path} does not exist.`)
  return { header: await readHeader(path), lines: readLines(path) }
}

function openJournal(path: string, file: number, header: ScanHeader | null, done: Done): Journal {
  const write = (line: object) => void appendFileSync(file, `${lineText(line)}\n`)
  if (header !== null) write(header)
  let [isDirty, isOpen] = [header !== null, true]
  const timer = setInterval(() => {
    if (!isDirty) return
    isDirty = false
    fsync(file, () => {})
  }, syncEveryMs)
  timer.unref()
  return {
    isUnitDone: (unit) => done.units.has(unitName(unit)),
    isItemDone: (unit, uid) => done.items.get(unitName(unit))?.has(uid) ?? false,
    append(line) {
      write(line)
      isDirty = true
    },
    lines: () => readLines(path),
    async close() {
      if (!isOpen) return
      isOpen = false
      clearInterval(timer)
      fsyncSync(file)
      closeSync(file)
    },
  }
}

/** Copies in larger pieces than lines. */
function createWriter(file: number): { write(line: object): void; flush(): void } {
  let text = ''
  const flush = () => {
    appendFileSync(file, text)
    text = ''
  }
  return {
    write(line) {
      text += `${lineText(line)}\n`
      if (text.length > 1 << 20) flush()
    },
    flush,
  }
}

async function readHeader(path: string): Promise<ScanHeader> {
  for await (const text of createInterface({ input: createReadStream(path) })) {
    try {
      const header = parseLine(text) as Partial<ScanHeader>
      if (header.kind === 'scan' && header.format === 1) return header as ScanHeader
    } catch {
      // Told below.
    }
    break
  }
  throw new JournalError(`${path} is not the journal of a scan.`)
}

/** Without the header. @throws JournalError on a damaged line that is not the last */
async function* readLines(path: string): AsyncGenerator<JournalLine> {
  let [number, torn] = [0, 0]
  for await (const text of createInterface({ input: createReadStream(path) })) {
    number++
    if (torn > 0) throw new JournalError(`${path} is damaged in line ${torn}.`)
    if (number === 1 || text === '') continue
    try {
      yield parseLine(text) as JournalLine
    } catch (error) {
      if (!(error instanceof SyntaxError)) throw error
      torn = number
    }
  }
}
