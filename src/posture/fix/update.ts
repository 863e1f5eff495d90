/** Most fixes are one: read what the resource is in the shape of the call that changes it, and send it back with the key. */

import type { Change, FixContext, PlannedCall, PlanStep, Settlement, StepDraft } from './fix.ts'
import { NotPlanned } from './fix.ts'
import type { KeyNeeds } from './key-needs.ts'
import { differences, hashOf, plain } from './values.ts'

export type Input = Readonly<Record<string, unknown>>

export interface Current {
  /** The input that would make the resource what it is now, its key (when it has one) among it. */
  readonly input: Input
  /** Default `settled`. */
  readonly state?: 'pending' | 'settled' | 'failed'
  /** Of this resource, besides the row's. */
  readonly preconditions?: readonly string[]
}

export interface UpdateRow<Facts> {
  /** The service's id and AWS's name of the call that changes it. */
  readonly service: string
  readonly operation: string
  /** Operations that `read` and `followUps` call. */
  readonly reads: readonly string[]
  readonly alsoNeeds?: readonly string[]
  readonly key: KeyNeeds | null
  read(context: FixContext<Facts>): Promise<Current>
  withKey(input: Input, keyArn: string, context: FixContext<Facts>): Input
  /** Sent after the change and after its undoing: PrepareAgent. */
  afterwards?(input: Input, context: FixContext<Facts>): readonly PlannedCall[]
  /** What else makes sense when it is done: a version. */
  followUps?(context: FixContext<Facts>): readonly StepDraft[]
  readonly moreWrites?: readonly string[]
  /**
   * What restores it; null: nothing can. Default: the same call with what was read. Where the API cannot take a key away,
   * that is null too when there was none.
   */
  undo?(input: Input, context: FixContext<Facts>): readonly PlannedCall[] | null
  readonly irreversible?: true
  readonly preconditions?: readonly string[]
  readonly dataEffect: StepDraft['dataEffect']
  readonly cost?: StepDraft['cost']
}

export function updateFix<Facts>(row: UpdateRow<Facts>): Change<Facts> {
  const { service, operation, dataEffect, irreversible = false } = row
  const callsWith = (input: Input, context: FixContext<Facts>): readonly PlannedCall[] => [
    { service, operation, input },
    ...(row.afterwards?.(input, context) ?? []),
  ]
  return {
    kind: 'change',
    reads: row.reads,
    writes: [`${service}:${operation}`, ...(row.moreWrites ?? [])],
    ...(row.alsoNeeds === undefined ? {} : { alsoNeeds: row.alsoNeeds }),
    key: row.key,

    async plan(context) {
      const { input: before, state, preconditions = [] } = await readPlain(row, context)
      if (state === 'pending') throw new NotPlanned('RESOURCE_STATE_TRANSIENT', 'It is changing; plan again.')
      const after = row.withKey(before, context.keyArn, context)
      const undo = row.undo === undefined ? callsWith(before, context) : row.undo(before, context)
      const draft: StepDraft = {
        mode: 'IN-PLACE',
        preconditions: [...(row.preconditions ?? []), ...preconditions],
        calls: callsWith(after, context),
        inverse: irreversible ? null : undo,
        irreversible,
        cost: row.cost ?? 'none',
        dataEffect,
        confirm: confirmFor(dataEffect, irreversible),
        optional: false,
        snapshot: hashOf(before),
        before,
        after,
      }
      return [draft, ...(row.followUps?.(context) ?? [])]
    },

    async settled(context, step): Promise<Settlement> {
      const { input, state } = await readPlain(row, context)
      if (state === 'pending') return { state }
      if (state === 'failed') return { state, differences: ['status'] }
      const lost = differences(step.calls[0]?.input, input).map(({ path }) => path)
      return lost.length === 0 ? { state: 'settled' } : { state: 'lost', differences: lost }
    },
  }
}

async function readPlain<Facts>(row: UpdateRow<Facts>, context: FixContext<Facts>): Promise<Current> {
  const current = await row.read(context)
  try {
    return { ...current, input: plain(current.input) }
  } catch (error) {
    if (!(error instanceof TypeError)) throw error
    throw new NotPlanned('NOT_JSON', 'It holds what a plan cannot carry: times or bytes.')
  }
}

/** In place without an effect on data: yes or no. Everything else: the resource's name, typed. */
export function confirmFor(dataEffect: PlanStep['dataEffect'], irreversible: boolean): 'yes' | 'typed' {
  return irreversible || dataEffect !== 'none' ? 'typed' : 'yes'
}
