/** Undoes what a record says was done, last first. */

import { type Api, ApiError } from '../../api.ts'
import type { Rule } from '../../rule.ts'
import type { FixContext, PlanStep } from '../fix.ts'
import { keyRuleId } from '../plan/plan.ts'
import { send } from '../send.ts'
import type { StepOutcome } from './apply.ts'
import { type Journal, type StepProgress, succeeded } from './journal.ts'

export interface Rollback {
  readonly rules: readonly Rule[]
  /** May write. */
  readonly api: (account: string, region: string) => Promise<Api>
  readonly journal: Journal
  readonly pause: (ms: number) => Promise<void>
  readonly report: (step: PlanStep, outcome: StepOutcome) => void
}

/** Steps that can be undone, in the order in which they would be. */
export function undoable(journal: Journal): readonly StepProgress[] {
  const stepIds = journal.entries().flatMap((entry) => (entry.kind === 'step' ? [entry.step.stepId] : []))
  return [...new Set(stepIds)]
    .reverse()
    .map((stepId) => journal.progressOf(stepId))
    .filter((progress) => progress !== null)
    .filter(({ sent, inDoubt, state }) => (sent > 0 || inDoubt) && state !== 'undone' && state !== 'restored')
}

/** @param confirmed step ids @throws {ApiError} of kind `credentials`. */
export async function rollBack(
  rollback: Rollback,
  confirmed: ReadonlySet<string>,
): Promise<ReadonlyMap<string, StepOutcome>> {
  const outcomes = new Map<string, StepOutcome>()
  for (const progress of undoable(rollback.journal)) {
    const { step } = progress
    if (!confirmed.has(step.stepId)) continue
    const outcome = await undo(rollback, progress).catch(failure)
    if (outcome.state === 'undone') {
      rollback.journal.append({ kind: 'done', stepId: step.stepId, state: 'undone', detail: outcome.detail })
    }
    outcomes.set(step.stepId, outcome)
    rollback.report(step, outcome)
  }
  return outcomes
}

function failure(error: unknown): StepOutcome {
  if (!(error instanceof ApiError) || error.kind === 'credentials') throw error
  return { state: 'failed', detail: `${error.operation} answered ${error.code}` }
}

async function undo(rollback: Rollback, { step, target }: StepProgress): Promise<StepOutcome> {
  const { journal, pause } = rollback
  const { stepId, inverse } = step
  if (inverse === null) return { state: 'skipped', detail: whyNot(step) }
  const api = await rollback.api(step.account, step.region)
  const fix = rollback.rules.find(({ id }) => id === step.ruleId)?.fix
  const settled = async () => {
    if (fix?.kind !== 'change' || target === null) return 'settled'
    const { finding, resource } = target
    const context: FixContext = { finding, resource, api, keyArn: step.keyArn, planId: '' }
    return (await fix.settled(context, step)).state
  }
  if ((await settled()) === 'lost') {
    return { state: 'drifted', detail: 'It was changed since; undoing would overwrite that.' }
  }
  for (const [call, planned] of inverse.entries()) {
    journal.append({
      kind: 'intent',
      stepId,
      undo: true,
      call,
      operation: `${planned.service}:${planned.operation}`,
    })
    await send(api, planned)
    journal.append({ kind: 'outcome', stepId, undo: true, call, code: succeeded })
    for (const pauseMs of [500, 1000, 2000, 4000, 8000, 15_000]) {
      if ((await settled()) !== 'pending') break
      await pause(pauseMs)
    }
  }
  return { state: 'undone', detail: 'as it was before' }
}

function whyNot({ ruleId, irreversible }: PlanStep): string {
  if (ruleId === keyRuleId) return 'The key stays: schedule its deletion when nothing is under it.'
  return irreversible ? 'AWS has no way back.' : 'There is no call that undoes it.'
}
