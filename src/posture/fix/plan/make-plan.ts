/** From findings to a plan. Reads everything again, changes nothing. */

import { randomUUID } from 'node:crypto'
import { type Api, ApiError } from '../../api.ts'
import type { Finding } from '../../finding.ts'
import type { Parameters } from '../../parameters.ts'
import type { Resource } from '../../resource.ts'
import type { Rule } from '../../rule.ts'
import {
  type FixContext,
  keyNeedsOf,
  NotPlanned,
  type Playbook,
  type PlaybookStep,
  type StepDraft,
} from '../fix.ts'
import { judgeAgain } from '../judge-again.ts'
import type { KeyPeople } from '../key/key-policy.ts'
import { type Group, groupsOf } from './finding-groups.ts'
import { createKeyShelf, type KeyShelf, type KeyUse } from './key-shelf.ts'
import type { LeftFinding, Plan, PlannedPlaybook, PlanTarget } from './plan.ts'
import { createStepList, type StepList } from './step-list.ts'

export interface PlanOptions extends KeyPeople {
  /** Null: one key a service and region is made or found by its alias. */
  readonly keyArn: string | null
  readonly aliasPrefix: string
}

export interface Planner {
  readonly rules: readonly Rule[]
  /** Reads only. @throws {ApiError} when the account cannot be entered. */
  readonly api: (account: string, region: string) => Promise<Api>
  parametersOf(ruleId: string): Parameters
  readonly now: () => number
  readonly endpoint: string | null
  readonly plannedBy: string | null
}

/** @throws {ApiError} of kind `credentials`; every other error leaves its findings out, with the reason. */
export async function makePlan(
  planner: Planner,
  findings: AsyncIterable<Finding> | Iterable<Finding>,
  options: PlanOptions,
): Promise<Plan> {
  const planId = randomUUID().slice(0, 8)
  const work: Work = {
    planner,
    options,
    planId,
    steps: createStepList(),
    targets: {},
    playbooks: [],
    left: [],
  }
  for (const group of await groupsOf(findings, planner.rules)) await planGroup(work, group)
  return {
    schemaVersion: 1,
    planId,
    createdAt: new Date(planner.now()).toISOString(),
    endpoint: planner.endpoint,
    plannedBy: planner.plannedBy,
    steps: work.steps.all(),
    targets: work.targets,
    playbooks: work.playbooks,
    left: work.left,
  }
}

interface Work {
  readonly planner: Planner
  readonly options: PlanOptions
  readonly planId: string
  readonly steps: StepList
  readonly targets: Record<string, PlanTarget>
  readonly playbooks: PlannedPlaybook[]
  readonly left: LeftFinding[]
}

async function planGroup(work: Work, { account, region, findings }: Group): Promise<void> {
  const { planner, options, planId } = work
  const leaveAll = (error: unknown) => {
    for (const finding of findings) leave(work, finding, error)
  }
  try {
    const api = await planner.api(account, region)
    const found = await resourcesOf(work, api, findings)
    const shelf = createKeyShelf(api, { ...options, planId }, usesOf(found))
    // Changes first: a key that only playbooks need is one that nothing in the plan waits for.
    const isChange = ({ rule }: Found) => rule.fix?.kind === 'change'
    for (const each of [...found.filter(isChange), ...found.filter((other) => !isChange(other))]) {
      await planFinding(work, api, shelf, each).catch((error) => leave(work, each.finding, error))
    }
  } catch (error) {
    leaveAll(error)
  }
}

interface Found {
  readonly finding: Finding
  readonly rule: Rule
  readonly resource: Resource
}

/** Each rule's resources as they are now; what is no longer wrong needs no step. */
async function resourcesOf(work: Work, api: Api, findings: readonly Finding[]): Promise<readonly Found[]> {
  const { rules, parametersOf } = work.planner
  const found: Found[] = []
  for (const [ruleId, ofRule] of Map.groupBy(findings, (finding) => finding.ruleId)) {
    const rule = rules.find(({ id }) => id === ruleId)
    if (rule === undefined) {
      for (const finding of ofRule) leaveWith(work, finding, 'RULE_UNKNOWN', 'This version has no such rule.')
      continue
    }
    if (rule.fix === null) {
      for (const finding of ofRule) leaveWith(work, finding, 'BY_HAND', rule.remediation.summary)
      continue
    }
    if (rule.kind === 'index') {
      found.push(...ofRule.map((finding) => ({ finding, rule, resource: resourceOf(finding) })))
      continue
    }
    try {
      const uids = new Set(ofRule.map(({ resource }) => resource.uid))
      const judged = await judgeAgain(api, rule, uids, parametersOf(ruleId))
      for (const finding of ofRule) {
        const now = judged.get(finding.findingUid)
        if (now === undefined) leaveWith(work, finding, 'GONE', 'It is not there any more.')
        else if (now.verdict.status === 'FAIL') found.push({ finding, rule, resource: now.resource })
        else leaveWith(work, finding, 'CHANGED', `It is ${now.verdict.status} now: ${now.verdict.reasonText}`)
      }
    } catch (error) {
      for (const finding of ofRule) leave(work, finding, error)
    }
  }
  return found
}

/** Rules that join say what they found; there is nothing to read again by itself. */
function resourceOf(finding: Finding): Resource {
  const { resource, account, partition, region, lastSeen } = finding
  return { ...resource, account: account.id, partition, region, facts: {}, at: Date.parse(lastSeen) }
}

/** What each key will be used for, known before the first key is planned, so that its policy is final. */
function usesOf(found: readonly Found[]): readonly KeyUse[] {
  return found.flatMap(({ rule: { fix }, resource }) => {
    const needs = fix === null ? null : keyNeedsOf(fix, resource)
    return needs === null ? [] : [{ needs, resource: resource.uid }]
  })
}

async function planFinding(work: Work, api: Api, shelf: KeyShelf, found: Found): Promise<void> {
  const { finding, resource, rule } = found
  const fix = rule.fix
  if (fix === null) return
  const needs = keyNeedsOf(fix, resource)
  const key = needs === null ? null : await shelf.take(needs.purpose)
  const purpose = needs?.purpose ?? ''
  const context: FixContext = { finding, resource, api, keyArn: key?.keyArn ?? '', planId: work.planId }
  if (fix.kind === 'playbook') {
    const stepId = key && work.steps.addKey(key, { api, purpose, optional: true })
    const keyArn = stepId === null ? context.keyArn : (key?.alias ?? context.keyArn)
    const first = stepId === null ? [] : [makeKeyFirst(stepId, keyArn, api.region)]
    work.playbooks.push(await plannedPlaybook(fix, { ...context, keyArn }, first))
    return
  }
  const drafts = await fix.plan(context)
  const [first] = drafts
  if (first === undefined) return
  const same = work.steps.findSame(first)
  if (same !== null) {
    leaveWith(
      work,
      finding,
      'SAME_CALL',
      `Step ${same.stepId} (${same.ruleId}) changes this already; scan again after it.`,
    )
    return
  }
  const keyStepId = key && work.steps.addKey(key, { api, purpose, optional: false })
  const dependsOn = keyStepId === null ? [] : [keyStepId]
  addChain(work, drafts, found, context.keyArn, dependsOn)
  work.targets[finding.findingUid] = { finding, resource }
}

/** What comes after the first step of a finding depends on it. */
function addChain(
  work: Work,
  drafts: readonly StepDraft[],
  { finding, resource }: Found,
  keyArn: string,
  dependsOn: readonly string[],
): void {
  const { uid, type, name } = resource
  let needed = dependsOn
  for (const draft of drafts) {
    const stepId = work.steps.add({
      ...draft,
      ruleId: finding.ruleId,
      findingUid: finding.findingUid,
      account: finding.account.id,
      region: finding.region,
      resource: { uid, type, name },
      keyArn,
      dependsOn: needed,
    })
    needed = [...dependsOn, stepId]
  }
}

/** The key is not there yet, so what follows names its alias. */
function makeKeyFirst(stepId: string, key: string, region: string): PlaybookStep {
  return {
    text: `Apply step ${stepId}, which prepares the key. Where a call takes a key's ARN only, this shows it.`,
    command: `aws kms describe-key --region ${region} --key-id ${key} --query KeyMetadata.Arn --output text`,
  }
}

async function plannedPlaybook(
  fix: Playbook,
  context: FixContext,
  first: readonly PlaybookStep[],
): Promise<PlannedPlaybook> {
  const { finding, resource } = context
  return {
    ruleId: finding.ruleId,
    findingUid: finding.findingUid,
    account: finding.account.id,
    region: finding.region,
    resource: { uid: resource.uid, type: resource.type, name: resource.name },
    cost: fix.cost,
    dataEffect: fix.dataEffect,
    steps: [...first, ...(await fix.steps(context))],
  }
}

function leave(work: Work, finding: Finding, error: unknown): void {
  if (error instanceof NotPlanned) leaveWith(work, finding, error.code, error.message)
  else if (error instanceof ApiError && error.kind !== 'credentials') {
    leaveWith(work, finding, `API_ERROR:${error.code}`, `${error.operation} answered ${error.code}.`)
  } else throw error
}

function leaveWith(work: Work, finding: Finding, code: string, why: string): void {
  const { ruleId, findingUid, resource } = finding
  work.left.push({ ruleId, findingUid, resource: resource.uid, code, why })
}
