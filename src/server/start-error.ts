import type { Config } from './config.ts'

/** A reason not to start that the operator can act on. */
export class StartError extends Error {
  override readonly name = 'StartError'
}

/** Errors of rooms whose message is written for the operator. */
const operatorErrors = new Set(['DataFolderInUseError', 'NewerDatabaseError', 'RootKeyError', 'ConfigError'])

const systemErrors: Readonly<Record<string, (error: Error, config: Config) => string>> = {
  EADDRINUSE: (_error, { host, port }) => `${host}:${port} is in use; set KEYHOLD_LISTEN to another address`,
  EADDRNOTAVAIL: (_error, { host }) => `${host} is not an address of this machine; set KEYHOLD_LISTEN`,
  EACCES: (error) => `no permission: ${error.message}`,
  ENOSPC: (error) => `the disk is full: ${error.message}`,
}

/** Keeps the message of errors that are meant for the operator; anything else comes back unchanged, as a bug. */
export function asStartError(error: unknown, config: Config): unknown {
  if (!(error instanceof Error)) return error
  if (operatorErrors.has(error.name)) return new StartError(error.message, { cause: error })
  const code = (error as NodeJS.ErrnoException).code
  const explain = code === undefined ? undefined : systemErrors[code]
  if (explain) return new StartError(explain(error, config), { cause: error })
  if (config.databaseUrl !== undefined && code !== undefined) {
    // ECONNREFUSED, ENOTFOUND, or PostgreSQL's own code (28P01: wrong password); never the URL, it holds a password.
    return new StartError(
      `the database of KEYHOLD_DATABASE_URL does not answer (${code}); check address and password`,
      { cause: error },
    )
  }
  return error
}
