/** How far the trail is read, kept across restarts. Written whole or not at all. */

import { closeSync, fsyncSync, openSync, readFileSync, renameSync, writeSync } from 'node:fs'
import type { Reading } from './trail-poll.ts'

export interface Cursor {
  readonly format: 1
  /** Of the scan whose findings it belongs to. */
  readonly endpoint: string | null
  /** ISO 8601: when the last scan of everything began. */
  readonly fullScanAt: string
  /** By `account/region`. */
  readonly readings: Readonly<Record<string, Reading>>
}

/** Null: there is none, or it is not ours: everything is scanned and the trail read from now on. */
export function readCursor(path: string, endpoint: string | null): Cursor | null {
  try {
    const cursor = JSON.parse(readFileSync(path, 'utf8')) as Partial<Cursor> | null
    if (cursor?.format !== 1 || cursor.endpoint !== endpoint) return null
    if (Number.isNaN(Date.parse(cursor.fullScanAt ?? '')) || !areReadings(cursor.readings)) return null
    return cursor as Cursor
  } catch {
    return null
  }
}

export function writeCursor(path: string, cursor: Cursor): void {
  const part = `${path}.part`
  const file = openSync(part, 'w', 0o600)
  try {
    writeSync(file, `${JSON.stringify(cursor)}\n`)
    fsyncSync(file)
  } finally {
    closeSync(file)
  }
  renameSync(part, path)
}

function areReadings(readings: unknown): boolean {
  if (typeof readings !== 'object' || readings === null) return false
  return Object.values(readings).every(
    (reading: Partial<Reading> | null) =>
      typeof reading?.floor === 'number' &&
      typeof reading.upTo === 'number' &&
      typeof reading.seen === 'object' &&
      reading.seen !== null,
  )
}
