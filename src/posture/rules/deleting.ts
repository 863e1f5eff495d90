import type { Verdict } from '../rule.ts'

const words = new Set([
  'DELETING',
  'DELETED',
  'DELETE_IN_PROGRESS',
  'PENDING_DELETION',
  'Deleting',
  'Deleted',
])

/** What is going away needs no other key. Undefined: it stays. */
export function deleting(status: string | undefined): Verdict | undefined {
  if (status === undefined || !words.has(status)) return undefined
  return {
    status: 'NOT_APPLICABLE',
    reasonCode: 'RESOURCE_DELETING',
    reasonText: `It is being deleted (${status}).`,
  }
}
