import { StandardRetryStrategy } from '@smithy/core/retry'
import { type ClientSettings, type Clients, clientsFor } from '../../src/cli/tour/clients.ts'

interface Retrying {
  readonly config: { retryStrategy: unknown }
}

/**
 * Without retries. An answer that arrives was given by the process that was asked, and none is for a second try, which
 * after a lost answer would find its own work done. (A client made with `maxAttempts` keeps it: setting it later has no effect.)
 */
export function oneAttempt<T extends Retrying>(client: T): T {
  client.config.retryStrategy = async () => new StandardRetryStrategy(1)
  return client
}

export function clientsOfOneAttempt(settings: ClientSettings): Clients {
  const clients = clientsFor(settings)
  for (const client of Object.values(clients)) oneAttempt(client)
  return clients
}
