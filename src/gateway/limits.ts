/** What a request may be. Everything that arrives is measured against these. */

export interface Limits {
  /** Body size unless the service's API description says more. */
  readonly bodyBytesMax: number
  /** Overrides by signing name. */
  readonly bodyBytesMaxByService: Readonly<Record<string, number>>
  /**
   * Bytes of all bodies held at once; past it new requests are told to come back. One half is for requests that claim their
   * body's hash, whose signature is verified before, the other for those that do not.
   */
  readonly bodyBytesInFlightMax: number
  /** Nesting of objects and lists in a JSON body. */
  readonly jsonDepthMax: number
  /** Values in a JSON body, or parameters of a form. */
  readonly membersMax: number
  /** How far a signed timestamp may be from our clock. Null: what AWS does (5 minutes; 15 for IAM and STS). */
  readonly clockSkewMinutes: number | null
}

export const defaultLimits: Limits = {
  bodyBytesMax: 1024 * 1024,
  bodyBytesMaxByService: {},
  bodyBytesInFlightMax: 512 * 1024 * 1024,
  jsonDepthMax: 64,
  membersMax: 100_000,
  clockSkewMinutes: null,
}
