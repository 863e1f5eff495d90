/** For the gateway's tests: a listener with fake rooms behind it, and a raw signed request. */

import { createHash, createHmac } from 'node:crypto'
import { request as httpRequest } from 'node:http'
import type { Call } from '../call/call.ts'
import type { Missing, Service } from '../call/operation.ts'
import type { UserPrincipal } from '../call/principal.ts'
import type { Credentials } from '../iam/iam.ts'
import type { Trail } from '../trail/trail.ts'
import { createGateway, type Limits, type RequestMeasure } from './gateway.ts'
import { type Listener, type ListenerLimits, listen } from './listener.ts'

export const accessKeyId = 'AKIAIOSFODNN7EXAMPLE'
export const secretAccessKey = 'wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY'
export const region = 'eu-central-1'
export const credentials = { accessKeyId, secretAccessKey }

export const alice: UserPrincipal = {
  kind: 'user',
  accountId: '111122223333',
  arn: 'arn:aws:iam::111122223333:user/alice',
  userId: 'AIDAEXAMPLE',
  userName: 'alice',
  accessKeyId,
  tags: {},
}

export interface RecordedCall {
  readonly call: Call
  readonly input: unknown
  /** The error's name or code; null when it succeeded. */
  readonly error: string | null
}

export interface Fixture {
  readonly url: string
  readonly listener: Listener
  readonly recorded: RecordedCall[]
  readonly lines: { level: string; fields: Record<string, unknown>; message: string }[]
  readonly measures: RequestMeasure[]
  /** Moves the server's clock. */
  clock: { offsetMs: number }
  /** What `findCredentials` knows, by `accessKeyId/sessionToken`. */
  readonly keys: Map<string, Credentials | 'expired'>
  readonly close: () => Promise<void>
}

type Handler = (call: Call, input: never) => unknown

export interface FixtureOptions {
  readonly listenerLimits?: Partial<ListenerLimits>
  /** Happens while an access key is looked up. */
  readonly onLookup?: () => Promise<void>
}

/** Each service as a table of handlers; `missing` rows are allowed. */
export async function startFixture(
  services: Readonly<Record<string, Readonly<Record<string, Handler | Missing>>>>,
  limits: Partial<Limits> = {},
  { listenerLimits, onLookup }: FixtureOptions = {},
): Promise<Fixture> {
  const recorded: RecordedCall[] = []
  const lines: Fixture['lines'] = []
  const measures: RequestMeasure[] = []
  const clock = { offsetMs: 0 }
  const keys = new Map<string, Credentials | 'expired'>([
    [`${accessKeyId}/`, { principal: alice, secretAccessKey }],
  ])
  const log = (level: string) => (fields: object, message: string) => {
    lines.push({ level, fields: fields as Record<string, unknown>, message })
  }
  const gateway = createGateway({
    services: Object.entries(services).map(([name, handlers]) => fakeService(name, handlers)),
    iam: {
      findCredentials: async (id, token) => {
        await onLookup?.()
        return keys.get(`${id}/${token ?? ''}`) ?? null
      },
    },
    trail: fakeTrail(recorded),
    regions: [region],
    now: () => Date.now() + clock.offsetMs,
    log: { info: log('info'), error: log('error') },
    onRequest: (measure) => measures.push(measure),
    limits,
  })
  const listener = await listen({
    gateway,
    host: '127.0.0.1',
    port: 0,
    limits: listenerLimits,
    extraRoutes: { '/healthz': (_request, response) => response.end('ok') },
  })
  return {
    url: listener.url,
    listener,
    recorded,
    lines,
    measures,
    clock,
    keys,
    close: () => listener.close(),
  }
}

function fakeService(name: string, handlers: Readonly<Record<string, Handler | Missing>>): Service {
  const operations = Object.entries(handlers).map(([operation, handler]) => {
    if (handler === 'missing') return [operation, handler] as const
    const handle = async (_room: unknown, call: Call, input: unknown) => handler(call, input as never)
    return [operation, { readOnly: true, recordRequest: () => null, handle }] as const
  })
  return { name, room: {}, operations: Object.fromEntries(operations) }
}

function fakeTrail(recorded: RecordedCall[]): Trail {
  return {
    async recorded(call, _operation, input, act) {
      try {
        const output = await act()
        recorded.push({ call, input, error: null })
        return output
      } catch (error) {
        recorded.push({ call, input, error: (error as { code?: string }).code ?? (error as Error).name })
        throw error
      }
    },
    serviceEvent: async () => {},
    flush: async () => {},
  }
}

export interface RawRequest {
  readonly method?: string
  /** With query. */
  readonly path?: string
  readonly headers?: Readonly<Record<string, string | string[]>>
  readonly body?: string | Buffer
}

export interface RawAnswer {
  readonly status: number
  readonly headers: Readonly<Record<string, string | string[] | undefined>>
  readonly text: string
}

export function send(
  url: string,
  { method = 'POST', path = '/', headers = {}, body = '' }: RawRequest,
): Promise<RawAnswer> {
  const { hostname, port } = new URL(url)
  return new Promise((resolve, reject) => {
    // Node frames no body of a GET by itself.
    const length = body.length > 0 ? { 'content-length': Buffer.byteLength(body) } : {}
    const all = { ...headers, ...length }
    const outgoing = httpRequest({ hostname, port, method, path, headers: all, agent: false }, (response) => {
      const chunks: Buffer[] = []
      response.on('data', (chunk: Buffer) => chunks.push(chunk))
      response.on('end', () => {
        const text = Buffer.concat(chunks).toString('utf8')
        resolve({ status: response.statusCode ?? 0, headers: response.headers, text })
      })
      response.on('error', reject)
    })
    outgoing.on('error', reject)
    outgoing.end(body)
  })
}

export interface SigningOptions {
  readonly service: string
  readonly region?: string
  readonly time?: number
  readonly scopeDate?: string
  readonly terminator?: string
  readonly secret?: string
  readonly accessKeyId?: string
  /** Signed names beside `host` and `x-amz-date`. */
  readonly unsigned?: readonly string[]
}

/**
 * A second implementation of SigV4 for `POST /` without a query, straight from the specification, so that a test can break
 * each of its parts.
 */
export function signedHeadersFor(
  url: string,
  { headers = {}, body = '' }: RawRequest,
  options: SigningOptions,
): Record<string, string> {
  const amzDate = new Date(options.time ?? Date.now()).toISOString().replace(/[-:]|\.\d{3}/g, '')
  const all: Record<string, string> = { host: new URL(url).host, 'x-amz-date': amzDate }
  for (const [name, value] of Object.entries(headers)) all[name.toLowerCase()] = String(value)
  const names = Object.keys(all)
    .filter((name) => !(options.unsigned ?? []).includes(name))
    .sort()
  const sha256 = (data: string | Buffer) => createHash('sha256').update(data).digest('hex')
  const canonical = [
    'POST',
    '/',
    '',
    ...names.map((name) => `${name}:${all[name]}`),
    '',
    names.join(';'),
    sha256(body),
  ]
  const date = options.scopeDate ?? amzDate.slice(0, 8)
  const scope = [date, options.region ?? region, options.service, options.terminator ?? 'aws4_request']
  const toSign = ['AWS4-HMAC-SHA256', amzDate, scope.join('/'), sha256(canonical.join('\n'))].join('\n')
  const secret: string | Buffer = `AWS4${options.secret ?? secretAccessKey}`
  const key = scope.reduce<string | Buffer>(
    (last, part) => createHmac('sha256', last).update(part).digest(),
    secret,
  )
  const signature = createHmac('sha256', key).update(toSign).digest('hex')
  const credential = `${options.accessKeyId ?? accessKeyId}/${scope.join('/')}`
  const authorization = `AWS4-HMAC-SHA256 Credential=${credential}, SignedHeaders=${names.join(';')}, Signature=${signature}`
  return { ...all, authorization }
}
