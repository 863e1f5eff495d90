import type { Call } from '../call/call.ts'

/** Where a resource is. */
export interface Place {
  readonly region: string
  readonly accountId: string
}

/** Where a caller's own resources are: the account that calls, in the region it calls. */
export function placeOf(call: Call): Place {
  return { accountId: call.principal.accountId, region: call.region }
}
