/** How collectors, the key classifier and fixes speak to AWS or to Keyhold: only through here, counted, limited and retried. */

import type { Parameters } from './parameters.ts'

/** A service and its client; the package is loaded with the first call. */
export interface AwsService<Client> {
  /** Endpoint and rate are looked up by it: `bedrock-agent`. */
  readonly id: string
  /** As `AWS_ENDPOINT_URL_<ID>` writes it: `BEDROCK_AGENT`. */
  readonly environmentId: string
  /** IAM's prefix, which may be another: `profile` for customer-profiles. */
  readonly iamPrefix: string
  readonly load: () => Promise<(config: ClientConfig) => Client>
}

/** Handed to the SDK's constructor as it is. */
export type ClientConfig = object

export type ApiErrorKind =
  /** AccessDenied and its like, also by a service control policy. */
  | 'denied'
  /** ResourceNotFound: gone between list and get. */
  | 'not-found'
  /** 501, UnknownOperation: the endpoint does not have it. */
  | 'not-implemented'
  /** The service has no endpoint in the region, or the region is not enabled. */
  | 'not-in-region'
  | 'throttled'
  /** ExpiredToken and its like: the whole scan ends, to be resumed. */
  | 'credentials'
  /** 5xx, timeouts, broken connections. */
  | 'unavailable'
  /** Any other refusal. */
  | 'refused'

/** An SDK's error, told apart. Its message never holds request contents. */
export class ApiError extends Error {
  readonly kind: ApiErrorKind
  /** The service's code: `AccessDeniedException`. */
  readonly code: string
  /** `bedrock:GetGuardrail`. */
  readonly operation: string

  constructor(kind: ApiErrorKind, code: string, operation: string, options?: ErrorOptions) {
    super(`${operation}: ${code}`, options)
    this.name = 'ApiError'
    this.kind = kind
    this.code = code
    this.operation = operation
  }
}

/** One account in one region. */
export interface Api {
  readonly account: string
  readonly region: string
  readonly partition: string
  /** Somebody else than AWS answers for the service: Keyhold, an emulator. Absent: AWS always. */
  isSelfHosted?(service: AwsService<unknown>): boolean
  readonly now: () => number
  /** How far collectors reach, the widest of all rules'. Absent: as the default parameters say. */
  readonly reach?: Pick<Parameters, 'lookbackDays' | 'sessionsMax'>
  /**
   * @param operation AWS's name of it; for rates, counts and errors.
   * @throws {ApiError} after the retries.
   */
  call<Client, Output>(
    service: AwsService<Client>,
    operation: string,
    send: (client: Client) => Promise<Output>,
  ): Promise<Output>
  /** Done once in a scan for this account and region, result and error shared: a bucket that many resources name. */
  once<T>(name: string, work: () => Promise<T>): Promise<T>
  /** The same account elsewhere. */
  in(region: string): Api
}
