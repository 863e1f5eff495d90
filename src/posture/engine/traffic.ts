/** What a scan has asked so far: for progress, for the summary, and for the policy that would have let it see more. */

import type { DeniedAction, ServiceCalls, UnscannedService } from '../scan-summary.ts'

export interface Traffic {
  called(service: string): void
  throttled(service: string): void
  denied(action: Omit<DeniedAction, 'calls'>): void
  missing(kind: 'not-implemented' | 'not-in-region', place: UnscannedService): void
  /** All services together. */
  total(): number
  throttles(): number
  calls(): readonly ServiceCalls[]
  denials(): readonly DeniedAction[]
  unscanned(kind: 'not-implemented' | 'not-in-region'): readonly UnscannedService[]
}

export function createTraffic(): Traffic {
  const calls = new Map<string, { calls: number; throttles: number }>()
  const denials = new Map<string, { action: Omit<DeniedAction, 'calls'>; calls: number }>()
  const missing = { 'not-implemented': new Map(), 'not-in-region': new Map() } as Record<
    'not-implemented' | 'not-in-region',
    Map<string, UnscannedService>
  >
  let [total, throttles] = [0, 0]
  const of = (service: string) => {
    const known = calls.get(service) ?? { calls: 0, throttles: 0 }
    calls.set(service, known)
    return known
  }
  return {
    called(service) {
      total++
      of(service).calls++
    },
    throttled(service) {
      throttles++
      of(service).throttles++
    },
    denied(action) {
      const key = [action.account, action.region, action.action, action.code].join('|')
      const known = denials.get(key) ?? { action, calls: 0 }
      known.calls++
      denials.set(key, known)
    },
    missing(kind, place) {
      missing[kind].set([place.account, place.region, place.service].join('|'), place)
    },
    total: () => total,
    throttles: () => throttles,
    calls: () =>
      sorted(
        [...calls].map(([service, counts]) => ({ service, ...counts })),
        ({ service }) => service,
      ),
    denials: () =>
      sorted(
        [...denials.values()].map(({ action, calls }) => ({ ...action, calls })),
        ({ action, account, region }) => [action, account, region].join('|'),
      ),
    unscanned: (kind) =>
      sorted([...missing[kind].values()], ({ service, account, region }) =>
        [service, account, region].join('|'),
      ),
  }
}

function sorted<Item>(items: Item[], key: (item: Item) => string): Item[] {
  return items.sort((a, b) => (key(a) < key(b) ? -1 : 1))
}
