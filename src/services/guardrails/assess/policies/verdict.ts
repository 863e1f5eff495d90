import type { GuardrailAssessment, GuardrailUsage } from '@aws-sdk/client-bedrock-runtime'
import type { Mask } from '../mask.ts'

/** What one policy says of the content. */
export interface Verdict {
  /** Its member of the assessment; absent members say that there is nothing to report. */
  readonly assessment: GuardrailAssessment
  readonly blocked: boolean
  /** By index of the judged text. */
  readonly masks: readonly (readonly Mask[])[]
  readonly usage: Partial<GuardrailUsage>
}

export const silent: Verdict = { assessment: {}, blocked: false, masks: [], usage: {} }
