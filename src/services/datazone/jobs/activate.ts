import { idOf, type ScopeWork } from '../../../resources/jobs.ts'
import { KeyUnavailableError } from '../errors.ts'

const attemptsMax = 5

/** To AVAILABLE once the key has proved usable; to CREATION_FAILED when that breaks for another reason again and again. */
export const activate: ScopeWork = async (scope, payload, job) => {
  const domainId = idOf(payload, 'domainId')
  try {
    const record = await scope.records.get('domain', domainId)
    if (record === null || record.status !== 'CREATING') return undefined
    await scope.records.update(record, { status: 'AVAILABLE' })
  } catch (error) {
    if (error instanceof KeyUnavailableError || job.attempts < attemptsMax) throw error
    await scope.records.setStatus('domain', domainId, 'CREATION_FAILED')
  }
  return undefined
}
