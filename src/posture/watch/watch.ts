/**
 * Scans, and then follows the trail: what it says has changed is read and judged again, with who changed it. Every judgement
 * stands on a read; the trail says only where to look, and everything is scanned again from time to time.
 */

import { existsSync, renameSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { JournalError, readJournal, renewedPath } from '../engine/journal/journal-file.ts'
import type { Renewal } from '../engine/journal/renewal.ts'
import {
  journalPath,
  type LiveScan,
  runScan,
  type ScanOutcome,
  type ScanRequest,
} from '../engine/run-scan.ts'
import { silentRulesOf } from '../engine/silent-rules.ts'
import { SetupError } from '../engine/usage-error.ts'
import type { History } from '../history/history.ts'
import type { ScanSummary } from '../scan-summary.ts'
import { type Candidate, createAttribution, type ToldChange } from './attribution.ts'
import { candidatesOfPart, candidatesOfScan, toldChanges } from './candidates.ts'
import { type Cursor, readCursor, writeCursor } from './cursor-file.ts'
import { findLastScan, mergedSummary } from './last-scan.ts'
import { type Item, itemName, planOf } from './plan.ts'
import { collectorsOf, type Reach, reachOf } from './reach.ts'
import { nothingStale, renewalOf } from './renewal.ts'
import { createTrailReader, type TrailReader } from './trail-reader.ts'

export interface WatchOptions {
  /** The first scan resumes if it says so. */
  readonly request: Omit<ScanRequest, 'renewal' | 'onStart'>
  readonly history: History
  /** Everything is scanned again after so long. */
  readonly fullEveryMs: number
  /** And where a trail cannot be read, after so long. */
  readonly blindEveryMs: number
  /** The first time: a progress may be drawn. */
  onStart?(live: LiveScan): void
  /** Writes the reports of a scan; the history has it. */
  report(scan: WatchedScan): Promise<void>
  tell(change: ToldChange): void
  /** A sentence for the user. */
  note(sentence: string): void
}

export interface WatchedScan {
  readonly outcome: ScanOutcome
  readonly summary: ScanSummary
  /** `known`: the one that was in the folder; `part`: only what has changed was read. */
  readonly kind: 'first' | 'known' | 'full' | 'part'
}

export interface Watch {
  /** Scans, or goes on with the scan in the folder. @throws ScanStopped, UsageError, SetupError, JournalError */
  start(): Promise<void>
  /** Once more to the trail. `isSlowed`: it should be asked later than usual. @throws what ends the watch */
  step(): Promise<{ readonly isSlowed: boolean }>
  close(): void
}

/** Older than that it is not worth going on from; its trail still tells who changed what. */
const reuseMaxMs = 3_600_000
const trailMaxMs = 24 * 3_600_000
/** How long an event may explain what is seen, from when it was told: longer than the trail takes to tell all. */
const recentMs = 40 * 60_000
const unsettledStepsMax = 30

export function createWatch(options: WatchOptions): Watch {
  const { request, history, note } = options
  const { folder, rules, now } = request
  const path = journalPath(folder)
  const cursorPath = join(folder, 'watch.json')
  const collectors = collectorsOf([...rules, ...silentRulesOf(rules, request.knownRules ?? [])])
  const attribution = createAttribution(history, rules)
  const recent = new Map<string, { readonly reach: Reach; readonly toldAt: number }>()
  const unsettled = new Map<string, { readonly item: Item; readonly steps: number }>()
  let reader: TrailReader | null = null
  let cursor: Cursor | null = null
  let summary: ScanSummary | null = null

  function onStart(live: LiveScan): void {
    reader ??= createTrailReader({
      sources: live.access.sources,
      readsIam: collectors.some(({ service }) => service.id === 'iam'),
      note,
    })
  }

  async function record(
    outcome: ScanOutcome,
    whole: WatchedScan,
    candidates: () => AsyncIterable<Candidate>,
  ) {
    await history.record({ summary: whole.summary, findings: outcome.findings })
    const all: Candidate[] = []
    for await (const candidate of candidates()) all.push(candidate)
    tellAll(whole.summary.scanId, all)
    await options.report(whole)
    await outcome.close()
    summary = whole.summary
  }

  function tellAll(scanId: string, candidates: readonly Candidate[]): void {
    const named = attribution.run(candidates, recentReaches())
    for (const change of toldChanges(history, scanId, candidates, named)) options.tell(change)
  }

  /** Oldest first: what came late stands where it happened. */
  function recentReaches(): Reach[] {
    return [...recent.values()].map(({ reach }) => reach).sort((a, b) => a.event.at - b.event.at)
  }

  async function scanAll(kind: 'first' | 'full'): Promise<void> {
    const resume = kind === 'first' && request.resume
    const outcome = await runScan({
      ...request,
      resume,
      onStart(live) {
        onStart(live)
        if (kind === 'first') options.onStart?.(live)
      },
    })
    const whole = { outcome, summary: outcome.summary, kind }
    if (outcome.stopped !== null && kind === 'full') {
      await outcome.close()
      if (existsSync(`${path}.previous`)) renameSync(`${path}.previous`, path)
      throw outcome.stopped
    }
    await record(outcome, whole, () => candidatesOfScan(history, outcome.summary.scanId, outcome.findings))
    if (outcome.stopped !== null) throw outcome.stopped
    unsettled.clear()
    const { endpoint, startedAt } = outcome.summary
    cursor = { format: 1, endpoint, fullScanAt: startedAt, readings: cursor?.readings ?? {} }
  }

  /** @returns null when the scan was not the same as the one in the folder */
  async function renewed(renewal: Renewal): Promise<ScanOutcome | null> {
    try {
      const outcome = await runScan({ ...request, resume: false, renewal, onStart })
      if (outcome.stopped === null) return outcome
      await discard(outcome)
      throw outcome.stopped
    } catch (error) {
      if (error instanceof JournalError) return null
      throw error
    }
  }

  async function discard(outcome: ScanOutcome): Promise<void> {
    await outcome.close()
    rmSync(renewedPath(path), { force: true })
  }

  async function scanChanged(reaches: readonly Reach[]): Promise<void> {
    const { lines } = await readJournal(path)
    const plan = await planOf(
      lines,
      reaches,
      [...unsettled.values()].map(({ item }) => item),
      collectors,
    )
    if (plan === null) return
    const renewal = renewalOf(plan)
    const outcome = await renewed(renewal)
    if (outcome === null || summary === null) return scanAll('full')
    keepUnsettled(renewal.unsettled())
    const candidates = candidatesOfPart(renewal.judgements())
    if (!renewal.isDifferent()) {
      await discard(outcome)
      tellAll(outcome.summary.scanId, candidates)
      return
    }
    const whole = { outcome, summary: mergedSummary(summary, outcome.summary), kind: 'part' } as const
    await record(outcome, whole, async function* () {
      yield* candidates
    })
    renameSync(renewedPath(path), path)
  }

  function keepUnsettled(items: readonly Item[]): void {
    const before = new Map(unsettled)
    unsettled.clear()
    for (const item of items) {
      const steps = (before.get(itemName(item))?.steps ?? 0) + 1
      if (steps <= unsettledStepsMax) unsettled.set(itemName(item), { item, steps })
    }
  }

  function remember(reaches: readonly Reach[]): void {
    for (const reach of reaches) recent.set(reach.event.id, { reach, toldAt: now() })
    for (const [id, { toldAt }] of recent) if (toldAt < now() - recentMs) recent.delete(id)
  }

  async function goOn(): Promise<boolean> {
    const last = await findLastScan(folder)
    if (last === null) return false
    const known = readCursor(cursorPath, last.endpoint)
    const readings = Object.values(known?.readings ?? {}).map(({ upTo }) => upTo)
    const trusted = Math.max(Date.parse(last.endedAt), readings.length === 0 ? 0 : Math.min(...readings))
    cursor = known === null ? null : { ...known, readings: withinReach(known.readings, now()) }
    if (request.resume || now() - trusted > reuseMaxMs) return false
    const outcome = await renewed(nothingStale)
    if (outcome === null) return false
    note(`Going on with the scan of ${last.endedAt}.`)
    await options.report({ outcome, summary: last, kind: 'known' })
    await discard(outcome)
    summary = last
    cursor ??= { format: 1, endpoint: last.endpoint, fullScanAt: last.startedAt, readings: {} }
    return true
  }

  return {
    async start() {
      if (!(await goOn())) await scanAll('first')
    },
    async step() {
      if (reader === null || cursor === null) throw new Error('A watch is started before it steps.')
      const polled = await reader.poll(cursor.readings, Date.parse(cursor.fullScanAt))
      const reaches = polled.events.flatMap((event) => reachOf(event, collectors) ?? [])
      remember(reaches)
      const every = polled.isBlind ? Math.min(options.blindEveryMs, options.fullEveryMs) : options.fullEveryMs
      const isDue = polled.isCut || now() - Date.parse(cursor.fullScanAt) >= every
      try {
        await (isDue ? scanAll('full') : scanChanged(reaches))
      } catch (error) {
        if (!(error instanceof SetupError)) throw error
        // What works again later loses nothing: the trail is read from the same place.
        note(error.message)
        return { isSlowed: true }
      }
      cursor = { ...cursor, readings: polled.readings }
      writeCursor(cursorPath, cursor)
      return { isSlowed: polled.isSlowed }
    },
    close() {
      reader?.close()
    },
  }
}

/** A trail that was left alone for longer tells too much to be read for names only. */
function withinReach(readings: Cursor['readings'], now: number): Cursor['readings'] {
  const floor = now - trailMaxMs
  return Object.fromEntries(
    Object.entries(readings).map(([place, reading]) => [
      place,
      { ...reading, upTo: Math.max(reading.upTo, floor), floor: Math.max(reading.floor, floor) },
    ]),
  )
}
