/** What the operator can mend: one line, no stack. Never holds anything that a customer wrote into a workspace. */
export class WorkspaceFailure extends Error {
  override readonly name = 'WorkspaceFailure'
}

/** Whether a service answered with this error. */
export function isAnswer(error: unknown, name: string): error is Error {
  return error instanceof Error && error.name === name
}

/** Keyhold answers 501 for operations that it does not have: what they would list cannot be there. */
export function isMissingOperation(error: unknown): boolean {
  return statusOf(error) === 501
}

export function statusOf(error: unknown): number | undefined {
  if (typeof error !== 'object' || error === null || !('$metadata' in error)) return undefined
  const { $metadata: metadata } = error as { $metadata?: { httpStatusCode?: number } }
  return metadata?.httpStatusCode
}
