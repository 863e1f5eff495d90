import { type KmsChangeWatchFacts, kmsChangeWatches, watchedCalls } from '../collectors/kms-change-watches.ts'
import { keyAlarmPlaybook } from '../fix/playbooks/keys.ts'
import type { ResourceRule, Verdict } from '../rule.ts'

export const kmsChangeAlarm: ResourceRule<KmsChangeWatchFacts> = {
  kind: 'resource',
  id: 'kms-change-alarm',
  version: 1,
  title: 'Disabling or deleting a key raises an alarm',
  why: 'Between ScheduleKeyDeletion and the end of a key are seven days at least. Somebody must hear of it in that time.',
  service: 'kms',
  severity: 'MEDIUM',
  mode: 'IN-PLACE',
  bundles: ['C-MON'],
  counterparts: ['Prowler cloudwatch_log_metric_filter_disable_or_scheduled_deletion_of_kms_cmk'],
  resourceType: 'AWS::::Account',
  remediation: {
    summary:
      "PutRule with an event pattern for kms.amazonaws.com and the calls DisableKey and ScheduleKeyDeletion, then PutTargets; or a metric filter on the trail's log group with an alarm that has an action.",
    url: 'https://docs.aws.amazon.com/kms/latest/developerguide/deleting-keys-creating-cloudwatch-alarm.html',
  },
  collector: kmsChangeWatches,
  keyReferences: () => [],
  judge: ({ facts }) => [judgeWatches(facts)],
  fix: keyAlarmPlaybook,
}

function judgeWatches({ watches, failed }: KmsChangeWatchFacts): Verdict {
  const missed = watchedCalls.filter((call) => !watches.some(({ calls }) => calls.includes(call)))
  if (missed.length === 0) {
    const named = watches.map(({ kind, name }) => `${kind} ${name}`).join(', ')
    return { status: 'PASS', reasonCode: 'KEY_CHANGES_WATCHED', reasonText: `Somebody is told by ${named}.` }
  }
  const [first] = failed
  if (first !== undefined)
    return {
      status: 'MANUAL',
      reasonCode: `API_ERROR:${first.code}`,
      reasonText: `Nothing that could be read tells anybody of ${missed.join(' and ')}; ${first.operation} answered ${first.code}.`,
    }
  return {
    status: 'FAIL',
    reasonCode: 'KEY_CHANGES_UNWATCHED',
    reasonText: `Nobody is told of ${missed.join(' and ')}: no event rule with a target and no metric filter with an alarm sees it.`,
  }
}
