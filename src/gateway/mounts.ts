/** The services that are served, by signing name, and which of those that share one a request is for. */

import { AwsError } from '../call/aws-error.ts'
import { missing, type Service } from '../call/operation.ts'
import { type ApiDescription, findApi } from './apis.ts'
import { type Api, loadApi } from './catalog.ts'
import { unknownOperation } from './errors.ts'
import type { Incoming } from './incoming.ts'
import type { Limits } from './limits.ts'
import type { Route } from './protocols/protocol.ts'

export interface Mounted {
  readonly service: Service
  readonly description: ApiDescription
  api: Api | null
  loading: Promise<Api> | null
}

/** Services of one signing name. They are one protocol, and what is checked before the operation is known is the same. */
export interface Mount {
  readonly members: readonly Mounted[]
  /** Of the first one, for answers to requests that have not found their operation. */
  readonly description: ApiDescription
  /** The most that any of them takes. Null: the gateway's default. */
  readonly bodyBytesMax: number | null
}

/** @throws Error for a service whose API the gateway does not know */
export function createMounts(services: readonly Service[]): ReadonlyMap<string, Mount> {
  const bySigningName = Map.groupBy(services.map(mount), ({ service, description }) => {
    return description.signingName ?? service.name
  })
  return new Map(
    Array.from(bySigningName, ([name, members]) => {
      const sizes = members.flatMap(({ description }) => description.bodyBytesMax ?? [])
      const { description } = members[0] as Mounted
      const bodyBytesMax = sizes.length === 0 ? null : Math.max(...sizes)
      return [name, { members, description, bodyBytesMax }]
    }),
  )
}

function mount(service: Service): Mounted {
  const description = findApi(service.name)
  if (description === undefined)
    throw new Error(`the gateway has no API description for the service '${service.name}'`)
  return { service, description, api: null, loading: null }
}

/** Once, however many ask. */
export function load(mounted: Mounted, limits: Limits): Promise<Api> {
  mounted.loading ??= loadApi(mounted.description, limits)
    .then((api) => {
      mounted.api = api
      return api
    })
    .finally(() => {
      mounted.loading = null
    })
  return mounted.loading
}

export interface Routed {
  readonly mounted: Mounted
  readonly api: Api
  readonly route: Route
}

/**
 * The service and operation that a request is for. Where several services of a signing name know its method and path, the
 * first that has the operation gets it.
 * @throws AwsError UnknownOperationException, or one of a request that cannot be read so far
 */
export function routeAmong({ members }: Mount, limits: Limits, request: Incoming): Routed | Promise<Routed> {
  const [first] = members
  if (members.length > 1 || first === undefined || first.api === null)
    return firstThatOffers(members, limits, request)
  return { mounted: first, api: first.api, route: first.api.protocol.route(request) }
}

async function firstThatOffers(
  members: readonly Mounted[],
  limits: Limits,
  request: Incoming,
): Promise<Routed> {
  let known: Routed | null = null
  for (const mounted of members) {
    const api = mounted.api ?? (await load(mounted, limits))
    const route = routeOrNull(api, request, members.length)
    if (route === null) continue
    const routed = { mounted, api, route }
    if (offers(mounted.service, route)) return routed
    known ??= routed
  }
  if (known === null) throw unknownOperation()
  return known
}

/** Only where others may know the request is it no error that this one does not. */
function routeOrNull(api: Api, request: Incoming, services: number): Route | null {
  if (services === 1) return api.protocol.route(request)
  try {
    return api.protocol.route(request)
  } catch (error) {
    if (error instanceof AwsError && error.code === 'UnknownOperationException') return null
    throw error
  }
}

function offers({ operations }: Service, { operation }: Route): boolean {
  return Object.hasOwn(operations, operation) && operations[operation] !== missing
}
