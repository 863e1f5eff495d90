/**
 * The gateway's door: HTTP in and out. The only room that knows HTTP, signatures, JSON shapes and XML; it knows nothing of
 * what the operations do.
 *
 * A request: `listener.ts` (bytes) → `sigv4.ts` (who) → `dispatch.ts` (which operation) → the operation, recorded → bytes.
 */

import { randomUUID } from 'node:crypto'
import { type Call, emptyNotes } from '../call/call.ts'
import { onePiece } from '../call/one-piece.ts'
import type { Service } from '../call/operation.ts'
import { principalName } from '../call/principal.ts'
import type { Iam } from '../iam/iam.ts'
import type { Trail } from '../trail/trail.ts'
import { type Budget, RequestAbortedError } from './body.ts'
import { claimedApi } from './claimed-api.ts'
import { perform, requireOperation } from './dispatch.ts'
import { serviceMissing } from './errors.ts'
import { type Exchange, type Log, logExchange, type RequestMeasure } from './exchange.ts'
import { callerError, encodeFailure } from './failure.ts'
import type { Inbound } from './inbound.ts'
import { readHead } from './incoming.ts'
import { defaultLimits, type Limits } from './limits.ts'
import { createMounts, load, type Mount, routeAmong } from './mounts.ts'
import type { Answer } from './protocols/protocol.ts'
import { missingToken } from './signature/errors.ts'
import { readSignedParts, type SignedParts } from './signature/signed-parts.ts'
import { createVerifier } from './sigv4.ts'

export type { Log, RequestMeasure } from './exchange.ts'
export type { Limits } from './limits.ts'

export interface GatewayOptions {
  readonly services: readonly Service[]
  readonly iam: Pick<Iam, 'findCredentials'>
  readonly trail: Trail
  /** Regions that credentials may be scoped to, the server's own first. */
  readonly regions: readonly string[]
  readonly now: () => number
  readonly log?: Log
  /** Called once an answer has left, for metrics. */
  readonly onRequest?: (measure: RequestMeasure) => void
  readonly limits?: Partial<Limits>
}

export interface Gateway {
  /** Answers one request. Never throws. */
  handle(inbound: Inbound): void
  /** Loads the SDK packages of all services, so that no first call has to wait. */
  warm(): Promise<void>
}

/** @throws Error for a service whose API the gateway does not know */
export function createGateway(options: GatewayOptions): Gateway {
  const { trail, now, log, onRequest } = options
  const limits: Limits = { ...defaultLimits, ...options.limits }
  const budgets = createBudgets(limits)
  const mounts = createMounts(options.services)
  const served = [...mounts.keys()].sort()
  const verifier = createVerifier({ ...options, clockSkewMinutes: limits.clockSkewMinutes })

  async function answer(inbound: Inbound, exchange: Exchange): Promise<Answer> {
    const head = readHead(inbound)
    exchange.head = head
    const parts = readSignedParts(head)
    if (parts === null) throw missingToken(claimedApi(head).protocol === 'query')
    const mount = mounts.get(parts.service)
    if (mount === undefined) throw serviceMissing(parts.service.slice(0, 64), served)
    exchange.service = parts.service
    exchange.description = mount.description
    verifier.requirePlausible(head, parts, mount.description, exchange.time)
    const claim = await verifier.identify(head, parts)
    const budget = claim.isSigned ? budgets.signed : budgets.unproven
    const reading = inbound.readBody(head, bodyBytesMax(parts, mount), budget)
    const body = reading instanceof Promise ? await reading : reading
    exchange.body = { budget, bytes: body.length }
    const incoming = { ...head, body }
    const principal = claim.accept(body)
    exchange.principal = principalName(principal)
    const routed = routeAmong(mount, limits, incoming)
    const { mounted, api, route } = routed instanceof Promise ? await routed : routed
    const { service, description } = mounted
    exchange.description = description
    exchange.errors = api.errors
    exchange.operation = route.operation
    const operation = requireOperation(service, route)
    const call: Call = {
      requestId: exchange.requestId,
      service: parts.service,
      operation: route.operation,
      principal,
      region: onePiece(parts.region),
      sourceIp: head.sourceIp,
      userAgent: (head.headers['user-agent'] ?? '').slice(0, userAgentCharsMax),
      secureTransport: head.secureTransport,
      time: exchange.time,
      notes: emptyNotes(),
    }
    return await perform({ trail, service, description, api, route, operation }, call, incoming)
  }

  function bodyBytesMax({ service }: SignedParts, mount: Mount): number {
    return limits.bodyBytesMaxByService[service] ?? mount.bodyBytesMax ?? limits.bodyBytesMax
  }

  function fail(error: unknown, exchange: Exchange): Answer {
    const failure = encodeFailure(
      callerError(error, exchange.errors ?? new Map()),
      exchange.description ?? claimedApi(exchange.head),
      exchange.errors,
      exchange.requestId,
    )
    exchange.failure = { code: failure.code, error }
    return failure
  }

  /** Null when nobody is left to answer. */
  async function answerOrFailure(inbound: Inbound, exchange: Exchange): Promise<Answer | null> {
    try {
      return await answer(inbound, exchange)
    } catch (error) {
      return error instanceof RequestAbortedError ? null : fail(error, exchange)
    } finally {
      if (exchange.body !== null) exchange.body.budget.bytesHeld -= exchange.body.bytes
    }
  }

  async function handle(inbound: Inbound): Promise<void> {
    const exchange = newExchange(now())
    try {
      const result = await answerOrFailure(inbound, exchange)
      if (result === null) {
        inbound.destroy()
        return
      }
      inbound.send(exchange.requestId, result)
      logExchange(exchange, result.status, log, onRequest)
    } catch (error) {
      // Only a broken answer of our own gets here: nothing of it may leave.
      log?.error({ requestId: exchange.requestId, stack: stackOf(error) }, 'answer could not be sent')
      inbound.destroy()
    }
  }

  return {
    handle: (inbound) => void handle(inbound),
    async warm() {
      for (const { members } of mounts.values()) {
        for (const mounted of members) await (mounted.api ?? load(mounted, limits))
      }
    },
  }
}

/** The trail keeps user agents up to this length. */
const userAgentCharsMax = 1024

function newExchange(time: number): Exchange {
  return {
    requestId: onePiece(randomUUID()),
    time,
    startedMs: performance.now(),
    head: null,
    description: null,
    errors: null,
    service: 'unknown',
    operation: 'unknown',
    principal: null,
    body: null,
    failure: null,
  }
}

/** Who sends what only its last byte can prove to be signed takes no memory from those who have proven it before. */
function createBudgets({ bodyBytesInFlightMax }: Limits): {
  readonly signed: Budget
  readonly unproven: Budget
} {
  const bytesMax = bodyBytesInFlightMax / 2
  return { signed: { bytesMax, bytesHeld: 0 }, unproven: { bytesMax, bytesHeld: 0 } }
}

function stackOf(error: unknown): string {
  return error instanceof Error ? (error.stack ?? error.name) : 'not an Error'
}
