import type { AnyOperation, Missing } from '../../call/operation.ts'
import { missing } from '../../call/operation.ts'
import { RecordConflictError, RecordExistsError, ScopeMissingError } from '../../envelope/envelope.ts'
import { conflict, resourceMissing } from './errors.ts'
import type { QBusinessRoom } from './room.ts'

type Operations = Readonly<Record<string, AnyOperation<QBusinessRoom> | Missing>>

/**
 * The operations, answering a race that a call lost with the service's own errors: its application was deleted under
 * it, or another call changed the same thing first.
 */
export function tellingLostRaces(operations: Operations): Operations {
  return Object.fromEntries(
    Object.entries(operations).map(([name, operation]) => [
      name,
      operation === missing ? missing : telling(operation),
    ]),
  )
}

function telling(operation: AnyOperation<QBusinessRoom>): AnyOperation<QBusinessRoom> {
  return {
    ...operation,
    async handle(room, call, input) {
      try {
        return await operation.handle(room, call, input)
      } catch (error) {
        const applicationId = String(input.applicationId ?? '')
        if (error instanceof ScopeMissingError) throw resourceMissing('Application', applicationId)
        if (error instanceof RecordConflictError || error instanceof RecordExistsError) {
          throw conflict(
            'Application',
            applicationId,
            'Another request changed the same thing first. Try again.',
          )
        }
        throw error
      }
    },
  }
}
