import { DatabaseSync } from 'node:sqlite'
import { makePrivateFile } from './data-folder.ts'

/**
 * `synchronous = full`: a commit is on disk when it returns. `secure_delete`: what is deleted is overwritten with zeros
 * (sqlite.org/pragma.html). The busy timeout only covers tools that look into the file: nobody else writes.
 */
export function openDatabaseFile(path: string): DatabaseSync {
  makePrivateFile(path)
  const database = new DatabaseSync(path, { timeout: 1000 })
  database.exec('pragma journal_mode = wal; pragma synchronous = full; pragma secure_delete = on')
  return database
}

export function openReadOnly(path: string): DatabaseSync {
  return new DatabaseSync(path, { readOnly: true, timeout: 1000 })
}

/**
 * Folds the write-ahead log into the database and empties it: deleted content leaves the disk.
 * @throws when somebody reads from an old snapshot and it had to stop.
 */
export function truncateWriteAheadLog(database: DatabaseSync): void {
  const row = database.prepare('pragma wal_checkpoint(truncate)').get()
  if (row?.busy !== 0) throw new Error('the write-ahead log is in use and could not be emptied')
}
