/** plan.json: written for people to read, and read back with suspicion. */

import { readFileSync, rmSync, writeFileSync } from 'node:fs'
import type { Rule } from '../../rule.ts'
import type { PlannedCall, PlanStep } from '../fix.ts'
import { hashOf } from '../values.ts'
import { keyRuleId, type Plan } from './plan.ts'

/** What the user can mend. */
export class PlanTrouble extends Error {
  override readonly name = 'PlanTrouble'
}

/** For the owner's eyes only: it holds what customers wrote, guardrails' topics for one. */
export function writePlan(path: string, plan: Plan): void {
  // A file that is there keeps its mode.
  rmSync(path, { force: true })
  writeFileSync(path, `${JSON.stringify(plan, null, 2)}\n`, { mode: 0o600 })
}

const planBytesMax = 256 * 1024 * 1024

/** @throws PlanTrouble when it is none, or has a call that its rule does not make. */
export function readPlan(path: string, rules: readonly Rule[]): Plan {
  const plan = parsePlan(path)
  const ids = new Set<string>()
  for (const step of plan.steps) {
    requireStep(step, rules)
    if (ids.has(step.stepId)) throw new PlanTrouble(`The plan has two steps ${step.stepId}.`)
    ids.add(step.stepId)
  }
  return plan
}

function parsePlan(path: string): Plan {
  let value: unknown
  try {
    const text = readFileSync(path, 'utf8')
    if (text.length > planBytesMax) throw new PlanTrouble(`${path} is too long for a plan.`)
    value = JSON.parse(text)
  } catch (error) {
    if (error instanceof PlanTrouble) throw error
    throw new PlanTrouble(`${path} cannot be read as a plan: ${(error as Error).message}`)
  }
  if (!isPlan(value)) throw new PlanTrouble(`${path} is not a plan of keyhold fix.`)
  return value
}

function isPlan(value: unknown): value is Plan {
  if (!isObject(value)) return false
  const { schemaVersion, planId, steps, targets, playbooks, left } = value
  return (
    schemaVersion === 1 &&
    typeof planId === 'string' &&
    isObject(targets) &&
    [steps, playbooks, left].every(Array.isArray) &&
    (steps as unknown[]).every(isStep)
  )
}

function isStep(value: unknown): value is PlanStep {
  if (!isObject(value)) return false
  const texts = ['stepId', 'ruleId', 'findingUid', 'account', 'region', 'keyArn', 'snapshot', 'confirm']
  const lists = ['preconditions', 'dependsOn', 'calls']
  return (
    texts.every((name) => typeof value[name] === 'string') &&
    lists.every((name) => Array.isArray(value[name])) &&
    (value.inverse === null || Array.isArray(value.inverse)) &&
    [...(value.calls as unknown[]), ...((value.inverse as unknown[] | null) ?? [])].every(isCall) &&
    isObject(value.resource) &&
    isObject(value.before) &&
    isObject(value.after)
  )
}

function isCall(value: unknown): value is PlannedCall {
  return (
    isObject(value) &&
    typeof value.service === 'string' &&
    typeof value.operation === 'string' &&
    isObject(value.input)
  )
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

export const keyOperations = ['kms:CreateKey', 'kms:EnableKeyRotation', 'kms:CreateAlias', 'kms:PutKeyPolicy']

/** A plan that somebody wrote by hand cannot make calls that this program would never plan. */
function requireStep(step: PlanStep, rules: readonly Rule[]): void {
  const allowed = allowedFor(step, rules)
  for (const { service, operation, input } of [...step.calls, ...(step.inverse ?? [])]) {
    if ('BypassPolicyLockoutSafetyCheck' in input) {
      throw new PlanTrouble(
        `Step ${step.stepId}: the check that keeps a key from locking everybody out is never bypassed.`,
      )
    }
    if (!allowed.includes(`${service}:${operation}`)) {
      throw new PlanTrouble(`Step ${step.stepId}: ${step.ruleId} never calls ${service}:${operation}.`)
    }
  }
  const isGrave = step.irreversible || step.dataEffect !== 'none' || step.mode === 'RE-CREATE'
  if (isGrave && step.confirm !== 'typed') {
    throw new PlanTrouble(`Step ${step.stepId} has to be confirmed by its resource's name.`)
  }
}

function allowedFor({ ruleId }: PlanStep, rules: readonly Rule[]): readonly string[] {
  if (ruleId === keyRuleId) return keyOperations
  const fix = rules.find(({ id }) => id === ruleId)?.fix
  return fix?.kind === 'change' ? fix.writes : []
}

/** Whether a record belongs to this very plan. */
export function planHash(plan: Plan): string {
  return hashOf(JSON.parse(JSON.stringify(plan)))
}
