import type { ScopeWork } from '../../../resources/jobs.ts'
import { idOf } from '../../../resources/jobs.ts'
import { KeyUnavailableError } from '../errors.ts'

const attemptsMax = 5
const passing = new Set(['CREATING', 'PENDING_CREATION', 'UPDATING'])

/** To ACTIVE once the key has proved usable; to FAILED when that breaks for another reason again and again. */
export const activate: ScopeWork = async (scope, payload, job) => {
  const kind = idOf(payload, 'recordKind')
  const id = idOf(payload, 'recordId')
  try {
    const record = await scope.records.get(kind, id)
    if (record === null || !passing.has(record.status)) return undefined
    await scope.records.update(record, { status: 'ACTIVE' })
  } catch (error) {
    if (error instanceof KeyUnavailableError || job.attempts < attemptsMax) throw error
    await scope.records.setStatus(kind, id, 'FAILED')
  }
  return undefined
}
