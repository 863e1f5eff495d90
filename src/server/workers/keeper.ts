/**
 * The process that keeps the workers. What happens once a server is its own: the data folder's lock, migrations, the seal,
 * the accounts, the operator's socket, the ready line. It answers no calls and runs no jobs, so that nothing which arrives
 * from outside is read in the process that the others depend on.
 */

import type { Logger } from 'pino'
import { AggregatorRegistry, Gauge } from 'prom-client'
import type { OpenRootKey } from '../../rootkey/open-root-key.ts'
import type { Storage } from '../../storage/storage.ts'
import type { Accounts } from '../accounts.ts'
import { announce, type ReadyServer } from '../announce.ts'
import type { Config } from '../config.ts'
import type { ControlSocket } from '../control-socket.ts'
import { layFoundation, openConfiguredStorage } from '../foundation.ts'
import { configuredAccounts, type Foundation, keepFresh } from '../house.ts'
import type { Metrics } from '../metrics.ts'
import { openControl } from '../open-control.ts'
import { openConfiguredRootKey } from '../open-root-key.ts'
import { openRooms } from '../rooms.ts'
import type { RunningServer } from '../server.ts'
import { asStartError } from '../start-error.ts'
import { createVault } from '../vault.ts'
import { startTeam, type Team } from './team.ts'

/** It asks the database little. */
const connectionsMax = 3

/** @throws StartError for a reason that the operator can act on; whatever was started is ended again. */
export async function startKeeper(config: Config, log: Logger): Promise<RunningServer> {
  let storage: Storage | undefined
  try {
    storage = await openConfiguredStorage(config, log, { share: 'keeper', connectionsMax })
    return await startOn(storage, config, log)
  } catch (error) {
    await storage?.close().catch(() => {})
    throw asStartError(error, config)
  }
}

async function startOn(storage: Storage, config: Config, log: Logger): Promise<RunningServer> {
  const foundation = layFoundation(storage, config, log)
  const { now, metrics } = foundation
  const readiness = Promise.withResolvers<ReadyServer>()
  // A server that is closed while it is sealed is never ready; nobody need be waiting for it.
  readiness.promise.catch(() => undefined)
  const opened: { team?: Team; control?: ControlSocket | null; stopWatching?: () => void } = {}

  const enter = async (rootKey: OpenRootKey, team: Team) => {
    try {
      const accounts = await makeAccounts(foundation, rootKey)
      opened.stopWatching = keepFresh(rootKey, log)
      await team.open(rootKey.seal)
      readiness.resolve(await announce(foundation, await team.listening, accounts))
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
    onOpen: async (found) => await enter(found, await started.promise),
  })
  const started = Promise.withResolvers<Team>()
  started.promise.catch(() => undefined)
  const close = async () => {
    await opened.control?.close()
    await vault.settled()
    opened.stopWatching?.()
    await opened.team?.close()
    await foundation.trail.flush()
    await storage.close()
    log.flush()
  }
  try {
    opened.control = await openControl(foundation, vault)
    const team = startTeam({ config, log, scrape: () => scrapeAll(team, metrics) })
    opened.team = team
    showTeam(metrics, team)
    const endpoint = await team.listening
    started.resolve(team)
    if (rootKey === null) log.warn({ endpoint }, 'sealed: waiting for keyhold unseal')
    else await enter(rootKey, team)
    const databaseName = storage.kind === 'sqlite' ? 'SQLite' : 'PostgreSQL'
    return { endpoint, config, databaseName, isSealed: rootKey === null, ready: readiness.promise, close }
  } catch (error) {
    started.reject(error)
    await close().catch(() => {})
    throw error
  }
}

/** Once, before any worker serves. */
async function makeAccounts(foundation: Foundation, rootKey: OpenRootKey): Promise<Accounts> {
  const rooms = openRooms({ ...foundation, rootKey })
  try {
    return await configuredAccounts(foundation.config, rooms.accountBook)
  } finally {
    await rooms.close()
  }
}

function showTeam({ registry }: Metrics, team: Team): void {
  const gauges = {
    keyhold_workers: ['Worker processes that are running', () => team.size()],
    keyhold_worker_restarts: ['Workers that died and were started again', () => team.restarts()],
  } as const
  for (const [name, [help, read]] of Object.entries(gauges)) {
    new Gauge({
      name,
      help,
      registers: [registry],
      collect() {
        this.set(read())
      },
    })
  }
}

/** The keeper's own measures are among them: its memory and CPU belong to the server. */
async function scrapeAll(team: Team, { registry }: Metrics): Promise<string> {
  const measures = [await registry.getMetricsAsJSON(), ...(await team.measure())]
  return await AggregatorRegistry.aggregate([...measures]).metrics()
}
