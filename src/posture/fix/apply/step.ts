import { type Api, ApiError } from '../../api.ts'
import type { Rule } from '../../rule.ts'
import {
  type Change,
  type FixContext,
  NotPlanned,
  type PlannedCall,
  type PlanStep,
  type Settlement,
} from '../fix.ts'
import { judgeAgain } from '../judge-again.ts'
import type { PlanTarget } from '../plan/plan.ts'
import { send } from '../send.ts'
import { differences, withKeys } from '../values.ts'
import { keyName, type Run, type StepOutcome } from './apply.ts'
import { succeeded } from './journal.ts'

/** Everything one step's functions share. */
interface Work {
  readonly run: Run
  readonly api: Api
  readonly rule: Rule
  readonly fix: Change
  readonly target: PlanTarget
  /** With real keys in place of references. */
  readonly step: PlanStep
}

/** A re-encryption may take its time; past it, the step counts as failed and `--resume` looks again. */
const pollPausesMs = [0, 500, 1000, 2000, 4000, 8000, ...Array.from({ length: 60 }, () => 15_000)]

export async function applyStep(run: Run, api: Api, planned: PlanStep): Promise<StepOutcome> {
  const rule = run.rules.find(({ id }) => id === planned.ruleId)
  const target = run.plan.targets[planned.findingUid]
  if (rule?.fix?.kind !== 'change' || target === undefined) {
    return { state: 'failed', detail: 'The plan is not one of this version.' }
  }
  const progress = run.journal.progressOf(planned.stepId)
  const step = withRealKeys(run, planned)
  const work: Work = { run, api, rule, fix: rule.fix, target, step }
  if (progress !== null && progress.state === null) return await goOn(work, progress)
  const drift = await driftOf(work, planned)
  if (drift !== null) return { state: 'drifted', detail: drift }
  run.begin(planned)
  run.journal.append({ kind: 'step', step, target })
  return await sendFrom(work, 0)
}

function withRealKeys(run: Run, step: PlanStep): PlanStep {
  return withKeys(step, (purpose) => {
    const name = `$key:${purpose}`
    return run.keys.get(keyName(step.account, step.region, name)) ?? name
  })
}

function contextOf({ api, target, step, run }: Work, keyArn = step.keyArn): FixContext {
  return { finding: target.finding, resource: target.resource, api, keyArn, planId: run.plan.planId }
}

/**
 * Plans the step once more: what is not the same as what was reviewed is not sent. Null: the same.
 *
 * @param planned with references to keys, as in the plan
 */
async function driftOf(work: Work, planned: PlanStep): Promise<string | null> {
  if (planned.snapshot === '') return null
  try {
    const drafts = await work.fix.plan(contextOf(work, planned.keyArn))
    const now = drafts.find(({ snapshot }) => snapshot === planned.snapshot)
    if (now === undefined) return 'It was changed since the plan was made; plan again.'
    return differences(planned.calls, now.calls).length === 0
      ? null
      : 'The calls in the plan are not what it was planned with.'
  } catch (error) {
    if (error instanceof NotPlanned) return error.message
    throw error
  }
}

/** A run was interrupted in this step: at most one call is in doubt, and how the resource is decides it. */
async function goOn(work: Work, { sent, inDoubt }: { sent: number; inDoubt: boolean }): Promise<StepOutcome> {
  const { step } = work
  if (!inDoubt) return await sendFrom(work, sent)
  const isLast = sent === step.calls.length - 1
  if (isLast && step.snapshot !== '' && (await settle(work)).state === 'settled') {
    answered(work, { call: sent, code: succeeded })
    return await conclude(work)
  }
  // Later calls of a step can be sent twice; the first only if it was not received.
  const drift = sent > 0 ? null : await driftInDoubt(work)
  return drift === null ? await sendFrom(work, sent) : { state: 'drifted', detail: drift }
}

async function driftInDoubt(work: Work): Promise<string | null> {
  if (work.step.snapshot === '') return null
  const drafts = await work.fix.plan(contextOf(work)).catch((error: unknown) => {
    if (error instanceof NotPlanned) return []
    throw error
  })
  const isUntouched = drafts.some(({ snapshot }) => snapshot === work.step.snapshot)
  return isUntouched ? null : 'It is neither as before nor as planned; look at it, and plan again.'
}

async function sendFrom(work: Work, first: number): Promise<StepOutcome> {
  const { step } = work
  for (const [at, call] of step.calls.entries()) {
    if (at < first) continue
    await sendOne(work, call, at)
    if (at < step.calls.length - 1) await notPending(work)
  }
  return await conclude(work)
}

async function sendOne(work: Work, call: PlannedCall, at: number): Promise<void> {
  const { run, api, step } = work
  const { stepId } = step
  run.journal.append({
    kind: 'intent',
    stepId,
    undo: false,
    call: at,
    operation: `${call.service}:${call.operation}`,
  })
  try {
    await sendPatiently(run, api, call, (error) => isTooEarly(work, at, error))
    answered(work, { call: at, code: succeeded })
  } catch (error) {
    if (error instanceof ApiError) answered(work, { call: at, code: error.code })
    throw error
  }
}

function answered({ run, step: { stepId } }: Work, { call, code }: { call: number; code: string }): void {
  run.journal.append({ kind: 'outcome', stepId, undo: false, call, code })
}

const freshKeyKinds = new Set(['denied', 'not-found', 'refused'])
const busyCodes = new Set(['ConflictException', 'ConcurrentModificationException', 'ResourceInUseException'])

/**
 * "Eventual consistency" of the KMS developer guide: a new key and its policy are seen everywhere within a minute. What comes
 * after a change may meet the service still at work; before it, a conflict is somebody else's change, and ends the step.
 */
function isTooEarly({ run, step }: Work, at: number, { kind, code }: ApiError): boolean {
  if (run.freshKeys.has(step.keyArn) && freshKeyKinds.has(kind)) return true
  return (at > 0 || step.snapshot === '') && busyCodes.has(code)
}

const patiencePausesMs = [1000, 2000, 4000, 8000, 15_000, 30_000]

async function sendPatiently(
  run: Run,
  api: Api,
  call: PlannedCall,
  isTooEarly: (error: ApiError) => boolean,
): Promise<void> {
  for (const pauseMs of patiencePausesMs) {
    try {
      await send(api, call)
      return
    } catch (error) {
      if (!(error instanceof ApiError) || !isTooEarly(error)) throw error
      await run.pause(pauseMs)
    }
  }
  await send(api, call)
}

async function notPending(work: Work): Promise<void> {
  await settle(work)
}

/** Polls until it is no longer changing. */
async function settle(work: Work): Promise<Settlement> {
  for (const pauseMs of pollPausesMs) {
    if (pauseMs > 0) await work.run.pause(pauseMs)
    const settlement = await work.fix.settled(contextOf(work), work.step)
    if (settlement.state !== 'pending') return settlement
  }
  return { state: 'pending' }
}

async function conclude(work: Work): Promise<StepOutcome> {
  if (work.step.snapshot === '') return { state: 'applied', detail: 'sent' }
  const settlement = await settle(work)
  if (settlement.state === 'pending')
    return { state: 'failed', detail: 'It has not settled in a quarter of an hour; go on with --resume.' }
  if (settlement.state === 'settled') return await verdict(work)
  return await restore(work, settlement.differences)
}

/** It did not come out as sent: what it was is put back at once. */
async function restore(work: Work, lost: readonly string[]): Promise<StepOutcome> {
  const { run, api, step } = work
  const what = `${lost.slice(0, 5).join(', ')} ${lost.length === 1 ? 'is' : 'are'} not as sent`
  if (step.inverse === null) return { state: 'failed', detail: `${what}, and nothing can put it back.` }
  for (const [call, undo] of step.inverse.entries()) {
    const operation = `${undo.service}:${undo.operation}`
    run.journal.append({ kind: 'intent', stepId: step.stepId, undo: true, call, operation })
    await send(api, undo)
    run.journal.append({ kind: 'outcome', stepId: step.stepId, undo: true, call, code: succeeded })
    await notPending(work)
  }
  return { state: 'restored', detail: `${what}; what it was before was sent back.` }
}

/** Fixed means that the rule says so. Lists may be a moment behind. */
const verdictPausesMs = [0, 1000, 3000, 10_000]

async function verdict(work: Work): Promise<StepOutcome> {
  const { rule, target, step, run, api } = work
  if (rule.kind === 'index') return { state: 'applied', detail: 'as planned; the next scan judges it' }
  if (hasMore(work)) return { state: 'applied', detail: 'as planned; more steps of this finding follow' }
  let last = 'it is not there any more'
  for (const pauseMs of verdictPausesMs) {
    if (pauseMs > 0) await run.pause(pauseMs)
    const judged = await judgeAgain(api, rule, new Set([target.resource.uid]), run.parametersOf(rule.id))
    const now = judged.get(step.findingUid)
    if (now?.verdict.status === 'PASS') return { state: 'fixed', detail: now.verdict.reasonText }
    if (now !== undefined) last = now.verdict.reasonText
  }
  return { state: 'failed', detail: `It is as planned, but ${rule.id} still does not pass: ${last}` }
}

function hasMore({ run, step }: Work): boolean {
  const { steps } = run.plan
  const after = steps.slice(steps.findIndex(({ stepId }) => stepId === step.stepId) + 1)
  return after.some(({ findingUid, optional }) => findingUid === step.findingUid && !optional)
}
