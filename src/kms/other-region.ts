/** The half of a call that happens in another Region: KMS does it for the caller, and the trail has an event there. */

import { type Call, emptyNotes } from '../call/call.ts'
import type { Operation } from '../call/operation.ts'
import type { Kms } from './kms.ts'

/**
 * Runs `work` as `operation` in the Region, recorded as called through KMS. `work` gets the call with which the caller is
 * authorized there: as the caller's own, with the notes of the other event.
 */
export function recordedInRegion<Input, Output>(
  kms: Kms,
  call: Call,
  region: string,
  operation: { name: string; of: Operation<Kms, Input, Output>; input: Input },
  work: (regionalCall: Call) => Promise<Output>,
): Promise<Output> {
  const own: Call = { ...call, region, operation: operation.name, notes: emptyNotes() }
  const recorded: Call = { ...own, via: { service: 'kms' } }
  return kms.trail.recorded(recorded, operation.of, operation.input, () => work(own))
}
