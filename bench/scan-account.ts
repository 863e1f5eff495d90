/**
 * An account for the scan's bench, in a process of its own: 30,000 guardrails, each of which has to be read, 20,000 log groups that
 * their list shows whole, and 500 keys. Every answer takes 5 ms. Tells its port; a message asks for what was called so far.
 */

import { createServer, type IncomingMessage } from 'node:http'
import type { AddressInfo } from 'node:net'
import {
  aliasesPerPage,
  guardrailCount,
  guardrailsPerPage,
  keyCount,
  latencyMs,
  logGroupCount,
  logGroupsPerPage,
} from './scan-sizes.ts'

const account = '111122223333'
const region = 'us-east-1'
const calls: Record<string, number> = {}

const keyId = (n: number) => `00000000-0000-4000-8000-${String(n).padStart(12, '0')}`
const keyArn = (n: number) => `arn:aws:kms:${region}:${account}:key/${keyId(n)}`
const guardrailArn = (n: number) => `arn:aws:bedrock:${region}:${account}:guardrail/g${n}`

/** A tenth without a key, the others spread over all keys. */
const keyOf = (n: number) => (n % 10 === 0 ? undefined : keyArn(n % keyCount))

function page(
  from: number,
  perPage: number,
  total: number,
): { readonly numbers: number[]; readonly next: number | null } {
  const to = Math.min(total, from + perPage)
  return { numbers: Array.from({ length: to - from }, (_, i) => from + i), next: to < total ? to : null }
}

function answerRest(url: URL): { readonly operation: string; readonly body: unknown } {
  const id = /^\/guardrails\/g(\d+)$/.exec(url.pathname)?.[1]
  if (id !== undefined) {
    const n = Number(id)
    const body = {
      guardrailId: `g${n}`,
      guardrailArn: guardrailArn(n),
      name: `guardrail ${n}`,
      status: 'READY',
      version: 'DRAFT',
      kmsKeyArn: keyOf(n),
      blockedInputMessaging: 'No.',
      blockedOutputsMessaging: 'No.',
      createdAt: '2026-01-01T00:00:00Z',
      updatedAt: '2026-01-01T00:00:00Z',
    }
    return { operation: 'bedrock:GetGuardrail', body }
  }
  const { numbers, next } = page(
    Number(url.searchParams.get('nextToken') ?? 0),
    guardrailsPerPage,
    guardrailCount,
  )
  const guardrails = numbers.map((n) => ({
    id: `g${n}`,
    arn: guardrailArn(n),
    name: `guardrail ${n}`,
    status: 'READY',
    version: 'DRAFT',
    createdAt: '2026-01-01T00:00:00Z',
    updatedAt: '2026-01-01T00:00:00Z',
  }))
  return {
    operation: 'bedrock:ListGuardrails',
    body: { guardrails, nextToken: next === null ? undefined : String(next) },
  }
}

type Input = Readonly<Record<string, unknown>>

const byTarget: Readonly<Record<string, (input: Input) => unknown>> = {
  DescribeKey: ({ KeyId }) => ({
    KeyMetadata: {
      Arn: KeyId,
      KeyId: String(KeyId).split('/')[1],
      AWSAccountId: account,
      KeyManager: 'CUSTOMER',
      KeyState: 'Enabled',
      KeySpec: 'SYMMETRIC_DEFAULT',
      KeyUsage: 'ENCRYPT_DECRYPT',
      Origin: 'AWS_KMS',
    },
  }),
  ListAliases({ Marker }) {
    const { numbers, next } = page(Number(Marker ?? 0), aliasesPerPage, keyCount)
    const Aliases = numbers.map((n) => ({ AliasName: `alias/key-${n}`, TargetKeyId: keyId(n) }))
    return { Aliases, Truncated: next !== null, NextMarker: next === null ? undefined : String(next) }
  },
  DescribeLogGroups({ nextToken }) {
    const { numbers, next } = page(Number(nextToken ?? 0), logGroupsPerPage, logGroupCount)
    const logGroups = numbers.map((n) => ({
      logGroupName: `/app/${n}`,
      arn: `arn:aws:logs:${region}:${account}:log-group:/app/${n}:*`,
      logGroupArn: `arn:aws:logs:${region}:${account}:log-group:/app/${n}`,
      kmsKeyId: keyOf(n),
    }))
    return { logGroups, nextToken: next === null ? undefined : String(next) }
  },
}

const identity = `<GetCallerIdentityResponse><GetCallerIdentityResult><Arn>arn:aws:iam::${account}:user/bench</Arn><UserId>AIDA</UserId><Account>${account}</Account></GetCallerIdentityResult></GetCallerIdentityResponse>`

async function answer(
  request: IncomingMessage,
): Promise<{ readonly operation: string; readonly body: unknown }> {
  const chunks: Buffer[] = []
  for await (const chunk of request) chunks.push(chunk as Buffer)
  const text = Buffer.concat(chunks).toString()
  const target = request.headers['x-amz-target']
  if (typeof target === 'string') {
    const name = target.slice(target.lastIndexOf('.') + 1)
    const service = target.startsWith('Logs') ? 'logs' : 'kms'
    return {
      operation: `${service}:${name}`,
      body: byTarget[name]?.(JSON.parse(text || '{}') as Input) ?? {},
    }
  }
  if (text.includes('Action=')) return { operation: 'sts:GetCallerIdentity', body: identity }
  return answerRest(new URL(request.url ?? '/', 'http://bench'))
}

const server = createServer(async (request, response) => {
  const { operation, body } = await answer(request)
  calls[operation] = (calls[operation] ?? 0) + 1
  setTimeout(() => {
    const isText = typeof body === 'string'
    const text = isText ? body : JSON.stringify(body)
    response.writeHead(200, {
      'content-type': isText ? 'text/xml' : 'application/json',
      'content-length': Buffer.byteLength(text),
    })
    response.end(text)
  }, latencyMs)
})
server.keepAliveTimeout = 60_000
server.listen(0, '127.0.0.1', () => process.send?.((server.address() as AddressInfo).port))
process.on('message', () => process.send?.(calls))
process.once('disconnect', () => process.exit())
