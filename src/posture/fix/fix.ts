/** How a finding is put right. A plan is literal: what a reviewer reads is what will be sent. */

import type { Api } from '../api.ts'
import type { Finding } from '../finding.ts'
import type { Resource } from '../resource.ts'
import type { KeyNeeds } from './key-needs.ts'

export interface PlannedCall {
  /** The service's id: `bedrock`. */
  readonly service: string
  /** AWS's name: `UpdateGuardrail`. */
  readonly operation: string
  readonly input: Readonly<Record<string, unknown>>
}

/** What one run of calls does to one resource. */
export interface StepDraft {
  readonly mode: 'IN-PLACE' | 'NEW-VERSION' | 'RE-CREATE'
  /** Sentences for the reviewer: what to look at before it is applied. */
  readonly preconditions: readonly string[]
  readonly calls: readonly PlannedCall[]
  /** Undoes it, in order; null: nothing can. */
  readonly inverse: readonly PlannedCall[] | null
  readonly irreversible: boolean
  readonly cost: 'none' | 'low' | 'money'
  readonly dataEffect: 'none' | 'future-only' | 're-encrypt' | 'loss'
  readonly confirm: 'none' | 'yes' | 'typed'
  /** Good to have, but not needed for the rule to pass: applied only when it is confirmed by itself. */
  readonly optional: boolean
  /** Hash of the fields that are sent again: if it differs when applied, somebody changed the resource meanwhile. `''`: none. */
  readonly snapshot: string
  /** What the resource looked like and will look like, for the diff. */
  readonly before: Readonly<Record<string, unknown>>
  readonly after: Readonly<Record<string, unknown>>
}

export interface PlanStep extends StepDraft {
  readonly stepId: string
  /** `key`: it makes or prepares a key for others. */
  readonly ruleId: string
  readonly findingUid: string
  readonly account: string
  readonly region: string
  readonly resource: { readonly uid: string; readonly type: string; readonly name: string }
  /** What FixContext.keyArn was; `''`: none. */
  readonly keyArn: string
  readonly dependsOn: readonly string[]
}

export interface FixContext<Facts = unknown> {
  readonly finding: Finding
  /** As its collector reads it now. */
  readonly resource: Resource<Facts>
  readonly api: Api
  /** ARN of the key to use, or the reference `$key:<purpose>` to one that a step of the same plan makes. */
  readonly keyArn: string
  /** The plan's, for idempotency tokens. */
  readonly planId: string
}

/** `lost`: it has settled, but not as planned; `differences` names the fields. */
export type Settlement =
  | { readonly state: 'pending' }
  | { readonly state: 'settled' }
  | { readonly state: 'lost' | 'failed'; readonly differences: readonly string[] }

/** Calls that can be sent as they stand. */
export interface Change<Facts = unknown> {
  readonly kind: 'change'
  /** Operations it may call, as `<service id>:<operation>`: `bedrock-agent:UpdateAgent`. A plan with any other is refused. */
  readonly reads: readonly string[]
  readonly writes: readonly string[]
  /** IAM actions besides those of the operations: `iam:PassRole`. */
  readonly alsoNeeds?: readonly string[]
  /** Who uses the key and how, for its key policy; null: it needs no key. By resource where the rule has several kinds. */
  readonly key: KeyNeeds | null | ((resource: Resource<Facts>) => KeyNeeds | null)
  /**
   * Reads the resource and says what to do; what comes after the first draft depends on it. Changes nothing. Asked again
   * when the step is applied, and what it says then has to be the same: an unchanged resource gives an unchanged plan.
   *
   * @throws {NotPlanned} when this resource is not to be changed by a program. @throws {ApiError}
   */
  plan(context: FixContext<Facts>): Promise<readonly StepDraft[]>
  /** Whether the resource is now as the step planned it. Polled with growing pauses. @throws {ApiError} */
  settled(context: FixContext<Facts>, step: PlanStep): Promise<Settlement>
}

export interface PlaybookStep {
  /** A sentence. */
  readonly text: string
  readonly call?: PlannedCall
  /** For a shell. */
  readonly command?: string
}

/** What a person does step by step: it costs money, loses data, or needs what no program can know. Printed, never run. */
export interface Playbook<Facts = unknown> {
  readonly kind: 'playbook'
  readonly key: KeyNeeds | null
  readonly cost: 'none' | 'low' | 'money'
  readonly dataEffect: 'none' | 'future-only' | 're-encrypt' | 'loss'
  /** May read, changes nothing. @throws {ApiError} */
  steps(context: FixContext<Facts>): Promise<readonly PlaybookStep[]>
}

export type Fix<Facts = unknown> = Change<Facts> | Playbook<Facts>

export function keyNeedsOf<Facts>({ key }: Fix<Facts>, resource: Resource<Facts>): KeyNeeds | null {
  return typeof key === 'function' ? key(resource) : key
}

/** Why this resource gets no step: a sentence for a person. */
export class NotPlanned extends Error {
  /** `UNMAPPED_MEMBER`, `OWNED_ELSEWHERE`… */
  readonly code: string

  constructor(code: string, message: string) {
    super(message)
    this.name = 'NotPlanned'
    this.code = code
  }
}
