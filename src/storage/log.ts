/** What storage says to the operator: pino's shape, a part of it. */
export interface StorageLog {
  warn(fields: Readonly<Record<string, unknown>>, message: string): void
  error(fields: Readonly<Record<string, unknown>>, message: string): void
}

export const silentLog: StorageLog = { warn: () => {}, error: () => {} }

const plainName = /^[A-Za-z0-9_.:]{1,80}$/

/** An error's name and code. Its message stays out of logs and tables: it may quote what a customer wrote. */
export function errorLabel(error: unknown): string {
  if (!(error instanceof Error)) return 'UnknownError'
  const name = plainName.test(error.name) ? error.name : 'Error'
  const code = 'code' in error && typeof error.code === 'string' ? error.code : ''
  return plainName.test(code) && code !== name ? `${name} ${code}` : name
}
