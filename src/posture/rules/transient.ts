import type { Verdict } from '../rule.ts'

const changing = new Set(['CREATING', 'UPDATING', 'VERSIONING'])

/** A resource in the middle of a change: what it will be cannot be said yet. Undefined: it has settled. */
export function transient(what: string, status: string | undefined): Verdict | undefined {
  if (!changing.has(status ?? '')) return undefined
  return {
    status: 'MANUAL',
    reasonCode: 'RESOURCE_STATE_TRANSIENT',
    reasonText: `The ${what} is ${status}; scan again when it has settled.`,
  }
}
