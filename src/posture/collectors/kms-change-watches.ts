import type { Trail } from '@aws-sdk/client-cloudtrail'
import type { MetricFilter } from '@aws-sdk/client-cloudwatch-logs'
import type { Rule as EventRule } from '@aws-sdk/client-eventbridge'
import { type Api, ApiError } from '../api.ts'
import type { Collector } from '../collector.ts'
import { seesKmsCall } from '../policies/event-pattern.ts'
import { cloudTrail, cloudWatch, eventBridge, logs } from '../services.ts'
import { accountResource } from './account-resource.ts'
import { errorAsFact, type FailedRead } from './failed-read.ts'
import { pages } from './pages.ts'

/** The two calls after which data can be lost. */
export const watchedCalls = ['DisableKey', 'ScheduleKeyDeletion'] as const
export type WatchedCall = (typeof watchedCalls)[number]

/** Something that sees calls and tells somebody. */
export interface Watch {
  readonly kind: 'metric filter' | 'event rule'
  readonly name: string
  readonly calls: readonly WatchedCall[]
}

export interface KmsChangeWatchFacts {
  readonly watches: readonly Watch[]
  readonly failed: readonly FailedRead[]
}

/** Alarms on metric filters of trails' log groups, and EventBridge rules with a target: either will do. */
export const kmsChangeWatches: Collector<KmsChangeWatchFacts, null> = {
  id: 'kms.change-watches',
  service: cloudTrail,
  iam: [
    'cloudtrail:DescribeTrails',
    'logs:DescribeMetricFilters',
    'cloudwatch:DescribeAlarmsForMetric',
    'events:ListRules',
    'events:ListTargetsByRule',
  ],
  scope: 'regional',
  resourceType: 'AWS::::Account',
  async *list() {
    yield [null]
  },
  identify: (_, api) => accountResource(api, undefined),
  async read(api) {
    const failed: FailedRead[] = []
    const watches: Watch[] = []
    for (const look of [eventRules, metricFilters]) {
      // The second only where the first has not seen it all.
      if (watchedCalls.every((call) => watches.some(({ calls }) => calls.includes(call)))) break
      try {
        watches.push(...(await look(api, failed)))
      } catch (error) {
        note(error, failed)
      }
    }
    return [accountResource(api, { watches, failed })]
  },
}

async function eventRules(api: Api): Promise<readonly Watch[]> {
  const watches: Watch[] = []
  const listed = pages(async (NextToken) => {
    const answer = await api.call(eventBridge, 'ListRules', (client) =>
      client.listRules({ Limit: 100, NextToken }),
    )
    return { items: answer.Rules ?? [], next: answer.NextToken }
  })
  for await (const page of listed)
    for (const rule of page) {
      const calls = callsOfRule(rule, api)
      if (calls.length === 0 || !(await hasTarget(api, rule.Name ?? ''))) continue
      watches.push({ kind: 'event rule', name: rule.Name ?? '', calls })
    }
  return watches
}

function callsOfRule({ EventPattern, State }: EventRule, { account, region }: Api): readonly WatchedCall[] {
  if (EventPattern === undefined || State === 'DISABLED') return []
  return watchedCalls.filter((call) => seesKmsCall(EventPattern, call, { account, region }))
}

async function hasTarget(api: Api, Rule: string): Promise<boolean> {
  const { Targets } = await api.call(eventBridge, 'ListTargetsByRule', (client) =>
    client.listTargetsByRule({ Rule, Limit: 1 }),
  )
  return (Targets ?? []).length > 0
}

async function metricFilters(api: Api, failed: FailedRead[]): Promise<readonly Watch[]> {
  const { trailList } = await api.call(cloudTrail, 'DescribeTrails', (client) => client.describeTrails({}))
  const watches: Watch[] = []
  for (const trail of trailList ?? []) {
    try {
      watches.push(...(await watchesOfTrail(api, trail)))
    } catch (error) {
      note(error, failed)
    }
  }
  return watches
}

/** What is gone watches nothing; that is known. */
function note(error: unknown, failed: FailedRead[]): void {
  if (error instanceof ApiError && error.kind === 'not-found') return
  failed.push(errorAsFact(error))
}

/** A trail of all regions writes to one log group in its home region, so it is read once for all of them. */
async function watchesOfTrail(api: Api, { CloudWatchLogsLogGroupArn }: Trail): Promise<readonly Watch[]> {
  // `arn:aws:logs:region:account:log-group:name:*`.
  const [, , , region = '', account = '', , logGroupName = ''] = CloudWatchLogsLogGroupArn?.split(':') ?? []
  if (logGroupName === '') return []
  // An organization's trail writes to a group of the management account.
  if (account !== api.account)
    throw new ApiError('denied', 'LOG_GROUP_OF_OTHER_ACCOUNT', 'logs:DescribeMetricFilters')
  const there = region === api.region ? api : api.in(region)
  return there.once(`kms:metric-filters:${logGroupName}`, () => watchesOfGroup(there, logGroupName))
}

async function watchesOfGroup(api: Api, logGroupName: string): Promise<readonly Watch[]> {
  const watches: Watch[] = []
  const listed = pages(async (nextToken) => {
    const answer = await api.call(logs, 'DescribeMetricFilters', (client) =>
      client.describeMetricFilters({ logGroupName, limit: 50, nextToken }),
    )
    return { items: answer.metricFilters ?? [], next: answer.nextToken }
  })
  for await (const page of listed)
    for (const filter of page) {
      const calls = callsOfFilter(filter.filterPattern ?? '')
      if (calls.length > 0 && (await hasAlarm(api, filter)))
        watches.push({ kind: 'metric filter', name: filter.filterName ?? '', calls })
    }
  return watches
}

/** `{ ($.eventSource = kms.amazonaws.com) && (($.eventName = DisableKey) || ($.eventName = ScheduleKeyDeletion)) }` */
export function callsOfFilter(pattern: string): readonly WatchedCall[] {
  if (!/\$\.eventSource\s*=\s*"?kms\.amazonaws\.com"?/.test(pattern)) return []
  return watchedCalls.filter((call) =>
    new RegExp(`\\$\\.eventName\\s*=\\s*"?${call}"?(?![A-Za-z])`).test(pattern),
  )
}

async function hasAlarm(api: Api, { metricTransformations }: MetricFilter): Promise<boolean> {
  for (const { metricName: MetricName, metricNamespace: Namespace } of metricTransformations ?? []) {
    const { MetricAlarms } = await api.call(cloudWatch, 'DescribeAlarmsForMetric', (client) =>
      client.describeAlarmsForMetric({ MetricName, Namespace }),
    )
    if (
      (MetricAlarms ?? []).some(
        (alarm) => alarm.ActionsEnabled !== false && (alarm.AlarmActions ?? []).length > 0,
      )
    )
      return true
  }
  return false
}
