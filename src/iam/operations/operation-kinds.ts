import type { Call } from '../../call/call.ts'
import type { Operation } from '../../call/operation.ts'
import type { IamRoom } from '../room.ts'

type Handle<Input, Output> = (iam: IamRoom, call: Call, input: Input) => Promise<Output>

/** An operation that only looks. */
export function query<Input, Output>(handle: Handle<Input, Output>): Operation<IamRoom, Input, Output> {
  return { readOnly: true, recordRequest: lowerCamel, handle }
}

/** An operation that changes something; its answer is recorded as well. */
export function change<Input, Output>(handle: Handle<Input, Output>): Operation<IamRoom, Input, Output> {
  return { readOnly: false, recordRequest: lowerCamel, recordResponse: lowerCamel, handle }
}

/** AWS's members as the trail spells them; null when there are none. */
export function lowerCamel(members: unknown): Readonly<Record<string, unknown>> | null {
  if (typeof members !== 'object' || members === null) return null
  const spelled = Object.entries(members).flatMap(([name, value]) =>
    value === undefined ? [] : [[name.charAt(0).toLowerCase() + name.slice(1), spell(value)]],
  )
  return spelled.length === 0 ? null : Object.fromEntries(spelled)
}

function spell(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(spell)
  if (value instanceof Date) return value.toISOString()
  return typeof value === 'object' && value !== null ? lowerCamel(value) : value
}

/** A member that the API model requires, so that validation has let nothing through without it. */
export function given<T>(value: T | undefined, member: string): T {
  if (value === undefined) throw new Error(`invariant: ${member} was validated as required`)
  return value
}
