/**
 * Composition: config → database → root key → rooms → listener. The only place where rooms are wired; nothing else
 * happens here.
 */

import { readFile } from 'node:fs/promises'
import type { Logger } from 'pino'
import { createGateway } from '../gateway/gateway.ts'
import { type Listener, listen } from '../gateway/listener.ts'
import { openStorage } from '../storage/open.ts'
import type { Storage } from '../storage/storage.ts'
import { createTrail } from '../trail/create-trail.ts'
import type { Trail } from '../trail/trail.ts'
import { openAccounts } from './accounts.ts'
import type { Config } from './config.ts'
import { healthRoutes } from './health.ts'
import { createLog } from './log.ts'
import { createMetrics, type Metrics } from './metrics.ts'
import { openSealedRootKey } from './open-root-key.ts'
import { addCredentials, writeProfile } from './profile.ts'
import { openRooms, type Rooms } from './rooms.ts'
import { asStartError } from './start-error.ts'

export { StartError } from './start-error.ts'

export interface RunningServer {
  readonly endpoint: string
  readonly config: Config
  readonly accountIds: readonly string[]
  readonly firstStart: boolean
  readonly databaseName: string
  /** In-flight calls finish, jobs stop, everything acknowledged is on disk. */
  close(): Promise<void>
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
  const now = Date.now
  const metrics = createMetrics({ epoch: () => storage.authority.epoch() })
  const rootKey = await openSealedRootKey(storage, config, now)
  const trail = createTrail({
    storage,
    // SQLite has one writer for ever; on PostgreSQL each start of a node begins a chain of its own.
    chainId: storage.kind === 'sqlite' ? 'main' : config.nodeId,
    now,
    onBatch: ({ events, milliseconds }) => metrics.observeTrailBatch(events, milliseconds / 1000),
  })
  const rooms = openRooms({ storage, rootKey, trail, config, now })
  const { accountIds, made } = await openAccounts(rooms.accountBook, config.accountIds)
  await addCredentials(config.dataFolder, accountIds[0] as string, made)
  rooms.start()
  const listener = await openListener({ storage, trail, rooms, metrics, config, log })
  await writeProfile(config.dataFolder, listener.url, config.regions[0] as string, accountIds)
  log.info({ endpoint: listener.url, node: config.nodeId }, 'ready')
  return {
    endpoint: listener.url,
    config,
    accountIds,
    firstStart: made.length > 0,
    databaseName: storage.kind === 'sqlite' ? 'SQLite' : 'PostgreSQL',
    async close() {
      await listener.close()
      await rooms.close()
      await trail.flush()
      await storage.close()
      log.flush()
    },
  }
}

interface Parts {
  readonly storage: Storage
  readonly trail: Trail
  readonly rooms: Rooms
  readonly metrics: Metrics
  readonly config: Config
  readonly log: Logger
}

async function openListener({ storage, trail, rooms, metrics, config, log }: Parts): Promise<Listener> {
  const gateway = createGateway({
    services: rooms.services,
    iam: rooms.iam,
    trail,
    regions: config.regions,
    now: Date.now,
    log,
    onRequest: ({ service, operation, status, seconds }) =>
      metrics.observeRequest(service, operation, status, seconds),
  })
  const tls = config.tls && {
    cert: await readFile(config.tls.certFile),
    key: await readFile(config.tls.keyFile),
  }
  const listener = await listen({
    gateway,
    host: config.host,
    port: config.port,
    ...(tls && { tls }),
    extraRoutes: healthRoutes(storage, metrics.registry),
  })
  // The first call of each service would otherwise wait for its schemas.
  void gateway.warm().catch((error: Error) => log.error({ error: error.name }, 'warming failed'))
  return listener
}
