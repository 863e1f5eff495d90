/** A server with a key of each kind in each of three states, for requests that must fail. */

import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import type { KMS } from '@aws-sdk/client-kms'
import { clientsOfOneAttempt } from '../one-attempt.ts'
import { startTestServer, type suiteScope, type TestServer } from '../servers.ts'

export type Input = Readonly<Record<string, unknown>>

export const regions = ['us-east-1', 'eu-central-1'] as const
export const kinds = {
  symmetric: {},
  hmac: { KeySpec: 'HMAC_256', KeyUsage: 'GENERATE_VERIFY_MAC' },
  signing: { KeySpec: 'ECC_NIST_P256', KeyUsage: 'SIGN_VERIFY' },
  agreement: { KeySpec: 'ECC_NIST_P256', KeyUsage: 'KEY_AGREEMENT' },
  encapsulation: { KeySpec: 'ML_KEM_512', KeyUsage: 'ENCAPSULATE_DECAPSULATE' },
  multiRegion: { MultiRegion: true },
} as const
export type Kind = keyof typeof kinds

/** One key of a kind in each of three states, and what it made while it was enabled. */
export interface Keys {
  readonly enabled: string
  readonly disabled: string
  readonly pending: string
  readonly made: ReadonlyMap<string, Input>
}

export const Plaintext = Buffer.of(1)
export const Message = Plaintext
export const mac = { Message, MacAlgorithm: 'HMAC_SHA_256' }
export const signed = { Message, SigningAlgorithm: 'ECDSA_SHA_256' }
export const kem = { EncapsulationAlgorithm: 'ML_KEM' }

export interface Stage {
  readonly server: TestServer
  /** Tries once: SDKs take LimitExceededException for a reason to try again. */
  readonly kms: KMS
  readonly keysOf: (kind: Kind) => Keys
  /** By the operation's name. */
  readonly call: (operation: string, input: Input) => Promise<unknown>
  readonly newKey: (input?: Input) => Promise<string>
  readonly arnOf: (keyId: string) => string
  /** The account may do everything, but for what `statement` says. */
  readonly policyOf: (statement: Input) => string
  /** Past the server: what would take a day, or a hundred thousand calls. */
  readonly change: (sql: string, ...values: (string | number)[]) => void
}

export async function startStage(scope: ReturnType<typeof suiteScope>): Promise<Stage> {
  const server = await startTestServer(scope, { KEYHOLD_REGIONS: regions.join(',') })
  const { kms } = clientsOfOneAttempt(server)
  const keys = new Map<Kind, Keys>()
  const stage: Stage = {
    server,
    kms,
    keysOf: (kind) => keys.get(kind) as Keys,
    call: (operation, input) => callOf(kms, operation, input),
    newKey: async (input = {}) => (await kms.createKey(input)).KeyMetadata?.Arn as string,
    arnOf: (keyId) => `arn:aws:kms:${server.region}:${server.accountId}:key/${keyId}`,
    policyOf: (statement) => policyOf(server.accountId, statement),
    change: (sql, ...values) => change(server.dataFolder, sql, values),
  }
  for (const kind of Object.keys(kinds) as Kind[]) keys.set(kind, await prepareKeys(stage, kind))
  await kms.createAlias({ AliasName: 'alias/errors', TargetKeyId: stage.keysOf('symmetric').enabled })
  return stage
}

/** @param operation its name in the API */
export function callOf(kms: KMS, operation: string, input: Input): Promise<unknown> {
  const methods = kms as unknown as Record<string, (input: Input) => Promise<unknown>>
  const name = operation.charAt(0).toLowerCase() + operation.slice(1)
  return methods[name]?.(input) ?? Promise.reject(new Error(`no operation ${operation}`))
}

function policyOf(accountId: string, statement: Input): string {
  const all = {
    Effect: 'Allow',
    Principal: { AWS: `arn:aws:iam::${accountId}:root` },
    Action: 'kms:*',
    Resource: '*',
  }
  return JSON.stringify({ Version: '2012-10-17', Statement: [{ ...all, ...statement }] })
}

function change(dataFolder: string, sql: string, values: readonly (string | number)[]): void {
  const database = new DatabaseSync(join(dataFolder, 'keyhold.db'), { timeout: 10_000 })
  database.prepare(sql).run(...values)
  database.close()
}

async function prepareKeys(stage: Stage, kind: Kind): Promise<Keys> {
  const made = new Map<string, Input>()
  const make = async () => {
    const arn = await stage.newKey(kinds[kind])
    made.set(arn, await output(stage, kind, arn))
    return arn
  }
  const [enabled, disabled, pending] = [await make(), await make(), await make()]
  await stage.kms.disableKey({ KeyId: disabled })
  await stage.kms.scheduleKeyDeletion({ KeyId: pending })
  return { enabled, disabled, pending, made }
}

/** What a key of this kind makes and takes back. */
async function output(stage: Stage, kind: Kind, KeyId: string): Promise<Input> {
  if (kind === 'symmetric')
    return { CiphertextBlob: (await stage.kms.encrypt({ KeyId, Plaintext })).CiphertextBlob }
  if (kind === 'hmac') return { Mac: ((await stage.call('GenerateMac', { KeyId, ...mac })) as Input).Mac }
  if (kind === 'signing')
    return { Signature: ((await stage.call('Sign', { KeyId, ...signed })) as Input).Signature }
  if (kind !== 'encapsulation') return {}
  const { SharedSecretCiphertextBlob } = (await stage.call('Encapsulate', { KeyId, ...kem })) as Input
  return { SharedSecretCiphertextBlob }
}
