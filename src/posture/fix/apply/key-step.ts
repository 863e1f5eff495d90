/** Makes the plan's keys, or adds to the policy of one that is there. Interrupted anywhere, it makes no second key. */

import { type Api, ApiError } from '../../api.ts'
import { pages } from '../../collectors/pages.ts'
import { kms } from '../../services.ts'
import type { PlannedCall, PlanStep } from '../fix.ts'
import { findAliasTarget, readPolicy } from '../key/key-step.ts'
import { send } from '../send.ts'
import { hashOf, withKeys } from '../values.ts'
import { keyName, type Run, type StepOutcome } from './apply.ts'
import { succeeded } from './journal.ts'

export async function applyKeyStep(run: Run, api: Api, step: PlanStep): Promise<StepOutcome> {
  if (step.calls[0]?.operation === 'PutKeyPolicy') return await addToPolicy(run, api, step)
  const progress = run.journal.progressOf(step.stepId)
  const goesOn = progress !== null && progress.state === null
  const mayExist = wasSent(run, step)
  if (!goesOn) {
    run.begin(step)
    run.journal.append({ kind: 'step', step, target: null })
  }
  const made = (goesOn ? progress.keyArn : null) ?? (await findMade(run, api, step, mayExist))
  if (made === 'taken') {
    return {
      state: 'failed',
      detail: `${step.resource.name} names another key since the plan was made; plan again.`,
    }
  }
  const keyArn = made ?? (await create(run, api, step))
  if (made !== null) outcome(run, step, { call: 0, code: succeeded, keyArn })
  await finish(run, api, step, keyArn)
  run.keys.set(keyName(step.account, step.region, step.keyArn), keyArn)
  run.freshKeys.add(keyArn)
  return { state: 'applied', detail: keyArn }
}

/** By any earlier attempt, whatever became of its answer. */
function wasSent({ journal }: Run, { stepId }: PlanStep): boolean {
  return journal
    .entries()
    .some(
      (entry) => entry.kind === 'intent' && entry.stepId === stepId && entry.operation === 'kms:CreateKey',
    )
}

/** A key of this plan from an earlier attempt. `taken`: the alias belongs to something else. */
async function findMade(
  run: Run,
  api: Api,
  step: PlanStep,
  mayExist: boolean,
): Promise<string | 'taken' | null> {
  const target = await findAliasTarget(api, step.resource.name)
  if (target !== null) return (await isOurs(run, api, target)) ? arnOf(api, target) : 'taken'
  if (!mayExist) return null
  const aliased = new Set(await aliasTargets(api))
  for await (const keys of listKeys(api)) {
    for (const { KeyId } of keys) {
      if (KeyId !== undefined && !aliased.has(KeyId) && (await isOurs(run, api, KeyId, purposeOf(step))))
        return arnOf(api, KeyId)
    }
  }
  return null
}

function purposeOf({ keyArn }: PlanStep): string {
  return keyArn.slice('$key:'.length)
}

async function isOurs(run: Run, api: Api, KeyId: string, purpose?: string): Promise<boolean> {
  try {
    const { Tags } = await api.call(kms, 'ListResourceTags', (client) => client.listResourceTags({ KeyId }))
    const has = (key: string, value: string) =>
      Tags?.some(({ TagKey, TagValue }) => TagKey === key && TagValue === value)
    return (
      has('plan', run.plan.planId) === true && (purpose === undefined || has('purpose', purpose) === true)
    )
  } catch (error) {
    // Another's key, which does not show its tags to this caller.
    if (error instanceof ApiError && (error.kind === 'denied' || error.kind === 'not-found')) return false
    throw error
  }
}

async function create(run: Run, api: Api, step: PlanStep): Promise<string> {
  const call = step.calls[0] as PlannedCall
  intent(run, step, 0)
  try {
    const answer: { KeyMetadata?: { Arn?: string } } = await send(api, call)
    const keyArn = answer.KeyMetadata?.Arn
    if (keyArn === undefined) throw new ApiError('refused', 'NoKeyMetadata', 'kms:CreateKey')
    outcome(run, step, { call: 0, code: succeeded, keyArn })
    return keyArn
  } catch (error) {
    // An answer that was lost leaves it in doubt: the next attempt looks for the key.
    if (error instanceof ApiError && error.kind !== 'unavailable')
      outcome(run, step, { call: 0, code: error.code })
    throw error
  }
}

/** "Eventual consistency" of the KMS developer guide. */
const newKeyPausesMs = [500, 1000, 2000, 4000, 8000, 15_000, 30_000]

/** Rotation and alias: both can be sent again. */
async function finish(run: Run, api: Api, step: PlanStep, keyArn: string): Promise<void> {
  for (const [at, planned] of step.calls.entries()) {
    if (at === 0) continue
    const call = withKeys(planned, () => keyArn)
    intent(run, step, at)
    await sendSoon(run, api, call)
    outcome(run, step, { call: at, code: succeeded })
  }
}

async function sendSoon(run: Run, api: Api, call: PlannedCall): Promise<void> {
  for (const pauseMs of newKeyPausesMs) {
    try {
      await send(api, call)
      return
    } catch (error) {
      if (!(error instanceof ApiError)) throw error
      // findMade has seen that the alias is ours or free.
      if (error.code === 'AlreadyExistsException') return
      if (error.kind !== 'not-found' && error.code !== 'KMSInvalidStateException') throw error
      await run.pause(pauseMs)
    }
  }
  await send(api, call)
}

async function addToPolicy(run: Run, api: Api, step: PlanStep): Promise<StepOutcome> {
  const call = step.calls[0] as PlannedCall
  const KeyId = String(call.input.KeyId)
  const now = await readPolicy(api, KeyId)
  if (now === null || hashOf(now) !== step.snapshot) {
    if (now === call.input.Policy) return { state: 'applied', detail: 'the policy is there already' }
    return { state: 'drifted', detail: 'The key policy was changed since the plan was made; plan again.' }
  }
  run.begin(step)
  run.journal.append({ kind: 'step', step, target: null })
  intent(run, step, 0)
  await send(api, call)
  outcome(run, step, { call: 0, code: succeeded })
  run.freshKeys.add(KeyId)
  return { state: 'applied', detail: KeyId }
}

function intent(run: Run, { stepId, calls }: PlanStep, call: number): void {
  const { service, operation } = calls[call] as PlannedCall
  run.journal.append({ kind: 'intent', stepId, undo: false, call, operation: `${service}:${operation}` })
}

function outcome(
  run: Run,
  { stepId }: PlanStep,
  what: { call: number; code: string; keyArn?: string },
): void {
  run.journal.append({ kind: 'outcome', stepId, undo: false, ...what })
}

function arnOf({ partition, region, account }: Api, keyId: string): string {
  return `arn:${partition}:kms:${region}:${account}:key/${keyId}`
}

async function aliasTargets(api: Api): Promise<readonly string[]> {
  const targets: string[] = []
  const listed = pages(async (Marker) => {
    const { Aliases, NextMarker } = await api.call(kms, 'ListAliases', (client) =>
      client.listAliases({ Limit: 100, Marker }),
    )
    return { items: Aliases ?? [], next: NextMarker }
  })
  for await (const page of listed) targets.push(...page.flatMap(({ TargetKeyId }) => TargetKeyId ?? []))
  return targets
}

const listKeys = (api: Api) =>
  pages(async (Marker) => {
    const { Keys, NextMarker } = await api.call(kms, 'ListKeys', (client) =>
      client.listKeys({ Limit: 1000, Marker }),
    )
    return { items: Keys ?? [], next: NextMarker }
  })
