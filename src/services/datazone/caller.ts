import type { Call } from '../../call/call.ts'
import { principalName } from '../../call/principal.ts'

/** Who made something, for `createdBy`: the ARN of the user or session. */
export function createdBy(call: Call): string {
  return principalName(call.principal)
}
