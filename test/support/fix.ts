/** Plans and applies in this process, against the fake: from a scan's findings to what the rule says afterwards. */

import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createAccountApi } from '../../src/posture/engine/account-api.ts'
import { createSlots } from '../../src/posture/engine/slots.ts'
import { createTraffic } from '../../src/posture/engine/traffic.ts'
import type { Finding } from '../../src/posture/finding.ts'
import { applyPlan, type StepOutcome } from '../../src/posture/fix/apply/apply.ts'
import { type Journal, openJournal } from '../../src/posture/fix/apply/journal.ts'
import { rollBack } from '../../src/posture/fix/apply/rollback.ts'
import { makePlan, type PlanOptions } from '../../src/posture/fix/plan/make-plan.ts'
import type { Plan } from '../../src/posture/fix/plan/plan.ts'
import { defaultParameters } from '../../src/posture/parameters.ts'
import type { Rule } from '../../src/posture/rule.ts'
import { error, type FakeAws, type FakeHandlers, type FakeInput, fakeAccount } from './fake-aws.ts'
import { fakeRegion } from './fake-keys.ts'
import { scanWith } from './scan.ts'

interface Scope {
  after(close: () => unknown): void
}

function apisOf(scope: Scope, fake: FakeAws, allow: 'reads' | 'writes') {
  const apis = createAccountApi({
    account: fakeAccount,
    partition: 'aws',
    homeRegion: fakeRegion,
    credentials: { accessKeyId: 'AKIDEXAMPLE', secretAccessKey: 'secret' },
    endpoints: { common: fake.url, of: () => fake.url },
    allow,
    rates: {},
    traffic: createTraffic(),
    slots: createSlots(16),
    signal: new AbortController().signal,
    now: Date.now,
    attemptsMax: 1,
  })
  scope.after(() => apis.close())
  return async (_account: string, region: string) => apis.in(region)
}

const parametersOf = () => ({ ...defaultParameters, scannedAt: Date.now() })

export async function planWith(
  scope: Scope,
  fake: FakeAws,
  rules: readonly Rule[],
  options: Partial<PlanOptions> & { readonly findings?: readonly Finding[] } = {},
): Promise<Plan> {
  const findings = options.findings ?? (await scanWith(fake, rules))
  const api = apisOf(scope, fake, 'reads')
  const planner = { rules, api, parametersOf, now: Date.now, endpoint: fake.url, plannedBy: null }
  const plan = await makePlan(planner, findings, {
    keyArn: null,
    admins: [],
    users: [],
    aliasPrefix: 'keyhold',
    ...options,
  })
  // As it comes back from its file.
  return JSON.parse(JSON.stringify(plan))
}

export interface Applied {
  readonly outcomes: ReadonlyMap<string, StepOutcome>
  /** `s1 fixed` */
  readonly states: readonly string[]
}

export interface ApplyWith {
  /** Default: all but offers. */
  readonly confirmed?: readonly string[]
  readonly keepGoing?: boolean
  readonly changesMax?: number
  /** The record's file; default: a new one. */
  readonly record?: string
  /** Between apply and the record. */
  readonly through?: (journal: Journal) => Journal
}

export function recordFile(scope: Scope): string {
  const folder = mkdtempSync(join(tmpdir(), 'keyhold-test-'))
  scope.after(() => rmSync(folder, { recursive: true, force: true }))
  return join(folder, 'record.jsonl')
}

export async function applyWith(
  scope: Scope,
  fake: FakeAws,
  rules: readonly Rule[],
  plan: Plan,
  {
    confirmed,
    keepGoing = false,
    changesMax = 25,
    record = recordFile(scope),
    through = (journal) => journal,
  }: ApplyWith = {},
): Promise<Applied> {
  const all = plan.steps.filter(({ optional }) => !optional).map(({ stepId }) => stepId)
  const journal = openJournal(record, Date.now)
  try {
    const outcomes = await applyPlan(
      {
        rules,
        api: apisOf(scope, fake, 'writes'),
        parametersOf,
        journal: through(journal),
        pause: async () => {},
        begin: () => {},
        report: () => {},
      },
      plan,
      { confirmed: new Set(confirmed ?? all), keepGoing, changesMax },
    )
    return { outcomes, states: statesOf(outcomes) }
  } finally {
    journal.close()
  }
}

export async function rollBackWith(
  scope: Scope,
  fake: FakeAws,
  rules: readonly Rule[],
  record: string,
): Promise<readonly string[]> {
  const journal = openJournal(record, Date.now)
  try {
    const everything = journal
      .entries()
      .flatMap((entry) => (entry.kind === 'step' ? [entry.step.stepId] : []))
    const api = apisOf(scope, fake, 'writes')
    const outcomes = await rollBack(
      { rules, api, journal, pause: async () => {}, report: () => {} },
      new Set(everything),
    )
    return statesOf(outcomes)
  } finally {
    journal.close()
  }
}

function statesOf(outcomes: ReadonlyMap<string, StepOutcome>): readonly string[] {
  return [...outcomes].map(([stepId, { state }]) => `${stepId} ${state}`)
}

export interface MadeKey {
  readonly id: string
  readonly arn: string
  readonly tags: readonly unknown[]
  policy: string
  rotationDays: number | null
  state: string
}

/** KMS as far as fixes use it, with memory. */
export function fakeKms(): {
  readonly keys: Map<string, MadeKey>
  readonly aliases: Map<string, string>
  readonly handlers: FakeHandlers
} {
  const keys = new Map<string, MadeKey>()
  const aliases = new Map<string, string>()
  const find = (keyId: unknown): MadeKey => {
    const id = String(keyId).split('/').at(-1) ?? ''
    const key = keys.get(id)
    if (key === undefined) throw error('NotFoundException', 400)
    return key
  }
  const metadata = ({ id, arn, state }: MadeKey) => ({
    KeyId: id,
    Arn: arn,
    AWSAccountId: fakeAccount,
    KeyManager: 'CUSTOMER',
    KeyState: state,
    KeySpec: 'SYMMETRIC_DEFAULT',
    KeyUsage: 'ENCRYPT_DECRYPT',
    Origin: 'AWS_KMS',
  })
  const handlers: FakeHandlers = {
    'kms:CreateKey': ({ Policy, Tags }: FakeInput) => {
      const id = `00000000-0000-4000-8000-${String(keys.size + 1).padStart(12, '0')}`
      const arn = `arn:aws:kms:${fakeRegion}:${fakeAccount}:key/${id}`
      const key: MadeKey = {
        id,
        arn,
        tags: Tags as unknown[],
        policy: String(Policy),
        rotationDays: null,
        state: 'Enabled',
      }
      keys.set(id, key)
      return { KeyMetadata: metadata(key) }
    },
    'kms:DescribeKey': ({ KeyId }: FakeInput) => ({ KeyMetadata: metadata(find(KeyId)) }),
    'kms:EnableKeyRotation': ({ KeyId, RotationPeriodInDays }: FakeInput) => {
      find(KeyId).rotationDays = Number(RotationPeriodInDays)
    },
    'kms:DisableKeyRotation': ({ KeyId }: FakeInput) => {
      find(KeyId).rotationDays = null
    },
    'kms:GetKeyRotationStatus': ({ KeyId }: FakeInput) => {
      const { rotationDays } = find(KeyId)
      return {
        KeyRotationEnabled: rotationDays !== null,
        ...(rotationDays !== null && { RotationPeriodInDays: rotationDays }),
      }
    },
    'kms:EnableKey': ({ KeyId }: FakeInput) => {
      find(KeyId).state = 'Enabled'
    },
    'kms:DisableKey': ({ KeyId }: FakeInput) => {
      find(KeyId).state = 'Disabled'
    },
    'kms:CancelKeyDeletion': ({ KeyId }: FakeInput) => {
      find(KeyId).state = 'Disabled'
      return { KeyId }
    },
    'kms:GetKeyPolicy': ({ KeyId }: FakeInput) => ({ Policy: find(KeyId).policy }),
    'kms:PutKeyPolicy': ({ KeyId, Policy }: FakeInput) => {
      find(KeyId).policy = String(Policy)
    },
    'kms:ListGrants': { Grants: [], Truncated: false },
    'kms:ListResourceTags': ({ KeyId }: FakeInput) => ({ Tags: find(KeyId).tags, Truncated: false }),
    'kms:ListKeys': () => ({
      Keys: [...keys.values()].map(({ id, arn }) => ({ KeyId: id, KeyArn: arn })),
      Truncated: false,
    }),
    'kms:CreateAlias': ({ AliasName, TargetKeyId }: FakeInput) => {
      if (aliases.has(String(AliasName))) return error('AlreadyExistsException', 400)
      aliases.set(String(AliasName), find(TargetKeyId).id)
    },
    'kms:ListAliases': () => ({
      Aliases: [...aliases].map(([AliasName, TargetKeyId]) => ({ AliasName, TargetKeyId })),
      Truncated: false,
    }),
  }
  return { keys, aliases, handlers }
}
