/** What load balancers and Prometheus ask: `/healthz`, `/readyz`, `/metrics`. No credentials, no tenants' names. */

import type { RequestListener, ServerResponse } from 'node:http'
import type { Storage } from '../storage/storage.ts'

const readyTimeoutMs = 2_000

/** What Prometheus reads. */
export interface Scrape {
  readonly contentType: string
  text(): Promise<string>
}

export function healthRoutes(
  storage: Pick<Storage, 'ping' | 'authority'>,
  scrape: Scrape,
  isUnsealed: () => boolean,
): Readonly<Record<string, RequestListener>> {
  return {
    '/healthz': (_request, response) => sendJson(response, 200, { status: 'up' }),
    '/readyz': async (_request, response) => {
      const [database, lease] = await Promise.all([
        passes(storage.ping()),
        passes(storage.authority.requireFresh()),
      ])
      const unsealed = isUnsealed()
      const checks = { database, unsealed, lease }
      const ready = Object.values(checks).every(Boolean)
      sendJson(response, ready ? 200 : 503, { ready, ...(!unsealed && { status: 'sealed' }), checks })
    },
    '/metrics': async (_request, response) => {
      try {
        const text = await scrape.text()
        response.writeHead(200, { 'content-type': scrape.contentType }).end(text)
      } catch {
        sendJson(response, 503, { error: 'the metrics cannot be gathered' })
      }
    },
  }
}

function sendJson(response: ServerResponse, status: number, body: unknown): void {
  response.writeHead(status, { 'content-type': 'application/json' }).end(`${JSON.stringify(body)}\n`)
}

async function passes(check: Promise<unknown>): Promise<boolean> {
  let timer: NodeJS.Timeout | undefined
  const late = new Promise<false>((resolve) => {
    timer = setTimeout(() => resolve(false), readyTimeoutMs)
  })
  try {
    return await Promise.race([check.then(() => true), late])
  } catch {
    return false
  } finally {
    clearTimeout(timer)
  }
}
