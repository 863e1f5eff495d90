/** An account as collectors see it: SDK clients behind rates, counts, one shape of error, and a guard against changes. */

import { setTimeout as pause } from 'node:timers/promises'
import { type Api, ApiError, type AwsService } from '../api.ts'
import { iamActionOf } from '../fix/send.ts'
import { isAwsAlias } from '../keys/key-reference.ts'
import { apiErrorOf, isThrottle } from './api-error-of.ts'
import { type AroundAttempt, closeClient, makeClient } from './client-pool.ts'
import type { Endpoints } from './endpoints.ts'
import { bucketName, type RateOverrides, rateOf } from './rates.ts'
import { isReadOperation } from './read-only.ts'
import { regionResolves } from './region-answers.ts'
import { ScanStopped } from './scan-stopped.ts'
import type { Slots } from './slots.ts'
import { createTokenBucket, type TokenBucket } from './token-bucket.ts'
import type { Traffic } from './traffic.ts'

export interface AccountApiOptions {
  readonly account: string
  readonly partition: string
  /** Where the credentials were proven. */
  readonly homeRegion: string
  /** Handed to the SDK as it is. */
  readonly credentials: unknown
  readonly endpoints: Endpoints
  /** `writes` is for fixes alone: a scan refuses whatever is not a read. */
  readonly allow: 'reads' | 'writes'
  readonly rates: RateOverrides
  readonly traffic: Traffic
  readonly slots: Slots
  readonly signal: AbortSignal
  readonly now: () => number
  readonly reach?: NonNullable<Api['reach']>
  /** Of one call. Default 5. */
  readonly attemptsMax?: number
}

export interface AccountApi {
  in(region: string): Api
  close(): void
}

const callBudgetMs = 60_000
/** Besides the first. */
const throttledRounds = 2

/** What is known of one service in one region. */
interface Place {
  readonly client: Promise<unknown>
  /** Others wait for the first call: it shows whether the service is there at all. */
  first: Promise<unknown> | null
  isProven: boolean
  /** Set once it is known not to be there. */
  absent: ApiError | null
  /** Operations that the endpoint does not have. */
  readonly missing: Map<string, ApiError>
}

export function createAccountApi(options: AccountApiOptions): AccountApi {
  const regions = new Map<string, Api>()
  const clients: Promise<unknown>[] = []
  const inRegion = (region: string): Api => {
    const known = regions.get(region)
    if (known !== undefined) return known
    const api = createRegionApi(options, region, inRegion, clients)
    regions.set(region, api)
    return api
  }
  return {
    in: inRegion,
    close() {
      for (const client of clients) client.then(closeClient, () => {})
    },
  }
}

function createRegionApi(
  options: AccountApiOptions,
  region: string,
  inRegion: (region: string) => Api,
  clients: Promise<unknown>[],
): Api {
  const { account, partition, homeRegion, endpoints, traffic, slots, signal, now } = options
  const places = new Map<string, Place>()
  const buckets = new Map<string, TokenBucket>()
  const onces = new Map<string, Promise<unknown>>()
  let isRegionKnown = region === homeRegion

  function bucketOf(service: string, operation: string, isSelfHosted: boolean): TokenBucket {
    const name = bucketName(service, operation)
    const known = buckets.get(name)
    if (known !== undefined) return known
    const bucket = createTokenBucket({
      ...rateOf(name, isSelfHosted, options.rates),
      now: () => performance.now(),
      wait: (ms) => pause(ms),
    })
    buckets.set(name, bucket)
    return bucket
  }

  function placeOf(service: AwsService<unknown>, endpoint: string | null): Place {
    const known = places.get(service.id)
    if (known !== undefined) return known
    const isSelfHosted = endpoint !== null
    const around: AroundAttempt = async ({ operation, nth, input }, send) => {
      // A stopped scan closes its connections: what broke off by that is not tried again.
      requireRunning(signal)
      requireHarmless(service.id, operation, input, options.allow)
      // Its answer may have been lost and the key be there: whoever sent it looks for it before it sends it again.
      if (nth > 1 && operation === 'CreateKey') throw new Error('CreateKey is not sent twice.')
      const bucket = bucketOf(service.id, operation, isSelfHosted)
      if (nth > 1) await bucket.take()
      traffic.called(service.id)
      try {
        return await send()
      } catch (error) {
        if (isThrottle(error)) {
          bucket.throttled()
          traffic.throttled(service.id)
        }
        throw error
      }
    }
    const client = makeClient(
      service,
      { region, endpoint, credentials: options.credentials, attemptsMax: options.attemptsMax ?? 5 },
      around,
    )
    client.catch(() => {})
    clients.push(client)
    const place: Place = {
      client,
      first: null,
      isProven: region === homeRegion,
      absent: null,
      missing: new Map(),
    }
    places.set(service.id, place)
    return place
  }

  function note(service: AwsService<unknown>, place: Place, operation: string, error: ApiError): void {
    const where = { service: service.id, account, region }
    if (error.kind === 'not-in-region') {
      place.absent = error
      traffic.missing('not-in-region', where)
    }
    if (error.kind === 'not-implemented') {
      place.missing.set(operation, error)
      traffic.missing('not-implemented', where)
    }
    if (error.kind === 'denied')
      traffic.denied({ ...where, action: iamActionOf(`${service.id}:${operation}`), code: error.code })
  }

  const api: Api = {
    account,
    region,
    partition,
    now,
    ...(options.reach !== undefined && { reach: options.reach }),
    isSelfHosted: (service) => endpoints.of(service) !== null,
    in: inRegion,
    once<T>(name: string, work: () => Promise<T>): Promise<T> {
      const known = onces.get(name)
      if (known !== undefined) return known as Promise<T>
      const result = work()
      // A scan that is stopped keeps nothing.
      result.catch(() => {})
      onces.set(name, result)
      return result
    },
    async call(service, operation, send) {
      const endpoint = endpoints.of(service)
      const place = placeOf(service as AwsService<unknown>, endpoint)
      await place.first?.catch(() => {})
      const known = place.absent ?? place.missing.get(operation)
      if (known != null) throw known
      const isSelfHosted = endpoint !== null
      const sendOnce = async () => {
        requireRunning(signal)
        try {
          const output = await stoppable(
            withBudget(send((await place.client) as Parameters<typeof send>[0])),
            signal,
          )
          place.isProven = true
          isRegionKnown = true
          return output
        } catch (error) {
          if (error instanceof ScanStopped || error instanceof ChangeRefused) throw error
          const name = `${service.id}:${operation}`
          const told = await checked(
            error,
            apiErrorOf(error, name, { isSelfHosted, isProven: place.isProven, isRegionKnown }),
            region,
          )
          note(service as AwsService<unknown>, place, operation, told)
          throw told
        }
      }
      // Who waits for its service's rate holds nobody else up.
      const attempt = () =>
        stoppable(bucketOf(service.id, operation, isSelfHosted).take(), signal).then(() =>
          slots.run(sendOnce),
        )
      const running = throughThrottles(attempt, options.attemptsMax === 1 ? 0 : throttledRounds)
      place.first ??= running
      return running
    },
  }
  return api
}

/** A call that a scan must not make; a bug, so no ApiError. */
export class ChangeRefused extends Error {
  constructor(operation: string) {
    super(`A scan does not call ${operation}.`)
    this.name = 'ChangeRefused'
  }
}

/**
 * DescribeKey on a predefined alias makes the AWS managed key that is not there yet ("DescribeKey", AWS KMS API Reference),
 * so that too is a change.
 */
function requireHarmless(
  service: string,
  operation: string,
  input: unknown,
  allow: AccountApiOptions['allow'],
): void {
  const { KeyId } = (input ?? {}) as { readonly KeyId?: unknown }
  if (service === 'kms' && typeof KeyId === 'string' && isAwsAlias(KeyId))
    throw new ChangeRefused(`${service}:${operation} on an alias of AWS's`)
  if (allow === 'reads' && !isReadOperation(operation)) throw new ChangeRefused(`${service}:${operation}`)
}

/**
 * The SDK's retries have a budget of their own ("Retry behavior", AWS SDKs and Tools Reference Guide), which a storm of
 * throttles uses up; by then the rate has come down, and the call has a chance.
 */
async function throughThrottles<T>(attempt: () => Promise<T>, rounds: number): Promise<T> {
  for (let left = rounds; left > 0; left--) {
    try {
      return await attempt()
    } catch (error) {
      if (!(error instanceof ApiError) || error.kind !== 'throttled') throw error
    }
  }
  return attempt()
}

/** Where no name resolves it is not the service that is missing. */
async function checked(error: unknown, told: ApiError, region: string): Promise<ApiError> {
  if (told.kind !== 'not-in-region' || (await regionResolves(error, region))) return told
  return new ApiError('unavailable', told.code, told.operation, { cause: error })
}

function requireRunning(signal: AbortSignal): void {
  if (signal.aborted) throw signal.reason
}

/** Gives up waiting when the scan is stopped; the call itself ends with its client. */
function stoppable<T>(work: Promise<T>, signal: AbortSignal): Promise<T> {
  if (signal.aborted) return Promise.reject(signal.reason)
  return new Promise((resolve, reject) => {
    const stop = () => reject(signal.reason)
    signal.addEventListener('abort', stop, { once: true })
    work.then(resolve, reject).finally(() => signal.removeEventListener('abort', stop))
  })
}

class BudgetSpent extends Error {
  override readonly name = 'TimeoutError'
}

function withBudget<T>(work: Promise<T>): Promise<T> {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => reject(new BudgetSpent('The call took too long.')), callBudgetMs)
    work.then(resolve, reject).finally(() => clearTimeout(timer))
  })
}
