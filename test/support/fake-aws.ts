/**
 * AWS as the scanner sees it: answers of a test's choosing, over HTTP, through the SDK's own client stack. Handlers take
 * and give the SDK's own input and output types; the wire's shape comes from the SDK's schemas.
 */

import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { readHead } from '../../src/gateway/incoming.ts'
import { type FakeApi, loadFakeApi, type WireAnswer } from './fake-protocols.ts'

export interface FakeCallContext {
  readonly region: string
  /** Of the access key's owner: keys given by the fake's AssumeRole belong to the role's account. */
  readonly account: string
  /** 1 for the first call of this operation. */
  readonly nth: number
}

export class FakeError extends Error {
  readonly code: string
  readonly status: number

  constructor(code: string, status: number) {
    super(`the fake's ${code}`)
    this.code = code
    this.status = status
  }
}

/** A handler may throw it or return it. */
export function error(code: string, status = 400): FakeError {
  return new FakeError(code, status)
}

export const accessDenied = error('AccessDeniedException', 403)
export const throttled = error('ThrottlingException', 429)
export const notFound = error('ResourceNotFoundException', 404)
/** What a server answers that does not have the operation. */
export const notImplemented = error('NotImplementedException', 501)

export type FakeInput = Readonly<Record<string, unknown>>
export type FakeHandler = object | ((input: FakeInput, context: FakeCallContext) => unknown)
/**
 * By the service's id in services.ts and AWS's name of the operation: `bedrock:ListGuardrails`, `cloudwatch-logs:…`. An output,
 * an error, or a function that gives one. What has no handler is not implemented.
 */
export type FakeHandlers = Readonly<Record<string, FakeHandler>>

export interface FakeCall {
  /** `bedrock:GetGuardrail` */
  readonly operation: string
  readonly input: FakeInput
  readonly region: string
  readonly account: string
}

export interface FakeAws {
  readonly url: string
  /** Everything that was asked, attempts counted one by one. */
  readonly calls: readonly FakeCall[]
  count(operation: string): number
  /** Replaces or adds handlers. */
  set(handlers: FakeHandlers): void
  close(): Promise<void>
}

export const fakeAccount = '111122223333'

const defaults: FakeHandlers = {
  'sts:GetCallerIdentity': (_input: FakeInput, { account }: FakeCallContext) => ({
    Account: account,
    Arn: `arn:aws:iam::${account}:user/scanner`,
    UserId: 'AIDAEXAMPLE',
  }),
  'sts:AssumeRole': ({ RoleArn, RoleSessionName }: FakeInput) => ({
    AssumedRoleUser: { Arn: String(RoleArn), AssumedRoleId: `AROAEXAMPLE:${RoleSessionName}` },
    Credentials: {
      AccessKeyId: `ASIA${String(RoleArn).split(':')[4]}`,
      SecretAccessKey: 'secret',
      SessionToken: 'token',
      Expiration: new Date(Date.now() + 3_600_000),
    },
  }),
  'kms:ListAliases': { Aliases: [], Truncated: false },
}

/** @param scope a test, or a suite's scope: the fake ends with it. */
export async function startFakeAws(
  scope: { after(close: () => unknown): void },
  handlers: FakeHandlers = {},
): Promise<FakeAws> {
  const calls: FakeCall[] = []
  let known: FakeHandlers = { ...defaults, ...handlers }
  const server = createServer((request, response) => {
    answer(request, known, calls).then(
      (wire) => send(response, wire),
      (failure: Error) => send(response, { status: 500, headers: {}, body: failure.stack ?? '' }),
    )
  })
  server.keepAliveTimeout = 60_000
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const close = () => {
    server.closeAllConnections()
    return new Promise<void>((resolve) => server.close(() => resolve()))
  }
  scope.after(close)
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    calls,
    count: (operation) => calls.filter((call) => call.operation === operation).length,
    set: (more) => {
      known = { ...known, ...more }
    },
    close,
  }
}

async function answer(
  request: IncomingMessage,
  handlers: FakeHandlers,
  calls: FakeCall[],
): Promise<WireAnswer> {
  const body = await readBody(request)
  const head = readHead({
    method: request.method ?? 'GET',
    url: request.url ?? '/',
    rawHeaders: request.rawHeaders,
    remoteAddress: '127.0.0.1',
    secureTransport: false,
  })
  const service = /\bapi\/([a-z0-9-]+)[#/]/.exec(head.headers['user-agent'] ?? '')?.[1] ?? ''
  const [accessKey = '', , region = ''] =
    /Credential=([^,\s]+)/.exec(head.headers.authorization ?? '')?.[1]?.split('/') ?? []
  const api = await loadFakeApi(service)
  const { name, input } = api.read({ ...head, body })
  const operation = `${service}:${name}`
  const account = /^ASIA(\d{12})/.exec(accessKey)?.[1] ?? fakeAccount
  calls.push({ operation, input, region, account })
  const nth = calls.reduce((sum, call) => sum + Number(call.operation === operation), 0)
  return api.write(name, await outcome(handlers[operation], input, { region, account, nth }))
}

async function outcome(
  handler: FakeHandler | undefined,
  input: FakeInput,
  context: FakeCallContext,
): Promise<Awaited<Parameters<FakeApi['write']>[1]>> {
  if (handler === undefined) return notImplemented
  try {
    return (await (typeof handler === 'function' ? handler(input, context) : handler)) ?? {}
  } catch (failure) {
    if (failure instanceof FakeError) return failure
    throw failure
  }
}

async function readBody(request: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = []
  for await (const chunk of request) chunks.push(chunk as Buffer)
  return Buffer.concat(chunks)
}

function send(response: ServerResponse, { status, headers, body }: WireAnswer): void {
  response.writeHead(status, { ...headers, 'content-length': Buffer.byteLength(body) }).end(body)
}
