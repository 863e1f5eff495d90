/** One listed item: read, its keys classified, judged by every rule of its collector, written down in one line. */

import { type Api, ApiError } from '../api.ts'
import type { Collector } from '../collector.ts'
import type { KeyFacts } from '../keys/key-facts.ts'
import type { Resource } from '../resource.ts'
import type { ResourceRule, Verdict } from '../rule.ts'
import type { IndexedReference } from '../scan-index.ts'
import { endsScan } from './ends-scan.ts'
import { bugAsApiError, failureVerdict, forEachRule, isFailure } from './failures.ts'
import type { IndexBuilder } from './index-builder.ts'
import type { ItemLine, Unit } from './journal/journal.ts'
import { identityOf, type Judgement } from './judgement.ts'
import type { ScanContext } from './scan-context.ts'

export interface UnitWork {
  readonly unit: Unit
  readonly collector: Collector<unknown>
  /** Those that judge its resources one by one. */
  readonly rules: readonly ResourceRule[]
  /** Only what they see of keys is kept. */
  readonly silent: readonly ResourceRule[]
  readonly api: Api
  /** Whether the endpoint has answered anything that this collector asked. */
  hasAnswered(): boolean
  readonly index: IndexBuilder
}

/** @throws what ends the scan */
export async function scanItem(context: ScanContext, work: UnitWork, listed: unknown): Promise<ItemLine> {
  const { unit, collector, rules, api, index } = work
  const { uid, name } = collector.identify(listed, api)
  const line = { kind: 'item', unit, uid, references: [], resources: [] } as const
  try {
    const resources = await collector.read(api, listed)
    const judgements: Judgement[] = []
    const references: IndexedReference[] = []
    for (const resource of resources) {
      for (const rule of rules) judgements.push(...(await judge(context, work, rule, resource, references)))
      for (const rule of work.silent) await keysOf(context, work, rule, resource, references)
    }
    return {
      ...line,
      judgements,
      references,
      resources: index.keeps(collector.id) ? resources : [],
      count: resources.length,
      failed: false,
    }
  } catch (error) {
    if (endsScan(error)) throw error
    if (error instanceof ApiError && error.kind === 'not-found')
      return { ...line, judgements: [], count: 0, failed: false }
    if (!(error instanceof ApiError)) context.onBug(error)
    const told = error instanceof ApiError ? error : bugAsApiError(error, collector.id)
    const { account, region, partition } = api
    const at = context.now()
    const identity = { uid, type: collector.resourceType, name, account, partition, region, at }
    // Settings of a whole account are listed without a call: for them it is the read that finds the service missing.
    const isMissing = !isFailure(told) && !work.hasAnswered()
    const failure = failureVerdict(told, name || uid, at)
    const verdict: Verdict = isMissing ? failure : { ...failure, status: 'MANUAL' }
    const judgements = forEachRule(
      rules.map(({ id }) => id),
      identity,
      verdict,
    )
    return { ...line, judgements, count: 0, failed: !isMissing }
  }
}

async function judge(
  context: ScanContext,
  work: UnitWork,
  rule: ResourceRule,
  resource: Resource,
  references: IndexedReference[],
): Promise<Judgement[]> {
  const keys = await keysOf(context, work, rule, resource, references)
  const identity = identityOf(resource)
  return verdictsOf(context, rule, resource, keys).map((verdict) => ({
    ruleId: rule.id,
    resource: identity,
    verdict,
  }))
}

/** Classifies what the rule wants, and notes who names which key. */
async function keysOf(
  context: ScanContext,
  { api, index }: UnitWork,
  rule: ResourceRule,
  resource: Resource,
  references: IndexedReference[],
): Promise<readonly KeyFacts[]> {
  const wanted = rule.keyReferences(resource, context.parametersOf(rule.id))
  const keys = await Promise.all(wanted.map((reference) => context.classifier.classify(api, reference)))
  const identity = identityOf(resource)
  wanted.forEach((reference, i) => {
    const key = keys[i]
    if (key === undefined) return
    const seen = { resource: identity, reference, key }
    if (index.wants(seen)) references.push(seen)
  })
  return keys
}

/** A rule that throws leaves its own verdict open, and nobody else's. */
function verdictsOf(
  context: ScanContext,
  rule: ResourceRule,
  resource: Resource,
  keys: readonly KeyFacts[],
): readonly Verdict[] {
  try {
    return rule.judge(resource, keys, context.parametersOf(rule.id))
  } catch (error) {
    context.onBug(error)
    return [failureVerdict(bugAsApiError(error, rule.id), resource.name || resource.uid, context.now())]
  }
}
