/** Sentences and evidence that the rules about keys share. */

import type { FailedRead } from '../collectors/failed-read.ts'
import type { KmsKey } from '../collectors/kms-keys.ts'
import type { Evidence } from '../finding.ts'
import type { Verdict } from '../rule.ts'

/** @param at ms since the epoch: when it was read. */
export function evidence(
  api: string,
  path: string,
  value: string | number | boolean | null | undefined,
  at: number,
): Evidence {
  return { api, path, value: value == null ? null : String(value), at: new Date(at).toISOString() }
}

/** Emulators may leave KeyManager out; then nothing is said of the key. Undefined: it is the customer's. */
export function unclearManager({ manager, id }: KmsKey): Verdict | undefined {
  if (manager !== undefined) return undefined
  return {
    status: 'MANUAL',
    reasonCode: 'KEY_MANAGER_ABSENT',
    reasonText: `The answer about the key ${id} does not say who manages it.`,
  }
}

export function unread(failed: FailedRead | null, arn: string): Verdict {
  return {
    status: 'MANUAL',
    reasonCode: `API_ERROR:${failed?.code ?? 'Unknown'}`,
    reasonText: `${arn} could not be read: ${failed?.operation ?? 'a call'} answered ${failed?.code ?? 'nothing'}.`,
  }
}

/** Keys without a rotation of their own: what they are decides, not somebody's choice. */
export function doesNotRotate({ id, spec, origin, state, multiRegion }: KmsKey): Verdict {
  return {
    status: 'NOT_APPLICABLE',
    reasonCode: 'KEY_DOES_NOT_ROTATE',
    reasonText: `The key ${id} (${[spec, origin, state, multiRegion === 'REPLICA' ? 'replica' : undefined].filter((word) => word !== undefined).join(', ')}) has no automatic rotation of its own.`,
  }
}

const dayMs = 86_400_000

/** Whole days, begun ones counted. Both in ms since the epoch. */
export function daysUntil(later: number, earlier: number): number {
  return Math.ceil((later - earlier) / dayMs)
}
