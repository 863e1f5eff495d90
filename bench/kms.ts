/** KMS over HTTP: signature, key policy and durable trail included, beside a bare HTTP server in the same run. */

import { KMS } from '@aws-sdk/client-kms'
import type { LoadJob, LoadResult } from './load.ts'
import { type Load, startBareServer, startLoad } from './processes.ts'
import { signedRequest } from './sign.ts'
import { median, medianRatio } from './statistics.ts'
import type { Target } from './target.ts'

export interface KmsMeasure {
  readonly operation: string
  /** Processes of the server that answer; null for a server that is not ours. */
  readonly workers: number | null
  readonly connections: number
  /** Answers a second, median of the rounds. */
  readonly rate: number
  readonly bareRate: number
  readonly ratio: number
  /** Milliseconds, median of the rounds. */
  readonly p50: number
  readonly p99: number
  readonly bareP50: number
}

export interface KmsBenchOptions extends Pick<KmsMeasure, 'workers' | 'connections'> {
  readonly rounds: number
  readonly seconds: number
}

/** Distinct requests of an operation. Signatures stay valid for five minutes, much longer than an operation's rounds. */
const requestCount = 2000
const warmUpSeconds = 1.5

export async function benchKms(target: Target, options: KmsBenchOptions): Promise<KmsMeasure[]> {
  const client = new KMS({
    endpoint: target.endpoint.href,
    region: target.region,
    credentials: target.credentials,
  })
  const { KeyMetadata: key } = await client.createKey({ Description: 'bench' })
  const keyId = key?.Arn ?? ''
  const load = startLoad()
  try {
    const measures: KmsMeasure[] = []
    for (const [operation, body] of await bodies(client, keyId)) {
      measures.push(await measure(target, load, operation, body, options))
    }
    return measures
  } finally {
    load.stop()
    await client.scheduleKeyDeletion({ KeyId: keyId, PendingWindowInDays: 7 })
    client.destroy()
  }
}

type BodyOf = (index: number) => object

async function bodies(client: KMS, keyId: string): Promise<[string, BodyOf][]> {
  const context = (index: number) => ({ purpose: 'bench', number: String(index) })
  const blobs = await Promise.all(
    Array.from({ length: 64 }, async (_, index) => {
      const sealed = await client.encrypt({
        KeyId: keyId,
        Plaintext: Buffer.alloc(32, index),
        EncryptionContext: context(index),
      })
      return Buffer.from(sealed.CiphertextBlob ?? []).toString('base64')
    }),
  )
  const kibibyte = Buffer.alloc(1024, 'a').toString('base64')
  return [
    ['GenerateDataKey', (index) => ({ KeyId: keyId, KeySpec: 'AES_256', EncryptionContext: context(index) })],
    ['Encrypt', (index) => ({ KeyId: keyId, Plaintext: kibibyte, EncryptionContext: context(index) })],
    [
      'Decrypt',
      (index) => ({
        CiphertextBlob: blobs[index % blobs.length],
        EncryptionContext: context(index % blobs.length),
      }),
    ],
  ]
}

async function measure(
  target: Target,
  load: Load,
  operation: string,
  body: BodyOf,
  { workers, connections, rounds, seconds }: KmsBenchOptions,
): Promise<KmsMeasure> {
  const key = { ...target.credentials, region: target.region, service: 'kms' }
  const now = new Date()
  const requests = Array.from({ length: requestCount }, (_, index) =>
    signedRequest(key, target.endpoint, `TrentService.${operation}`, JSON.stringify(body(index)), now),
  )
  const bare = await startBareServer(await answerBytes(target, requests[0] as Buffer))
  const job = (endpoint: string, roundSeconds: number): LoadJob => ({
    endpoint,
    requests,
    connections,
    seconds: roundSeconds,
  })
  try {
    const keyholdRounds: LoadResult[] = []
    const bareRounds: LoadResult[] = []
    await load.run(job(target.endpoint.href, warmUpSeconds))
    await load.run(job(bare.endpoint, warmUpSeconds))
    for (let round = 0; round < rounds; round++) {
      keyholdRounds.push(requireSuccess(operation, await load.run(job(target.endpoint.href, seconds))))
      bareRounds.push(await load.run(job(bare.endpoint, seconds)))
    }
    const rates = keyholdRounds.map(rateOf)
    const bareRates = bareRounds.map(rateOf)
    return {
      operation,
      workers,
      connections,
      rate: median(rates),
      bareRate: median(bareRates),
      ratio: medianRatio(rates, bareRates),
      p50: median(keyholdRounds.map((round) => round.p50)),
      p99: median(keyholdRounds.map((round) => round.p99)),
      bareP50: median(bareRounds.map((round) => round.p50)),
    }
  } finally {
    bare.stop()
  }
}

/** The yardstick answers as many bytes as the operation does. */
async function answerBytes(target: Target, request: Buffer): Promise<number> {
  const [head = '', body = ''] = request.toString().split('\r\n\r\n', 2)
  const headers = head
    .split('\r\n')
    .slice(1)
    .map((line) => line.split(': ', 2) as [string, string])
    .filter(([name]) => name !== 'host' && name !== 'content-length')
  const response = await fetch(target.endpoint, { method: 'POST', headers, body })
  const bytes = (await response.arrayBuffer()).byteLength
  if (response.status !== 200) throw new Error(`${target.endpoint.href} answered ${response.status}`)
  return bytes
}

function requireSuccess(operation: string, result: LoadResult): LoadResult {
  if (result.failures > 0)
    throw new Error(`${operation}: ${result.failures} failed, first: ${result.firstFailure}`)
  return result
}

function rateOf({ answers, seconds }: LoadResult): number {
  return answers / seconds
}
