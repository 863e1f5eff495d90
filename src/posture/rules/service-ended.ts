import type { Verdict } from '../rule.ts'

/** @param endedCode what AWS answered instead of the service; null: it is there. */
export function serviceEnded(endedCode: string | null): Verdict | undefined {
  if (endedCode === null) return undefined
  return {
    status: 'NOT_APPLICABLE',
    reasonCode: 'SERVICE_ENDED',
    reasonText: `AWS ended this service; it answered ${endedCode}.`,
  }
}
