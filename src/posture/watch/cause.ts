/** Which event made a finding what it is. Nobody is named without a reason: no match, no name. */

import type { Rule } from '../rule.ts'
import { isKeyNamed, isNamed } from './names.ts'
import type { Reach } from './reach.ts'
import type { TrailEvent } from './trail-event.ts'

export interface Subject {
  readonly ruleId: string
  readonly account: string
  readonly region: string
  readonly resourceUid: string
  /** The keys that it has and had, as far as they are known: as the resource names them, and their ARNs. */
  readonly keys: readonly { readonly ref: string | null; readonly arn: string | null }[]
}

/** In ms since the epoch: after what happened last, and not later than it was seen. */
export interface Span {
  readonly after: number
  readonly upTo: number
}

/** The latest that explains it: whoever wrote last made it what it is. @param reaches oldest first */
export function causeOf(
  subject: Subject,
  rule: Rule | undefined,
  reaches: readonly Reach[],
  { after, upTo }: Span,
): TrailEvent | null {
  // The trail tells whole seconds: what happened in this one may have been before.
  const inTime = reaches.filter(({ event }) => event.at >= after && event.at <= upTo)
  const named = inTime.findLast((reach) => isAbout(subject, rule, reach))
  const cause = named ?? inTime.findLast((reach) => isAboutAll(subject, rule, reach))
  return cause?.event ?? null
}

function isAbout(
  { account, resourceUid, ...subject }: Subject,
  rule: Rule | undefined,
  reach: Reach,
): boolean {
  const { event, keys } = reach
  if (subject.keys.some(({ ref, arn }) => isKeyNamed(ref, keys) || isKeyNamed(arn, keys))) return true
  if (event.account !== account) return false
  if (event.names.has(resourceUid)) return true
  const read = collectorIdsOf(rule)
  const touched = [...reach.items, ...reach.whole].some(({ id }) => read.has(id))
  return touched && event.region === subject.region && isNamed(resourceUid, event)
}

/** About a setting of the whole account, which has no name of its own. */
function isAboutAll(
  { account, region, resourceUid }: Subject,
  rule: Rule | undefined,
  reach: Reach,
): boolean {
  const { event } = reach
  const isAccount = resourceUid.endsWith(':root')
  const read = collectorIdsOf(rule)
  return (
    isAccount &&
    event.account === account &&
    event.region === region &&
    reach.whole.some(({ id }) => read.has(id))
  )
}

function collectorIdsOf(rule: Rule | undefined): ReadonlySet<string> {
  if (rule === undefined) return new Set()
  return new Set(rule.kind === 'resource' ? [rule.collector.id] : rule.collectors.map(({ id }) => id))
}
