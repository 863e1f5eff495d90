/**
 * Composition: config → database → root key → rooms → listener. The only place where rooms are wired; nothing else
 * happens here.
 */

import type { Logger } from 'pino'
import type { Listener } from '../gateway/listener.ts'
import type { OpenRootKey } from '../rootkey/open-root-key.ts'
import type { Storage } from '../storage/storage.ts'
import type { Accounts } from './accounts.ts'
import { announce, type ReadyServer } from './announce.ts'
import type { Config } from './config.ts'
import type { ControlSocket } from './control-socket.ts'
import { layFoundation, openConfiguredStorage } from './foundation.ts'
import { createFront } from './front.ts'
import { configuredAccounts, type House, openHouse, warm } from './house.ts'
import { createLog } from './log.ts'
import { openControl } from './open-control.ts'
import { openListener } from './open-listener.ts'
import { openConfiguredRootKey } from './open-root-key.ts'
import { asStartError } from './start-error.ts'
import { createVault } from './vault.ts'
import { startKeeper } from './workers/keeper.ts'

export type { ReadyServer } from './announce.ts'
export { StartError } from './start-error.ts'

export interface RunningServer {
  readonly endpoint: string
  readonly config: Config
  readonly databaseName: string
  /** Whether it answers no call yet, because its seal's passphrase was not given: `keyhold unseal` gives it. */
  readonly isSealed: boolean
  /** Resolves once calls are answered; at once unless it is sealed. Rejects when opening fails for good. */
  readonly ready: Promise<ReadyServer>
  /** In-flight calls finish, jobs stop, everything acknowledged is on disk. */
  close(): Promise<void>
}

/** @throws StartError for a reason that the operator can act on; whatever was opened is closed again. */
export async function startServer(config: Config): Promise<RunningServer> {
  const log = createLog(config.logLevel)
  if (config.workers > 1) return await startKeeper(config, log)
  let storage: Storage | undefined
  try {
    storage = await openConfiguredStorage(config, log)
    return await startOn(storage, config, log)
  } catch (error) {
    await storage?.close().catch(() => {})
    throw asStartError(error, config)
  }
}

async function startOn(storage: Storage, config: Config, log: Logger): Promise<RunningServer> {
  const foundation = layFoundation(storage, config, log)
  const { now, trail, metrics } = foundation
  const front = createFront()
  const listening = Promise.withResolvers<Listener>()
  const readiness = Promise.withResolvers<ReadyServer>()
  // A server that is closed while it is sealed never listens or is never ready; nobody need be waiting for it.
  for (const { promise } of [listening, readiness]) promise.catch(() => undefined)
  const opened: { house?: House<Accounts>; control?: ControlSocket | null; listener?: Listener } = {}

  const enter = async (found: OpenRootKey) => {
    try {
      const house = await openHouse(foundation, found, (book) => configuredAccounts(config, book))
      opened.house = house
      front.open(house.gateway)
      // Resolved by the start, which for a server that is not sealed is what calls this.
      void listening.promise
        .then(({ url }) => announce(foundation, url, house.furnished))
        .then(readiness.resolve, (error) => readiness.reject(asStartError(error, config)))
      warm(house, log)
    } catch (error) {
      readiness.reject(asStartError(error, config))
      throw error
    }
  }
  const rootKey = await openConfiguredRootKey(storage, config.seal, now)
  const vault = createVault({
    storage,
    now,
    rootKey,
    onOpen: async (found) => {
      await enter(found)
      await readiness.promise
    },
  })
  const close = async () => {
    await opened.control?.close()
    await vault.settled()
    await opened.listener?.close()
    await opened.house?.close()
    await trail.flush()
    await storage.close()
    log.flush()
  }
  try {
    opened.control = await openControl(foundation, vault)
    if (rootKey !== null) await enter(rootKey)
    opened.listener = await openListener(foundation, front, {
      contentType: metrics.registry.contentType,
      text: () => metrics.registry.metrics(),
    })
    const endpoint = opened.listener.url
    listening.resolve(opened.listener)
    if (rootKey === null) log.warn({ endpoint }, 'sealed: waiting for keyhold unseal')
    else await readiness.promise
    const databaseName = storage.kind === 'sqlite' ? 'SQLite' : 'PostgreSQL'
    return { endpoint, config, databaseName, isSealed: rootKey === null, ready: readiness.promise, close }
  } catch (error) {
    listening.reject(error)
    await close().catch(() => {})
    throw error
  }
}
