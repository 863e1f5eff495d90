/** Puts names to changes in the history, also when the trail tells of them only after they were seen. */

import type { History } from '../history/history.ts'
import type { FindingChange, FindingIdentity, FindingLife } from '../history/scan-history.ts'
import type { Rule } from '../rule.ts'
import { causeOf, type Subject } from './cause.ts'
import type { Reach } from './reach.ts'
import { changedByOf, type TrailEvent } from './trail-event.ts'

export interface Candidate extends Subject {
  readonly findingUid: string
}

/** What is told of a change of this finding; see `tellChange`. */
export type ToldChange = Omit<FindingChange, 'finding'> & {
  readonly finding: Pick<FindingIdentity, 'findingUid' | 'ruleId' | 'resourceUid'>
}

interface Explained {
  readonly at: number
  /** The status that the event led to: one that may be followed by another for the same reason. */
  readonly isSettled: boolean
}

const explainedMax = 10_000

/** @param rules those of the scan */
export function createAttribution(history: History, rules: readonly Rule[]) {
  const byId = new Map(rules.map((rule) => [rule.id, rule]))
  const explained = new Map<string, Explained>()

  function attribute(life: FindingLife, scanId: string, event: TrailEvent): boolean {
    const change = life.lastChange
    const isFirst = change === null || change.from === 'NEW'
    const by = changedByOf(event)
    const done = isFirst
      ? history.attributeFirst(scanId, life.findingUid, by)
      : history.attribute(scanId, life.findingUid, by)
    explained.set(life.findingUid, { at: event.at, isSettled: life.status !== 'MANUAL' })
    if (explained.size > explainedMax) explained.delete(explained.keys().next().value ?? '')
    return done
  }

  const isFirstScan = (scanId: string) => history.scansUpTo(scanId, 2).length < 2

  return {
    /** @returns findings whose last change, or first sight, has a name only now */
    run(candidates: Iterable<Candidate>, reaches: readonly Reach[]): ReadonlySet<string> {
      const named = new Set<string>()
      for (const candidate of candidates) {
        const life = history.find(candidate.findingUid)
        // Of the very first scan everything is new, and nobody's doing.
        if (life === null || (life.lastChange === null && isFirstScan(life.firstScanId))) continue
        const change = life.lastChange
        const seenAt = Date.parse(change?.at ?? life.firstSeen)
        const known = change?.changedBy ?? null
        const before = explained.get(candidate.findingUid)
        const after = Math.max(
          known === null ? 0 : Date.parse(known.at),
          before === undefined || known !== null ? 0 : before.at + (before.isSettled ? 1 : 0),
        )
        const cause = causeOf(candidate, byId.get(candidate.ruleId), reaches, { after, upTo: seenAt })
        if (cause === null || cause.id === known?.eventId) continue
        if (attribute(life, change?.scanId ?? life.firstScanId, cause)) named.add(candidate.findingUid)
      }
      return named
    },
  }
}
