/** One account: every collector that the rules need, once in each region, then the rules that join. */

import { ApiError } from '../api.ts'
import type { Collector } from '../collector.ts'
import type { FindingAccount } from '../finding.ts'
import type { ResourceRule, Rule } from '../rule.ts'
import type { ScanIndex } from '../scan-index.ts'
import type { AccountApi } from './account-api.ts'
import type { AccountMemory } from './account-memory.ts'
import { answeredApi } from './answered-api.ts'
import { endsScan } from './ends-scan.ts'
import { accountResource, bugAsApiError, failureVerdict, forEachRule } from './failures.ts'
import { findingUid } from './finding-uid.ts'
import type { Unit } from './journal/journal.ts'
import { identityOf, type Judgement } from './judgement.ts'
import type { ScanContext } from './scan-context.ts'
import { finish, scanUnit } from './scan-unit.ts'
import { forEachOf } from './slots.ts'

/** An account that is to be scanned; entered when its turn comes. */
export interface AccountSource {
  readonly account: FindingAccount
  readonly partition: string
  /** Where findings of an account that cannot be entered stand. */
  readonly homeRegion: string
  /** @throws {ApiError} when its role cannot be assumed, or its regions are not known */
  open(): Promise<OpenAccount>
}

export interface OpenAccount {
  readonly apis: AccountApi
  readonly partition: string
  readonly regions: readonly string[]
  /** Where global services are read. */
  readonly homeRegion: string
}

interface Need {
  readonly collector: Collector<unknown>
  readonly rules: ResourceRule[]
  readonly silent: ResourceRule[]
}

/** @throws what ends the scan */
export async function scanAccount(
  context: ScanContext,
  source: AccountSource,
  memory: AccountMemory,
): Promise<void> {
  let open: OpenAccount
  try {
    open = await source.open()
  } catch (error) {
    if (endsScan(error)) throw error
    notEntered(context, source, error)
    return
  }
  try {
    await scanOpenAccount(context, source.account.id, open, memory)
  } finally {
    open.apis.close()
  }
}

async function scanOpenAccount(
  context: ScanContext,
  account: string,
  { apis, partition, regions, homeRegion }: OpenAccount,
  { index, judgedIn }: AccountMemory,
): Promise<void> {
  const { rules, silentRules = [], journal, progress } = context
  const units = needsOf(rules, silentRules).flatMap(({ collector, rules: judging, silent }) =>
    (collector.scope === 'global' ? [homeRegion] : regions).map((region) => {
      const unit: Unit = { account, region, collector: collector.id }
      return { unit, collector, rules: judging, silent, ...answeredApi(apis.in(region)), index }
    }),
  )
  progress.unitsTotal += units.length
  await forEachOf(units, context.unitsMax, async (work) => {
    if (!journal.isUnitDone(work.unit)) await scanUnit(context, work, judgedIn(work.unit))
    progress.unitsDone++
  })
  const joined = new Map<string, Judgement>()
  for (const region of regions) {
    const found = joinedJudgements(context, index.indexOf({ account, partition, region }))
    // What a global service has is seen from every region.
    for (const judgement of found) joined.set(uidOf(judgement), judgement)
  }
  if (joined.size > 0) finish(context, { kind: 'index', judgements: [...joined.values()] })
}

function joinedJudgements(context: ScanContext, index: ScanIndex): Judgement[] {
  return context.rules.flatMap((rule) => {
    if (rule.kind !== 'index') return []
    try {
      return rule
        .judge(index, context.parametersOf(rule.id))
        .map(({ resource, verdict }) => ({ ruleId: rule.id, resource: identityOf(resource), verdict }))
    } catch (error) {
      context.onBug(error)
      const at = context.now()
      const verdict = failureVerdict(bugAsApiError(error, rule.id), rule.title, at)
      return forEachRule([rule.id], accountResource(index, at), verdict)
    }
  })
}

function uidOf({ ruleId, resource, verdict }: Judgement): string {
  const { partition, account, region, uid } = resource
  return findingUid({ ruleId, partition, account, region, resourceUid: uid, subKey: verdict.subKey ?? null })
}

/** Each collector once, however many rules ask for it. */
function needsOf(rules: readonly Rule[], silentRules: readonly ResourceRule[]): Need[] {
  const needs = new Map<string, Need>()
  const needOf = (collector: Collector<unknown>) => {
    const need = needs.get(collector.id) ?? { collector, rules: [], silent: [] }
    needs.set(collector.id, need)
    return need
  }
  for (const rule of rules) {
    if (rule.kind === 'resource') needOf(rule.collector).rules.push(rule)
    else for (const collector of rule.collectors) needOf(collector)
  }
  for (const rule of silentRules) needOf(rule.collector).silent.push(rule)
  return [...needs.values()]
}

/** One account that cannot be entered does not stop the others. */
function notEntered(
  context: ScanContext,
  { account, partition, homeRegion }: AccountSource,
  error: unknown,
): void {
  if (!(error instanceof ApiError)) context.onBug(error)
  const told = error instanceof ApiError ? error : bugAsApiError(error, 'sts:AssumeRole')
  const at = context.now()
  const resource = accountResource({ account: account.id, partition, region: homeRegion }, at)
  const verdict = failureVerdict(told, `The account ${account.id}`, at)
  finish(context, {
    kind: 'unit',
    unit: { account: account.id, region: homeRegion, collector: 'account' },
    judgements: forEachRule(
      context.rules.map(({ id }) => id),
      { ...resource, name: account.name ?? account.id },
      verdict,
    ),
    listed: false,
    failure: `The account ${account.id} could not be entered: ${told.code}.`,
  })
}
