/** What a node has before its root key is open. */

import type { Logger } from 'pino'
import type { StorageOptions } from '../storage/open.ts'
import { openStorage } from '../storage/open.ts'
import type { Storage } from '../storage/storage.ts'
import { createTrail } from '../trail/create-trail.ts'
import type { Config } from './config.ts'
import type { Foundation } from './house.ts'
import { createMetrics } from './metrics.ts'

export function openConfiguredStorage(
  config: Config,
  log: Logger,
  options: Pick<StorageOptions, 'share' | 'connectionsMax'> = {},
): Promise<Storage> {
  return openStorage({
    ...config,
    ...options,
    now: Date.now,
    log: { warn: log.warn.bind(log), error: log.error.bind(log) },
  })
}

export function layFoundation(storage: Storage, config: Config, log: Logger): Foundation {
  const now = Date.now
  const metrics = createMetrics({ epoch: () => storage.authority.epoch() })
  const trail = createTrail({
    storage,
    // A process that has its SQLite for itself writes one chain for ever; others begin one of their own at each start.
    chainId: storage.isAlone ? 'main' : config.nodeId,
    now,
    onBatch: ({ events, milliseconds }) => metrics.observeTrailBatch(events, milliseconds / 1000),
  })
  return { storage, trail, metrics, config, log, now }
}
