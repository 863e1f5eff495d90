import { DatabaseSync } from 'node:sqlite'
import { makePrivateFile } from './data-folder.ts'

/** While a file is being opened, its log may be under recovery by another process. */
const openMs = 1000

/**
 * `synchronous = full`: a commit is on disk when it returns. `secure_delete`: what is deleted is overwritten with zeros
 * (sqlite.org/pragma.html). In a file of one process the busy timeout only covers tools that look into it; other
 * processes that write are waited for by whoever asks (`busy.ts`).
 */
export function openDatabaseFile(path: string, { isShared }: { isShared: boolean }): DatabaseSync {
  makePrivateFile(path)
  const database = new DatabaseSync(path, { timeout: openMs })
  database.exec('pragma journal_mode = wal; pragma synchronous = full; pragma secure_delete = on')
  if (isShared) database.exec('pragma busy_timeout = 0')
  return database
}

export function openReadOnly(path: string): DatabaseSync {
  return new DatabaseSync(path, { readOnly: true, timeout: openMs })
}

/**
 * Folds the write-ahead log into the database and empties it: deleted content leaves the disk.
 * @throws WriteAheadLogInUse when somebody writes, or reads from an old snapshot, and it had to stop
 */
export function truncateWriteAheadLog(database: DatabaseSync): void {
  const row = database.prepare('pragma wal_checkpoint(truncate)').get()
  if (row?.busy !== 0) throw new WriteAheadLogInUse()
}

export class WriteAheadLogInUse extends Error {
  override readonly name = 'WriteAheadLogInUse'
  /** SQLITE_BUSY, which the pragma tells in its row. */
  readonly errcode = 5
  constructor() {
    super('the write-ahead log is in use and could not be emptied')
  }
}
