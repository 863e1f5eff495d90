/**
 * Composition: config → database → root key → rooms → listener. The only place where rooms are wired; nothing else
 * happens here.
 */

import { readFile } from 'node:fs/promises'
import type { Logger } from 'pino'
import { type Listener, listen } from '../gateway/listener.ts'
import type { OpenRootKey } from '../rootkey/open-root-key.ts'
import { openStorage } from '../storage/open.ts'
import type { Storage } from '../storage/storage.ts'
import { createTrail } from '../trail/create-trail.ts'
import type { Config } from './config.ts'
import { controlRoutes } from './control-routes.ts'
import { type ControlSocket, openControlSocket } from './control-socket.ts'
import { createFront, type Front } from './front.ts'
import { healthRoutes } from './health.ts'
import { type Foundation, type House, openHouse } from './house.ts'
import { createLog } from './log.ts'
import { createMetrics } from './metrics.ts'
import { openConfiguredRootKey } from './open-root-key.ts'
import { writeProfile } from './profile.ts'
import { asStartError, StartError } from './start-error.ts'
import { createVault, type Vault } from './vault.ts'

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

export interface ReadyServer {
  readonly accountIds: readonly string[]
  readonly firstStart: boolean
}

/** @throws StartError for a reason that the operator can act on; whatever was opened is closed again. */
export async function startServer(config: Config): Promise<RunningServer> {
  const log = createLog(config.logLevel)
  let storage: Storage | undefined
  try {
    storage = await openStorage({
      ...config,
      now: Date.now,
      log: { warn: log.warn.bind(log), error: log.error.bind(log) },
    })
    return await startOn(storage, config, log)
  } catch (error) {
    await storage?.close().catch(() => {})
    throw asStartError(error, config)
  }
}

async function startOn(storage: Storage, config: Config, log: Logger): Promise<RunningServer> {
  const foundation = layFoundation(storage, config, log)
  const { now, trail } = foundation
  const front = createFront()
  const listening = Promise.withResolvers<Listener>()
  const readiness = Promise.withResolvers<ReadyServer>()
  // A server that is closed while it is sealed never listens or is never ready; nobody need be waiting for it.
  for (const { promise } of [listening, readiness]) promise.catch(() => undefined)
  const opened: { house?: House; control?: ControlSocket | null; listener?: Listener } = {}

  const enter = async (found: OpenRootKey) => {
    try {
      const house = await openHouse(foundation, found)
      opened.house = house
      front.open(house.gateway)
      // Resolved by the start, which for a server that is not sealed is what calls this.
      void listening.promise
        .then(({ url }) => announce(foundation, url, house))
        .then(readiness.resolve, (error) => readiness.reject(asStartError(error, config)))
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
    opened.listener = await openListener(foundation, front)
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

function layFoundation(storage: Storage, config: Config, log: Logger): Foundation {
  const now = Date.now
  const metrics = createMetrics({ epoch: () => storage.authority.epoch() })
  const trail = createTrail({
    storage,
    // SQLite has one writer for ever; on PostgreSQL each start of a node begins a chain of its own.
    chainId: storage.kind === 'sqlite' ? 'main' : config.nodeId,
    now,
    onBatch: ({ events, milliseconds }) => metrics.observeTrailBatch(events, milliseconds / 1000),
  })
  return { storage, trail, metrics, config, log, now }
}

async function announce(
  { config, log }: Foundation,
  url: string,
  { gateway, accounts: { accountIds, made } }: House,
): Promise<ReadyServer> {
  await writeProfile(config.dataFolder, url, config.regions[0] as string, accountIds)
  log.info({ endpoint: url, node: config.nodeId }, 'ready')
  // The first call of each service would otherwise wait for its schemas.
  void gateway.warm().catch((error: Error) => log.error({ error: error.name }, 'warming failed'))
  return { accountIds, firstStart: made }
}

/** Null where the data folder takes no socket: a server that is not sealed can do without. */
async function openControl(foundation: Foundation, vault: Vault): Promise<ControlSocket | null> {
  const { config, log } = foundation
  const routes = controlRoutes({ ...foundation, vault })
  try {
    return await openControlSocket(config.dataFolder, routes, (error) =>
      log.error({ error: error instanceof Error ? error.stack : typeof error }, 'an operator request failed'),
    )
  } catch (error) {
    if (error instanceof StartError && error.message.includes('in use')) throw error
    if (vault.rootKey() === null) {
      throw new StartError(`${config.dataFolder} takes no socket for keyhold unseal`, { cause: error })
    }
    log.warn(
      { reason: (error as Error).message },
      'no control socket: keyhold rootkey will not reach this server',
    )
    return null
  }
}

async function openListener({ storage, metrics, config }: Foundation, front: Front): Promise<Listener> {
  const tls = config.tls && {
    cert: await readFile(config.tls.certFile),
    key: await readFile(config.tls.keyFile),
  }
  return await listen({
    gateway: front,
    host: config.host,
    port: config.port,
    ...(tls && { tls }),
    extraRoutes: healthRoutes(storage, metrics.registry, () => front.isOpen()),
  })
}
