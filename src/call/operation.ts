/**
 * What a room offers to the outside: its operations, as data. The gateway decodes and validates by the AWS schema of
 * the same name, then calls `handle`; `trail` records by the two projections.
 */

import type { Call } from './call.ts'

export interface Operation<Room, Input = unknown, Output = unknown> {
  /** Whether the trail calls it read-only (KMS: every cryptographic operation is). */
  readonly readOnly: boolean
  /** `Data` events do not appear in LookupEvents' management history. Default: `Management`. */
  readonly category?: 'Management' | 'Data'
  /**
   * What the trail may know of the request, in lowerCamelCase. Never plaintext, key bytes, secrets or anything that a
   * data service seals. Null when nothing is loggable.
   */
  readonly recordRequest: (input: Input) => Readonly<Record<string, unknown>> | null
  /** The same for the answer. Absent: `responseElements` is null. */
  readonly recordResponse?: (output: Output) => Readonly<Record<string, unknown>> | null
  /** Get the resource, authorize, check state, act, answer. `input` has already passed the API model's constraints. */
  readonly handle: (room: Room, call: Call, input: Input) => Promise<Output>
}

/** The API has it and Keyhold does not, yet: answered with 501 and listed in docs/coverage.md. */
export const missing = 'missing'
export type Missing = typeof missing

// biome-ignore lint/suspicious/noExplicitAny: each operation has its own input and output; the tables are checked by OperationTable.
export type AnyOperation<Room> = Operation<Room, any, any>

/**
 * The table of a service: exactly one row for each operation of the SDK's client class, so a missing or an extra row is
 * a type error: `const operations = {…} satisfies OperationTable<KmsRoom, KMS>`.
 */
export type OperationTable<Room, Client> = Record<OperationName<Client>, AnyOperation<Room> | Missing>

export type OperationName<Client> = Capitalize<
  Exclude<
    {
      [Name in keyof Client]: Client[Name] extends (...args: never[]) => unknown ? Name : never
    }[keyof Client] &
      string,
    'send' | 'destroy' | `paginate${string}` | `waitUntil${string}`
  >
>

/** A service as the gateway mounts it. */
export interface Service {
  /** Signing name, which is also the name of its model file in the gateway: `kms`. */
  readonly name: string
  // biome-ignore lint/suspicious/noExplicitAny: the room's type is known only to its own operations.
  readonly room: any
  // biome-ignore lint/suspicious/noExplicitAny: see above.
  readonly operations: Readonly<Record<string, AnyOperation<any> | Missing>>
}
