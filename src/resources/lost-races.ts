import { type AnyOperation, type Missing, missing } from '../call/operation.ts'
import { RecordConflictError, RecordExistsError, ScopeMissingError } from '../envelope/envelope.ts'

export interface RaceErrors {
  /** The resource was deleted while the call was under way. */
  // biome-ignore lint/suspicious/noExplicitAny: each operation has its own input.
  readonly gone: (input: any) => Error
  /** Another call changed the same thing first. */
  // biome-ignore lint/suspicious/noExplicitAny: see above.
  readonly changed: (input: any) => Error
}

/** The operations, answering a race that a call lost with the service's own errors. */
export function tellingLostRaces<Room>(
  operations: Readonly<Record<string, AnyOperation<Room> | Missing>>,
  errors: RaceErrors,
): Readonly<Record<string, AnyOperation<Room> | Missing>> {
  return Object.fromEntries(
    Object.entries(operations).map(([name, operation]) => [
      name,
      operation === missing ? missing : telling(operation, errors),
    ]),
  )
}

function telling<Room>(operation: AnyOperation<Room>, errors: RaceErrors): AnyOperation<Room> {
  return {
    ...operation,
    async handle(room, call, input) {
      try {
        return await operation.handle(room, call, input)
      } catch (error) {
        if (error instanceof ScopeMissingError) throw errors.gone(input)
        if (error instanceof RecordConflictError || error instanceof RecordExistsError) {
          throw errors.changed(input)
        }
        throw error
      }
    },
  }
}
