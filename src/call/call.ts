/**
 * The facts of one request. A `Call` is a value that is passed down, never a global: every room learns who calls,
 * from where and on whose behalf from it, and writes what the trail has to know into its notes.
 */

import type { Principal } from './principal.ts'

export interface Call {
  /** The same id in the answer's `x-amzn-RequestId`, the trail's `requestID` and the log line. */
  readonly requestId: string
  /** The AWS service that is called, as its signing name: `kms`, `qbusiness`, `iam`, `sts`, `cloudtrail`. */
  readonly service: string
  /** The operation's AWS name, e.g. `GenerateDataKey`. */
  readonly operation: string
  readonly principal: Principal
  /** Region the request was signed for, e.g. `eu-central-1`. */
  readonly region: string
  readonly sourceIp: string
  readonly userAgent: string
  readonly secureTransport: boolean
  /** What the trail says of the TLS connection. Set by the listener when there is one. */
  readonly tlsDetails?: {
    readonly tlsVersion: string
    readonly cipherSuite: string
    readonly clientProvidedHostHeader: string
  }
  /** Milliseconds since the epoch; every decision of one request uses this one instant. */
  readonly time: number
  /**
   * Set when an AWS service calls another one with the caller's own permissions (forward access session):
   * the service principal, e.g. `{ service: 'qbusiness' }`. Feeds `kms:ViaService`, `aws:CalledVia`, `invokedBy`.
   */
  readonly via?: ForwardAccess
  /** What the trail's record of this call says beyond request and response. Handlers add to it. */
  readonly notes: TrailNotes
}

export interface ForwardAccess {
  /** Short service name, e.g. `qbusiness`. `kms:ViaService` is `<service>.<region>.amazonaws.com`. */
  readonly service: string
}

/** Mutable on purpose: a handler knows the resources of a call only after it has resolved them. */
export interface TrailNotes {
  resources: TrailResource[]
  additionalEventData?: Record<string, unknown>
  /** Overrides what the operation's `recordRequest` derives from the input, e.g. the resolved key ARN of Decrypt. */
  requestParameters?: Record<string, unknown> | null
  /** Overrides what the operation's `recordResponse` derives from the output. */
  responseElements?: Record<string, unknown> | null
  /** How the decision was reached, for the operator's `explain`; never sent to the caller. */
  authorization?: unknown
}

export interface TrailResource {
  readonly accountId: string
  /** CloudFormation type, e.g. `AWS::KMS::Key`. */
  readonly type: string
  readonly arn: string
}

export function emptyNotes(): TrailNotes {
  return { resources: [] }
}

/** `qbusiness` in `eu-central-1` → `qbusiness.eu-central-1.amazonaws.com`. */
export function regionalServicePrincipal(service: string, region: string): string {
  return `${service}.${region}.amazonaws.com`
}

/** Services that AWS's grants name without the Region ("Encryption of knowledge base resources": `bedrock.amazonaws.com`). */
const servicesWithoutRegion: ReadonlySet<string> = new Set(['bedrock'])

/** As what a service acts for itself: grantee and retiring principal of its grants. */
export function servicePrincipal(service: string, region: string): string {
  return servicesWithoutRegion.has(service)
    ? `${service}.amazonaws.com`
    : regionalServicePrincipal(service, region)
}
