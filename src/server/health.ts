/** What load balancers and Prometheus ask: `/healthz`, `/readyz`, `/metrics`. No credentials, no tenants' names. */

import type { RequestListener, ServerResponse } from 'node:http'
import type { Registry } from 'prom-client'
import type { Storage } from '../storage/storage.ts'

const readyTimeoutMs = 2_000

export function healthRoutes(
  storage: Pick<Storage, 'ping' | 'authority'>,
  registry: Registry,
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
      const text = await registry.metrics()
      response.writeHead(200, { 'content-type': registry.contentType }).end(text)
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
