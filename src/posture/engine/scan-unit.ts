/** One collector in one account and region: page by page, so that no more than a page is in memory. */

import { ApiError } from '../api.ts'
import type { Verdict } from '../rule.ts'
import { endsScan } from './ends-scan.ts'
import { accountResource, bugAsApiError, failureVerdict, forEachRule, isFailure } from './failures.ts'
import type { JournalLine, UnitLine } from './journal/journal.ts'
import { countJudgements } from './progress.ts'
import type { ScanContext } from './scan-context.ts'
import { scanItem, type UnitWork } from './scan-item.ts'
import { forEachOf } from './slots.ts'

const itemsAtOnce = 8

/**
 * @param judged ids of rules that have said something about this unit in an earlier run
 * @throws what ends the scan
 */
export async function scanUnit(
  context: ScanContext,
  work: UnitWork,
  judged: ReadonlySet<string>,
): Promise<void> {
  const { journal, progress } = context
  const { unit, collector, rules, api, index } = work
  const spoken = new Set(judged)
  const repeats = createRepeats()
  let failures = 0

  const doItem = async (listed: unknown) => {
    const { uid } = collector.identify(listed, api)
    if (repeats.isRepeated(uid) || (uid !== '' && journal.isItemDone(unit, uid))) {
      progress.itemsDone++
      return
    }
    const line = await scanItem(context, work, listed)
    journal.append(line)
    index.takeItem(line)
    for (const { ruleId } of line.judgements) spoken.add(ruleId)
    if (line.failed) failures++
    countJudgements(progress, line.judgements)
    progress.itemsDone++
    progress.resources += line.count
    if (line.count === 0 && line.judgements.length === 0) progress.itemsGone++
  }

  let verdict: Verdict | null = null
  let failure: string | null = null
  try {
    for await (const page of pagesOf(context, work)) {
      progress.itemsListed += page.length
      repeats.turnPage()
      await forEachOf(page, collector.concurrency ?? itemsAtOnce, doItem)
    }
    if (failures > 0)
      failure = `${failures} of ${collector.id} in ${unit.account} ${unit.region} could not be read.`
  } catch (error) {
    if (endsScan(error)) throw error
    if (!(error instanceof ApiError)) context.onBug(error)
    const told = error instanceof ApiError ? error : bugAsApiError(error, collector.id)
    verdict = failureVerdict(told, `Resources of type ${collector.resourceType}`, context.now())
    if (isFailure(told))
      failure = `${collector.id} in ${unit.account} ${unit.region} could not be listed: ${told.code}.`
  }

  const silent = rules.map(({ id }) => id).filter((id) => verdict !== null || !spoken.has(id))
  const resource = accountResource(api, context.now())
  const line: UnitLine = {
    kind: 'unit',
    unit,
    judgements: forEachRule(silent, resource, verdict ?? nothingThere(collector.resourceType)),
    listed: verdict === null || failure === null,
    failure,
  }
  finish(context, line)
  index.takeUnit(line)
}

interface Repeats {
  turnPage(): void
  isRepeated(uid: string): boolean
}

/**
 * Lists repeat items when the account changes between two pages, so two pages are remembered; not all, for a list may have a
 * million. What has no name is never taken for a repetition.
 */
function createRepeats(): Repeats {
  let [before, current] = [new Set<string>(), new Set<string>()]
  return {
    turnPage() {
      before = current
      current = new Set()
    },
    isRepeated(uid) {
      if (uid === '') return false
      if (current.has(uid) || before.has(uid)) return true
      current.add(uid)
      return false
    },
  }
}

/** All of it, or what is to be read again, if the collector can do without the list. */
function pagesOf(
  context: ScanContext,
  { unit, collector, api }: UnitWork,
): AsyncIterable<readonly unknown[]> {
  const only = context.only?.(unit) ?? null
  const { find } = collector
  return only === null || find === undefined ? collector.list(api) : onePage([...only].map(find))
}

async function* onePage<Item>(items: readonly Item[]): AsyncGenerator<readonly Item[]> {
  yield items
}

export function finish(
  { journal, progress }: ScanContext,
  line: Exclude<JournalLine, { kind: 'item' }>,
): void {
  journal.append(line)
  countJudgements(progress, line.judgements)
  if (line.kind === 'unit' && line.failure !== null) progress.incomplete.add(line.failure)
}

function nothingThere(resourceType: string): Verdict {
  return {
    status: 'NOT_APPLICABLE',
    reasonCode: 'NO_RESOURCES',
    reasonText: `There is nothing of type ${resourceType} here.`,
  }
}
