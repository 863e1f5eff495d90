/** One SDK client a service and region, made on first use, with what every scan needs put into its middleware. */

import type { AwsService } from '../api.ts'

export interface ClientSettings {
  readonly region: string
  /** Null: AWS's own. */
  readonly endpoint: string | null
  readonly credentials: unknown
  /** Of one call. */
  readonly attemptsMax: number
}

export interface Attempt {
  /** AWS's name of the operation. */
  readonly operation: string
  /** 1 for the first. */
  readonly nth: number
  readonly input: unknown
}

/** Around every attempt of every call that a client sends, retries among them. May refuse by throwing. */
export type AroundAttempt = (attempt: Attempt, send: () => Promise<unknown>) => Promise<unknown>

const connectTimeoutMs = 3000
const requestTimeoutMs = 30_000
/** From before the SDK took a plain object for its request handler. */
const withoutHandlerOptions = new Set(['osis'])
/** They choose HTTP/2, for streams that a scan never opens; endpoints of others may speak HTTP/1.1 alone. */
const http2ByDefault = new Set(['bedrock-agent-runtime', 'kinesis', 'qbusiness'])

/** @throws what loading the package throws */
export async function makeClient<Client>(
  service: AwsService<Client>,
  { region, endpoint, credentials, attemptsMax }: ClientSettings,
  around: AroundAttempt,
): Promise<Client> {
  const create = await service.load()
  const client = create({
    region,
    credentials,
    maxAttempts: attemptsMax,
    retryMode: 'standard',
    ...(endpoint !== null && { endpoint, disableHostPrefix: true, forcePathStyle: true }),
    ...(!withoutHandlerOptions.has(service.id) && {
      requestHandler: http2ByDefault.has(service.id) ? await http1Handler(region) : handlerOptions,
    }),
  })
  ;(client as WithMiddleware).middlewareStack.add(
    (next, context) => (args) =>
      around(
        {
          operation: (context.commandName ?? '').replace(/Command$/, ''),
          nth: attemptNumber(args.request),
          input: args.input,
        },
        () => next(args),
      ),
    // After the retries' middleware, which has high priority in the same step: once for each attempt.
    { step: 'finalizeRequest', priority: 'low', name: 'keyholdScanAttempts' },
  )
  return client
}

const agentOptions = { keepAlive: true, maxSockets: 64 } as const
const handlerOptions = {
  connectionTimeout: connectTimeoutMs,
  requestTimeout: requestTimeoutMs,
  throwOnRequestTimeout: true,
  httpAgent: agentOptions,
  httpsAgent: agentOptions,
} as const

/** As a client makes it that speaks HTTP/1.1 by itself. */
async function http1Handler(region: string) {
  const { STS } = await import('@aws-sdk/client-sts')
  return new STS({ region, requestHandler: handlerOptions }).config.requestHandler
}

export function closeClient(client: unknown): void {
  ;(client as { destroy?: () => void }).destroy?.()
}

interface WithMiddleware {
  readonly middlewareStack: {
    add(
      middleware: (
        next: (args: FinalizeArguments) => Promise<unknown>,
        context: { readonly commandName?: string },
      ) => (args: FinalizeArguments) => Promise<unknown>,
      options: { readonly step: string; readonly priority: string; readonly name: string },
    ): void
  }
}

interface FinalizeArguments {
  readonly input: unknown
  readonly request: unknown
}

/** The SDK counts in a header: `attempt=2; max=5`. */
function attemptNumber(request: unknown): number {
  const { headers } = request as { readonly headers?: Readonly<Record<string, string>> }
  return Number(/attempt=(\d+)/.exec(headers?.['amz-sdk-request'] ?? '')?.[1] ?? 1)
}
