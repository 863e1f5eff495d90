import { randomUUID } from 'node:crypto'
import { type Call, emptyNotes, servicePrincipal } from '../call/call.ts'

/** A KMS call that the service makes with its caller's own permissions (forward access session). */
export function forwardedCall(call: Call, service: string, operation: string): Call {
  return { ...call, service: 'kms', operation, via: { service }, notes: emptyNotes() }
}

export interface ServiceCaller {
  readonly service: string
  readonly region: string
  readonly accountId: string
  readonly resourceArn: string
}

/**
 * A KMS call that the service makes as itself, under the grant. CloudTrail shows the service's name as address and user
 * agent of such calls.
 */
export function serviceCall(caller: ServiceCaller, operation: string, time: number): Call {
  const invokedBy = `${caller.service}.amazonaws.com`
  return {
    requestId: randomUUID(),
    service: 'kms',
    operation,
    principal: {
      kind: 'service',
      servicePrincipal: servicePrincipal(caller.service, caller.region),
      invokedBy,
      accountId: caller.accountId,
      sourceArn: caller.resourceArn,
    },
    region: caller.region,
    sourceIp: invokedBy,
    userAgent: invokedBy,
    secureTransport: true,
    time,
    notes: emptyNotes(),
  }
}
