/**
 * The trail's door: what happened. One CloudTrail-shaped event a call, chained by hash, durable before the answer leaves.
 */

import type { Call } from '../call/call.ts'
import type { AnyOperation } from '../call/operation.ts'

export interface Trail {
  /**
   * Runs one operation and resolves (or rejects with the operation's own error) only after its event is durable.
   * The only way to call an operation: the gateway uses it for clients, services use it for KMS.
   * If the event cannot be made durable the answer is withheld and TrailUnavailableError is thrown instead.
   */
  recorded<Output>(
    call: Call,
    // biome-ignore lint/suspicious/noExplicitAny: only the projections are used here.
    operation: Pick<AnyOperation<any>, 'readOnly' | 'category' | 'recordRequest' | 'recordResponse'>,
    /** Null when the request could not be decoded or validated: requestParameters is then null. */
    input: unknown,
    act: () => Promise<Output>,
  ): Promise<Output>
  /** An event that no call caused (a key deleted at the end of its window): `AwsServiceEvent`. Durable when it resolves. */
  serviceEvent(event: ServiceEvent): Promise<void>
  /** Waits until everything handed over is durable. */
  flush(): Promise<void>
}

export interface ServiceEvent {
  /** e.g. `kms` */
  readonly service: string
  /** e.g. `DeleteKey` */
  readonly name: string
  readonly accountId: string
  readonly region: string
  readonly time: number
  readonly resources: readonly { readonly accountId: string; readonly type: string; readonly arn: string }[]
  readonly serviceEventDetails: Readonly<Record<string, unknown>>
  /** e.g. `{ keyId: <key ARN> }`, as KMS says since December 2022. Default: null. */
  readonly responseElements?: Readonly<Record<string, unknown>>
}

export class TrailUnavailableError extends Error {
  override readonly name = 'TrailUnavailableError'
}
