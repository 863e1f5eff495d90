/** What the user can mend by calling the scan otherwise: one sentence, no stack. */
export class UsageError extends Error {
  override readonly name: string = 'UsageError'
}

/** Credentials or configuration that do not work. */
export class SetupError extends UsageError {
  override readonly name = 'SetupError'
}
