import { readFile } from 'node:fs/promises'
import { type Listener, listen } from '../gateway/listener.ts'
import type { Front } from './front.ts'
import { healthRoutes, type Scrape } from './health.ts'
import type { Foundation } from './house.ts'

/** The configured address, for the API and the health checks. */
export async function openListener(
  { storage, config }: Foundation,
  front: Front,
  scrape: Scrape,
): Promise<Listener> {
  const tls = config.tls && {
    cert: await readFile(config.tls.certFile),
    key: await readFile(config.tls.keyFile),
  }
  return await listen({
    gateway: front,
    host: config.host,
    port: config.port,
    ...(tls && { tls }),
    extraRoutes: healthRoutes(storage, scrape, () => front.isOpen()),
  })
}
