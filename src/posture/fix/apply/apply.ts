/** The only writer: sends what was planned and confirmed, and nothing else. */

import { type Api, ApiError } from '../../api.ts'
import type { Parameters } from '../../parameters.ts'
import type { Rule } from '../../rule.ts'
import type { PlanStep } from '../fix.ts'
import type { Plan } from '../plan/plan.ts'
import { keyRuleId } from '../plan/plan.ts'
import type { Journal, StepState } from './journal.ts'
import { applyKeyStep } from './key-step.ts'
import { applyStep } from './step.ts'

export interface Applier {
  readonly rules: readonly Rule[]
  /** May write. */
  readonly api: (account: string, region: string) => Promise<Api>
  parametersOf(ruleId: string): Parameters
  readonly journal: Journal
  readonly pause: (ms: number) => Promise<void>
  readonly report: (step: PlanStep, outcome: StepOutcome) => void
  /** Told before a step's first call. */
  readonly begin: (step: PlanStep) => void
}

export interface ApplyOptions {
  /** Confirmed by the user; the rest is left alone. */
  readonly confirmed: ReadonlySet<string>
  readonly keepGoing: boolean
  readonly changesMax: number
}

export interface StepOutcome {
  /** `skipped`: not tried, `detail` says why. */
  readonly state: StepState | 'skipped'
  readonly detail: string
}

/** Everything of one run that steps share. */
export interface Run extends Applier {
  readonly plan: Plan
  /** ARNs of keys that steps made, by account, region and purpose. */
  readonly keys: Map<string, string>
  /** Services need a moment to see a key that is new. */
  readonly freshKeys: Set<string>
}

/** @returns what became of each step of the plan that was confirmed. @throws {ApiError} of kind `credentials`. */
export async function applyPlan(
  applier: Applier,
  plan: Plan,
  { confirmed, keepGoing, changesMax }: ApplyOptions,
): Promise<ReadonlyMap<string, StepOutcome>> {
  const run: Run = { ...applier, plan, keys: new Map(), freshKeys: new Set() }
  const outcomes = new Map<string, StepOutcome>()
  const stopped = new Set<string>()
  let changes = 0
  for (const step of plan.steps) {
    if (!confirmed.has(step.stepId)) continue
    const before = finishedBefore(run, step)
    const reason = before === null ? whyNot(step, { outcomes, stopped, changes, changesMax }) : null
    const outcome = before ?? (reason === null ? await attempt(run, step) : skipped(reason))
    if (before === null && reason === null) changes += 1
    if (isFailure(outcome) && !keepGoing) stopped.add(serviceOf(step))
    outcomes.set(step.stepId, outcome)
    run.report(step, outcome)
  }
  return outcomes
}

export function isFailure({ state }: StepOutcome): boolean {
  return state === 'failed' || state === 'drifted' || state === 'restored'
}

const skipped = (detail: string): StepOutcome => ({ state: 'skipped', detail })

/** By an earlier run with the same journal. */
function finishedBefore(run: Run, { stepId, account, region, keyArn }: PlanStep): StepOutcome | null {
  const progress = run.journal.progressOf(stepId)
  if (progress?.state !== 'fixed' && progress?.state !== 'applied') return null
  if (progress.keyArn !== null) run.keys.set(keyName(account, region, keyArn), progress.keyArn)
  return { state: progress.state, detail: 'done before' }
}

export function keyName(account: string, region: string, reference: string): string {
  return [account, region, reference].join('|')
}

function whyNot(
  step: PlanStep,
  {
    outcomes,
    stopped,
    changes,
    changesMax,
  }: {
    readonly outcomes: ReadonlyMap<string, StepOutcome>
    readonly stopped: ReadonlySet<string>
    readonly changes: number
    readonly changesMax: number
  },
): string | null {
  const missing = step.dependsOn.find((stepId) => !isDone(outcomes.get(stepId)))
  if (missing !== undefined) return `it needs step ${missing}`
  if (stopped.has(serviceOf(step))) return `a step of ${serviceOf(step)} failed (--keep-going goes on)`
  return changes >= changesMax ? `${changesMax} changes are the limit of one run (--max-changes)` : null
}

function isDone(outcome: StepOutcome | undefined): boolean {
  return outcome?.state === 'fixed' || outcome?.state === 'applied'
}

function serviceOf({ calls }: PlanStep): string {
  return calls[0]?.service ?? ''
}

async function attempt(run: Run, step: PlanStep): Promise<StepOutcome> {
  const outcome = await tried(run, step)
  if (outcome.state !== 'skipped')
    run.journal.append({ kind: 'done', stepId: step.stepId, ...onlyDone(outcome) })
  return outcome
}

function onlyDone({ state, detail }: StepOutcome): { state: StepState; detail: string } {
  return { state: state === 'skipped' ? 'failed' : state, detail }
}

/** A crash is no outcome: it passes through, and the journal shows how far it went. */
async function tried(run: Run, step: PlanStep): Promise<StepOutcome> {
  try {
    const api = await run.api(step.account, step.region)
    return step.ruleId === keyRuleId ? await applyKeyStep(run, api, step) : await applyStep(run, api, step)
  } catch (error) {
    if (!(error instanceof ApiError) || error.kind === 'credentials') throw error
    return { state: 'failed', detail: `${error.operation} answered ${error.code}${messageOf(error)}` }
  }
}

/** The service's own sentence: it may name ARNs, never contents, and is what a person searches for. */
function messageOf({ cause }: ApiError): string {
  return cause instanceof Error && cause.message !== '' ? `: ${cause.message.slice(0, 300)}` : ''
}
