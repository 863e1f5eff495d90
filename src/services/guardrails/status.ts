import type { GuardrailStatus } from '@aws-sdk/client-bedrock'
import { statusOf } from './wire-enums.ts'

/** A version that a key change has not reached yet is UPDATING. */
export function shownStatus(isFormer: boolean, status: string): GuardrailStatus {
  return isFormer ? 'UPDATING' : statusOf(status)
}
