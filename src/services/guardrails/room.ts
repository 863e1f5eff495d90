import type { Operation } from '../../call/operation.ts'
import type { Envelope } from '../../envelope/envelope.ts'
import type { Iam } from '../../iam/iam.ts'
import type { Storage } from '../../storage/storage.ts'
import type { Classifier } from './assess/classify/classifier.ts'
import type { GuardrailSettings } from './settings.ts'

/** What every operation and job of guardrails works with. */
export interface GuardrailsRoom {
  readonly storage: Pick<Storage, 'kind' | 'database' | 'transaction' | 'jobs'>
  readonly envelope: Envelope
  readonly iam: Pick<Iam, 'authorize'>
  /** Judges what no rule can: topics, content filters, grounding. */
  readonly classifier: () => Promise<Classifier>
  readonly now: () => number
  readonly settings: GuardrailSettings
}

export type GuardrailOperation<Input, Output> = Operation<GuardrailsRoom, Input, Output>
