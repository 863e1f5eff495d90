/** Reads a resource so completely that it can be put back whole. */

import type { Api, AwsService } from '../api.ts'
import { captureBody, refuseUnknown, refuseUnmapped } from './unmapped.ts'
import type { Input } from './update.ts'

export interface Read<Client, Output> {
  readonly service: AwsService<Client>
  /** `GetGuardrail`. */
  readonly operation: string
  /** The SDK's command, made for this one call. */
  readonly command: object
  readonly send: (client: Client) => Promise<Output>
}

/** @throws {NotPlanned} UNMAPPED_MEMBER when the service says more than the SDK understands. @throws {ApiError} */
export async function readWhole<Client, Output extends object>(
  api: Api,
  { service, operation, command, send }: Read<Client, Output>,
): Promise<Output> {
  const body = captureBody(command)
  const output = await api.call(service, operation, send)
  refuseUnknown(body(), output)
  return output
}

/**
 * The members that the write takes under the same name.
 *
 * @param ignored those that only the service writes: ids, states, times.
 * @throws {NotPlanned} UNMAPPED_MEMBER for any other.
 */
export function resend(output: object, sent: readonly string[], ignored: readonly string[]): Input {
  refuseUnmapped(output, [...sent, ...ignored, '$metadata'])
  return Object.fromEntries(Object.entries(output).filter(([name]) => sent.includes(name)))
}
