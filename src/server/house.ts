/** Everything that stands on the open root key: the rooms, their accounts, the gateway. */

import type { Logger } from 'pino'
import { createGateway, type Gateway } from '../gateway/gateway.ts'
import type { OpenRootKey } from '../rootkey/open-root-key.ts'
import { handleRotation } from '../rootkey/rotate.ts'
import type { Storage } from '../storage/storage.ts'
import type { Trail } from '../trail/trail.ts'
import { type AccountBook, type Accounts, openAccounts } from './accounts.ts'
import type { Config } from './config.ts'
import type { Metrics } from './metrics.ts'
import { openRooms } from './rooms.ts'

/** Long before anything is wrapped under a new root key. */
const freshEveryMs = 500

export interface Foundation {
  readonly storage: Storage
  readonly trail: Trail
  readonly metrics: Metrics
  readonly config: Config
  readonly log: Logger
  readonly now: () => number
}

export interface House<Furnished> {
  readonly gateway: Gateway
  readonly furnished: Furnished
  close(): Promise<void>
}

/** @param furnish sees to the accounts before anything runs on them. */
export async function openHouse<Furnished>(
  foundation: Foundation,
  rootKey: OpenRootKey,
  furnish: (book: AccountBook) => Promise<Furnished>,
): Promise<House<Furnished>> {
  const { storage, trail, metrics, config, log, now } = foundation
  // A trail that cannot be written stops the start, not the first call.
  await storage.eventLog.append([])
  const rooms = openRooms({ storage, rootKey, trail, config, now })
  handleRotation({ storage, rootKey, now })
  const furnished = await furnish(rooms.accountBook).catch(async (error: unknown) => {
    await rooms.close()
    throw error
  })
  rooms.start()
  const stopWatching = keepFresh(rootKey, log)
  const gateway = createGateway({
    services: rooms.services,
    iam: {
      // Before anything is opened for a call: another node may have a newer root key in use.
      findCredentials: async (accessKeyId, sessionToken) => {
        await rootKey.fresh()
        return rooms.iam.findCredentials(accessKeyId, sessionToken)
      },
    },
    trail,
    regions: config.regions,
    now,
    log,
    onRequest: ({ service, operation, status, seconds }) =>
      metrics.observeRequest(service, operation, status, seconds),
  })
  return {
    gateway,
    furnished,
    async close() {
      stopWatching()
      await rooms.close()
    },
  }
}

/** The accounts that the settings want, their credentials in the data folder. */
export function configuredAccounts({ dataFolder, accountIds }: Config, book: AccountBook): Promise<Accounts> {
  return openAccounts(book, dataFolder, accountIds)
}

/** Has a node that nobody calls learn of a new root key. @returns what stops it */
export function keepFresh(rootKey: OpenRootKey, log: Logger): () => void {
  let failing = false
  const look = async () => {
    try {
      await rootKey.fresh()
      failing = false
    } catch (error) {
      // A database out of reach is told by others.
      if (!failing && (error as Error).name === 'RootKeyError') {
        log.error({ reason: (error as Error).message }, 'the root key cannot be opened any more')
      }
      failing = true
    }
  }
  const timer = setInterval(() => void look(), freshEveryMs)
  timer.unref()
  return () => clearInterval(timer)
}

/** The first call of each service would otherwise wait for its schemas. */
export function warm({ gateway }: { readonly gateway: Gateway }, log: Logger): void {
  void gateway.warm().catch((error: Error) => log.error({ error: error.name }, 'warming failed'))
}
