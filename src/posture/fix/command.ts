/** `keyhold fix` without its terminal: planning, applying and undoing, each with credentials of its own. */

import { existsSync } from 'node:fs'
import { setTimeout as pause } from 'node:timers/promises'
import { ApiError } from '../api.ts'
import { SetupError, UsageError } from '../engine/usage-error.ts'
import type { Finding } from '../finding.ts'
import type { Rule } from '../rule.ts'
import { parametersOf, type Settings } from '../settings/settings.ts'
import { applyPlan, type StepOutcome } from './apply/apply.ts'
import { type Journal, openJournal } from './apply/journal.ts'
import { rollBack, undoable } from './apply/rollback.ts'
import type { PlanStep } from './fix.ts'
import { makePlan, type PlanOptions } from './plan/make-plan.ts'
import type { Plan } from './plan/plan.ts'
import { planHash } from './plan/plan-file.ts'
import { openSession, requireOtherCaller, type Session, type SessionOptions } from './session.ts'

interface Common {
  readonly session: Omit<SessionOptions, 'allow' | 'accounts'>
  readonly rules: readonly Rule[]
  readonly settings: Settings
}

export interface PlanRequest extends Common, PlanOptions {
  readonly findings: AsyncIterable<Finding>
  /** ARNs; empty: all. */
  readonly resources: readonly string[]
}

/** @throws UsageError, SetupError: what the user can mend. */
export function planFixes(request: PlanRequest): Promise<Plan> {
  return whileSignedIn(() => plan(request))
}

async function plan(request: PlanRequest): Promise<Plan> {
  const { rules, settings, resources } = request
  const findings: Finding[] = []
  const planned = new Set(rules.map(({ id }) => id))
  for await (const finding of request.findings) {
    const isWanted = resources.length === 0 || resources.includes(finding.resource.uid)
    if (finding.status === 'FAIL' && planned.has(finding.ruleId) && isWanted) findings.push(finding)
  }
  const accounts = [...new Set(findings.map(({ account }) => account.id))]
  const session = await openSession({
    ...request.session,
    ...entering(request.session, accounts),
    allow: 'reads',
  })
  try {
    requireSamePlace(findings, session)
    const planner = {
      rules,
      api: session.api,
      parametersOf: (ruleId: string) => parametersOf(settings, ruleId, request.session.now()),
      now: request.session.now,
      endpoint: session.endpoint,
      plannedBy: session.caller,
    }
    return await makePlan(planner, findings, request)
  } finally {
    session.close()
  }
}

/** Accounts are named only when there is a role to enter them with. */
function entering({ role }: Common['session'], accounts: readonly string[]): { accounts: readonly string[] } {
  return { accounts: role === null ? [] : accounts }
}

/** A plan for AWS made from a scan of a server of one's own would change the wrong things. */
function requireSamePlace(findings: readonly Finding[], { endpoint }: Session): void {
  const other = findings.find((finding) => (finding.endpoint === null) !== (endpoint === null))
  if (other === undefined) return
  const [scanned, here] = [other.endpoint, endpoint].map((each) => each ?? 'AWS')
  throw new UsageError(`The scan was of ${scanned}, and this is ${here}: give the same --endpoint-url.`)
}

export interface ApplyRequest extends Common {
  readonly plan: Plan
  readonly record: string
  readonly resume: boolean
  readonly sameCredentials: boolean
  readonly keepGoing: boolean
  readonly changesMax: number
  /** Asked once, before anything is sent. */
  confirm(steps: readonly PlanStep[]): Promise<ReadonlySet<string>>
  begin(step: PlanStep): void
  report(step: PlanStep, outcome: StepOutcome): void
}

/** @throws UsageError when the record is another's, or the credentials are those of the scan. */
export function applyFixes(request: ApplyRequest): Promise<ReadonlyMap<string, StepOutcome>> {
  return whileSignedIn(() => apply(request))
}

async function apply(request: ApplyRequest): Promise<ReadonlyMap<string, StepOutcome>> {
  const { plan, settings, session: given } = request
  const accounts = [...new Set(plan.steps.map(({ account }) => account))]
  const session = await openSession({ ...given, ...entering(given, accounts), allow: 'writes' })
  try {
    if (session.endpoint !== plan.endpoint) {
      throw new UsageError(`The plan is for ${plan.endpoint ?? 'AWS'}: give the same --endpoint-url.`)
    }
    if (!request.sameCredentials) requireOtherCaller(plan.plannedBy, session)
    const finished = finishedSteps(request)
    const confirmed = await request.confirm(plan.steps.filter(({ stepId }) => !finished.has(stepId)))
    if (confirmed.size === 0) return new Map()
    const journal = openRecord(request, session)
    try {
      const applier = {
        ...request,
        api: session.api,
        parametersOf: (ruleId: string) => parametersOf(settings, ruleId, given.now()),
        journal,
        pause: async (ms: number) => void (await pause(ms)),
      }
      // What an earlier run has done is part of this one: others depend on it.
      return await applyPlan(applier, plan, { ...request, confirmed: confirmed.union(finished) })
    } finally {
      journal.close()
    }
  } finally {
    session.close()
  }
}

/** By an earlier run. @throws UsageError unless that is known to the user. */
function finishedSteps({ plan, record, resume, session: { now } }: ApplyRequest): ReadonlySet<string> {
  if (!existsSync(record)) return new Set()
  if (!resume) {
    throw new UsageError(
      `${record} shows that this plan was applied before: --resume goes on, or plan again.`,
    )
  }
  const journal = openJournal(record, now)
  try {
    requireOwnRecord(journal, plan, record)
    const isFinished = (stepId: string) =>
      ['fixed', 'applied'].includes(journal.progressOf(stepId)?.state ?? '')
    return new Set(plan.steps.map(({ stepId }) => stepId).filter(isFinished))
  } finally {
    journal.close()
  }
}

function requireOwnRecord(journal: Journal, plan: Plan, record: string): void {
  const hash = planHash(plan)
  if (journal.entries().some((entry) => entry.kind === 'run' && entry.planHash !== hash)) {
    throw new UsageError(`${record} is the record of another plan.`)
  }
}

function openRecord({ plan, record, session: { now } }: ApplyRequest, session: Session): Journal {
  const journal = openJournal(record, now)
  journal.append({
    kind: 'run',
    planId: plan.planId,
    planHash: planHash(plan),
    by: session.caller,
    endpoint: session.endpoint,
  })
  return journal
}

export interface RollbackRequest extends Omit<Common, 'settings'> {
  readonly record: string
  confirm(steps: readonly PlanStep[]): Promise<ReadonlySet<string>>
  report(step: PlanStep, outcome: StepOutcome): void
}

/** @throws UsageError when there is no such record, or it is of another endpoint. */
export function rollBackFixes(request: RollbackRequest): Promise<ReadonlyMap<string, StepOutcome>> {
  return whileSignedIn(() => undo(request))
}

async function undo(request: RollbackRequest): Promise<ReadonlyMap<string, StepOutcome>> {
  const { record, session: given } = request
  if (!existsSync(record)) throw new UsageError(`${record} does not exist.`)
  const journal = openJournal(record, given.now)
  try {
    const steps = undoable(journal).map(({ step }) => step)
    const accounts = [...new Set(steps.map(({ account }) => account))]
    const session = await openSession({ ...given, ...entering(given, accounts), allow: 'writes' })
    try {
      const run = journal.entries().find((entry) => entry.kind === 'run')
      if (run !== undefined && run.endpoint !== session.endpoint) {
        throw new UsageError(`The record is of ${run.endpoint ?? 'AWS'}: give the same --endpoint-url.`)
      }
      const confirmed = await request.confirm(steps)
      const rollback = {
        ...request,
        api: session.api,
        journal,
        pause: async (ms: number) => void (await pause(ms)),
      }
      return await rollBack(rollback, confirmed)
    } finally {
      session.close()
    }
  } finally {
    journal.close()
  }
}

/** @throws SetupError when the credentials end in the middle; the record shows how far it went. */
async function whileSignedIn<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work()
  } catch (error) {
    if (!(error instanceof ApiError)) throw error
    const { operation, code } = error
    throw new SetupError(
      `The credentials ended (${code} from ${operation}). Renew them, and go on with --resume.`,
    )
  }
}
