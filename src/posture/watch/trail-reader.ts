/** The trails of all accounts and regions of a scan, each read on from where it was. */

import { type Api, ApiError } from '../api.ts'
import { endsScan } from '../engine/ends-scan.ts'
import type { AccountSource, OpenAccount } from '../engine/scan-account.ts'
import { forEachOf } from '../engine/slots.ts'
import { cloudTrail } from '../services.ts'
import type { TrailEvent } from './trail-event.ts'
import { isTrailClosed, pollTrail, type Reading } from './trail-poll.ts'

export interface TrailReaderOptions {
  readonly sources: readonly AccountSource[]
  /** IAM tells its events in one region of the partition only. */
  readonly readsIam: boolean
  note(sentence: string): void
}

export interface Polled {
  /** Oldest first. */
  readonly events: readonly TrailEvent[]
  readonly readings: Readonly<Record<string, Reading>>
  /** Of some place the changes are not known: everything must be scanned. */
  readonly isCut: boolean
  /** Some trail cannot be read at all until somebody changes that. */
  readonly isBlind: boolean
  /** Some trail answered that it is asked too often, or not at all. */
  readonly isSlowed: boolean
}

export interface TrailReader {
  /** @throws what ends the scan: credentials that have ended */
  poll(readings: Readonly<Record<string, Reading>>, floor: number): Promise<Polled>
  close(): void
}

const placesAtOnce = 8
/** "Global service events", AWS CloudTrail User Guide. */
const globalRegions: Readonly<Record<string, string>> = {
  aws: 'us-east-1',
  'aws-cn': 'cn-north-1',
  'aws-us-gov': 'us-gov-west-1',
}

export function createTrailReader({ sources, readsIam, note }: TrailReaderOptions): TrailReader {
  const open = new Map<string, OpenAccount>()

  async function places(): Promise<{ readonly apis: readonly Api[]; readonly isBlind: boolean }> {
    let isBlind = false
    for (const source of sources) {
      if (open.has(source.account.id)) continue
      try {
        open.set(source.account.id, await source.open())
      } catch (error) {
        if (endsScan(error) || !(error instanceof ApiError)) throw error
        isBlind = true
        note(`The account ${source.account.id} cannot be watched: ${error.operation} answered ${error.code}.`)
      }
    }
    const apis = [...open.values()].flatMap((account) =>
      regionsOf(account, readsIam).map((region) => account.apis.in(region)),
    )
    return { apis, isBlind }
  }

  return {
    async poll(readings, floor) {
      const events: TrailEvent[] = []
      const next: Record<string, Reading> = { ...readings }
      const { apis, ...known } = await places()
      let [isCut, isBlind, isSlowed] = [false, known.isBlind, false]
      await forEachOf(apis, placesAtOnce, async (api) => {
        const name = `${api.account}/${api.region}`
        try {
          const polled = await pollTrail(api, readings[name] ?? { floor, upTo: floor, seen: {} })
          events.push(...polled.events)
          next[name] = polled.next
          isCut ||= polled.isCut
          if (polled.isCut)
            note(`More has happened in ${name} than its trail can be read for; everything is scanned.`)
        } catch (error) {
          if (endsScan(error) || !(error instanceof ApiError)) throw error
          if (isTrailClosed(error)) isBlind = true
          else isSlowed = true
          note(sentenceOf(error, name))
        }
      })
      events.sort((a, b) => a.at - b.at)
      return { events, readings: next, isCut, isBlind, isSlowed }
    },
    close() {
      for (const { apis } of open.values()) apis.close()
      open.clear()
    },
  }
}

function regionsOf(
  { regions, partition, apis, homeRegion }: OpenAccount,
  readsIam: boolean,
): readonly string[] {
  const global = globalRegions[partition]
  const isOwn = apis.in(homeRegion).isSelfHosted?.(cloudTrail) === true
  return isOwn || !readsIam || global === undefined ? regions : [...new Set([...regions, global])]
}

function sentenceOf({ kind, code }: ApiError, place: string): string {
  switch (kind) {
    case 'denied':
      return `The trail of ${place} must not be read (${code}): allow cloudtrail:LookupEvents. Until then everything is scanned from time to time, and nobody knows who changed what.`
    case 'not-implemented':
    case 'not-in-region':
      return `There is no trail to read in ${place} (${code}): everything is scanned from time to time instead.`
    case 'throttled':
      return `The trail of ${place} is asked too often by all who read it; it is asked again later. Nothing is lost.`
    default:
      return `The trail of ${place} did not answer (${code}); it is asked again later. Nothing is lost.`
  }
}
