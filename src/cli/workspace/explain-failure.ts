import { statusOf, WorkspaceFailure } from './failure.ts'

/** One line that says what to mend. Services' messages are for their caller, which the operator is. */
export function explainFailure(error: unknown): string {
  if (error instanceof WorkspaceFailure) return error.message
  if (!(error instanceof Error)) return 'something failed that says nothing about itself'
  if (error.name === 'CredentialsProviderError') {
    return `no credentials: ${error.message}. Give --profile, or: eval "$(keyhold env)"`
  }
  if (error.message === 'Region is missing') return 'no region: give --region'
  const status = statusOf(error)
  if (status !== undefined) return `${error.name} (${status}): ${error.message}`
  const { code } = error as NodeJS.ErrnoException
  if (code !== undefined) return `${error.message || 'the endpoint cannot be reached'} (${code})`
  return `${error.name}: ${error.message}`
}
