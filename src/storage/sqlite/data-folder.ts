import { chmodSync, closeSync, existsSync, mkdirSync, openSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { isBusy } from './busy.ts'

/** Another server uses this data folder. */
export class DataFolderInUseError extends Error {
  override readonly name = 'DataFolderInUseError'
  constructor(folder: string, options?: ErrorOptions) {
    super(`the data folder ${folder} is in use by another server: stop it, or choose another folder`, options)
  }
}

/** Makes the folder, or closes an existing one to others: 0700. */
export function makePrivateFolder(folder: string): void {
  mkdirSync(folder, { recursive: true, mode: 0o700 })
  narrow(folder, 0o700)
}

/**
 * Makes the file with 0600 before SQLite would make it with 0644; its WAL and shared memory take over the mode. A file
 * that exists is not opened: closing any handle of it would drop the locks this process holds on it (fcntl(2)).
 */
export function makePrivateFile(path: string): void {
  if (existsSync(path)) narrow(path, 0o600)
  else closeSync(openSync(path, 'a', 0o600))
}

/**
 * Locks the data folder for the life of this process. The lock is SQLite's own on a file of its own: the operating
 * system lets go of it when the process ends, also by `kill -9`, which a file with a process id in it cannot promise.
 *
 * @throws DataFolderInUseError
 */
export function lockDataFolder(folder: string): { release(): void } {
  const path = join(folder, 'lock.db')
  makePrivateFile(path)
  const lock = new DatabaseSync(path, { timeout: 0 })
  try {
    lock.exec('pragma locking_mode = exclusive; begin exclusive')
  } catch (cause) {
    lock.close()
    if (isBusy(cause)) throw new DataFolderInUseError(folder, { cause })
    throw cause
  }
  return { release: () => lock.close() }
}

function narrow(path: string, mode: number): void {
  if ((statSync(path).mode & 0o777 & ~mode) !== 0) chmodSync(path, mode)
}
