/** Everything that stands on the open root key: the rooms, their accounts, the gateway. */

import type { Logger } from 'pino'
import { createGateway, type Gateway } from '../gateway/gateway.ts'
import type { OpenRootKey } from '../rootkey/open-root-key.ts'
import { handleRotation } from '../rootkey/rotate.ts'
import type { Storage } from '../storage/storage.ts'
import type { Trail } from '../trail/trail.ts'
import { type Accounts, openAccounts } from './accounts.ts'
import type { Config } from './config.ts'
import type { Metrics } from './metrics.ts'
import { openRooms } from './rooms.ts'

/** A node that nobody calls learns of a new root key this soon, long before anything is wrapped under it. */
const freshEveryMs = 500

export interface Foundation {
  readonly storage: Storage
  readonly trail: Trail
  readonly metrics: Metrics
  readonly config: Config
  readonly log: Logger
  readonly now: () => number
}

export interface House {
  readonly gateway: Gateway
  readonly accounts: Accounts
  close(): Promise<void>
}

export async function openHouse(foundation: Foundation, rootKey: OpenRootKey): Promise<House> {
  const { storage, trail, metrics, config, log, now } = foundation
  const rooms = openRooms({ storage, rootKey, trail, config, now })
  handleRotation({ storage, rootKey, now })
  const accounts = await openAccounts(rooms.accountBook, config.dataFolder, config.accountIds).catch(
    async (error: unknown) => {
      await rooms.close()
      throw error
    },
  )
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
    accounts,
    async close() {
      stopWatching()
      await rooms.close()
    },
  }
}

function keepFresh(rootKey: OpenRootKey, log: Logger): () => void {
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
