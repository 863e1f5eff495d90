import { controlRoutes } from './control-routes.ts'
import { type ControlSocket, openControlSocket } from './control-socket.ts'
import type { Foundation } from './house.ts'
import { StartError } from './start-error.ts'
import type { Vault } from './vault.ts'

/** Null where the data folder takes no socket: a server that is not sealed can do without. */
export async function openControl(foundation: Foundation, vault: Vault): Promise<ControlSocket | null> {
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
