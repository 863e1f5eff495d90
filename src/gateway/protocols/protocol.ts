/** What an AWS protocol is to the gateway: which operation, its input, its answer, its errors. */

import type { Readable } from 'node:stream'
import type { NormalizedSchema } from '@smithy/core/schema'
import type { Incoming } from '../incoming.ts'
import type { WireError } from './error-names.ts'

export interface Answer {
  readonly status: number
  readonly contentType: string | null
  /** Beyond the content type; lower-case names. */
  readonly headers: Readonly<Record<string, string>> | null
  readonly body: string | Uint8Array | Readable
}

export interface OperationSchema {
  readonly name: string
  readonly input: NormalizedSchema
  readonly output: NormalizedSchema
  /** The `http` trait: method, path template, status. Null for the RPC protocols. */
  readonly http: readonly [method: string, path: string, status: number] | null
}

/** A request that has found its operation. */
export interface Route {
  readonly operation: string
  /** REST: what stood in the path's labels, decoded. */
  readonly labels: Readonly<Record<string, string>> | null
  /** Query: the form's parameters. */
  readonly form: ReadonlyMap<string, string> | null
}

export interface Protocol {
  /** @throws AwsError UnknownOperationException, or one of a request that cannot be read so far */
  route(request: Incoming): Route
  /** Compiles what the operation needs; called once an operation. */
  codec(operation: OperationSchema): Codec
}

export interface Codec {
  /** @throws AwsError SerializationException */
  decode(request: Incoming, route: Route): unknown
  encode(output: unknown, requestId: string): Answer
}

/** Errors need no operation: also requests that never found one get an answer in their protocol's shape. */
export type ErrorEncoder = (error: WireError, requestId: string) => Answer
