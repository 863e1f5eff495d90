/** A whole key service over a fresh SQLite folder (or a PostgreSQL database), with principals of two accounts, for the tests of this room. */

import { rm } from 'node:fs/promises'
import { join } from 'node:path'
import type { TestContext } from 'node:test'
import { AwsError } from '../call/aws-error.ts'
import { type Call, emptyNotes } from '../call/call.ts'
import type { Operation } from '../call/operation.ts'
import type {
  AssumedRolePrincipal,
  Principal,
  RootPrincipal,
  ServicePrincipal,
  UserPrincipal,
} from '../call/principal.ts'
import { createIam } from '../iam/create-iam.ts'
import { openFileSeal } from '../rootkey/file-seal.ts'
import { openRootKey } from '../rootkey/open-root-key.ts'
import { migratedFolder } from '../storage/migrated-folder.fixture.ts'
import { openStorage } from '../storage/open.ts'
import type { Storage } from '../storage/storage.ts'
import type { ServiceEvent, Trail } from '../trail/trail.ts'
import { createKms } from './create-kms.ts'
import type { Kms } from './kms.ts'
import { kmsOperations } from './operations.ts'

export const region = 'eu-central-1'
/** Of the server; calls come from the first unless a test says otherwise. */
export const fixtureRegions = [region, 'us-east-1', 'us-west-2']
export const account = '111122223333'
export const otherAccount = '444455556666'

export interface RecordedCall {
  readonly call: Call
  readonly input: unknown
  readonly error: unknown
}

export interface Fixture {
  readonly folder: string
  readonly kms: Kms
  readonly storage: Storage
  readonly recorded: RecordedCall[]
  readonly serviceEvents: ServiceEvent[]
  /** Milliseconds since the epoch; tests move it. */
  readonly clock: { time: number }
  /** Runs an operation as the gateway would. */
  // biome-ignore lint/suspicious/noExplicitAny: tests give and take any shape.
  run(operation: keyof typeof kmsOperations, input: Record<string, unknown>, as?: CallOptions): Promise<any>
}

export interface CallOptions {
  readonly principal?: Principal
  readonly via?: string
  readonly region?: string
  readonly sourceArn?: string
  /** Receives the call, to look at its notes. */
  readonly onCall?: (call: Call) => unknown
}

export const admin = user('admin')
export const alice = user('alice')
export const root: RootPrincipal = rootOf(account)

export function rootOf(accountId: string): RootPrincipal {
  return { kind: 'root', accountId, arn: `arn:aws:iam::${accountId}:root`, accessKeyId: 'AKIAROOT' }
}

export function user(userName: string, accountId = account): UserPrincipal {
  return {
    kind: 'user',
    accountId,
    arn: `arn:aws:iam::${accountId}:user/${userName}`,
    userId: uniqueId('AIDA', accountId, userName),
    userName,
    accessKeyId: 'AKIAUSER',
    tags: {},
  }
}

/** A later principal of the same name has another id. */
export function uniqueId(prefix: 'AIDA' | 'AROA', accountId: string, name: string, generation = 1): string {
  return `${prefix}${accountId}${generation}${name.toUpperCase().replaceAll(/[^A-Z0-9]/g, '0')}`
}

export function role(roleName: string, options: Partial<AssumedRolePrincipal> = {}): AssumedRolePrincipal {
  const accountId = options.accountId ?? account
  const sessionName = options.sessionName ?? 'session'
  return {
    kind: 'assumed-role',
    accountId,
    arn: `arn:aws:sts::${accountId}:assumed-role/${roleName}/${sessionName}`,
    roleArn: `arn:aws:iam::${accountId}:role/${roleName}`,
    roleId: uniqueId('AROA', accountId, roleName),
    roleName,
    sessionName,
    accessKeyId: 'ASIAROLE',
    sessionIssuedAt: 0,
    sessionPolicies: [],
    tags: {},
    ...options,
  }
}

export function service(
  name: string,
  sourceArn = `arn:aws:${name}:${region}:${account}:application/1`,
): ServicePrincipal {
  return {
    kind: 'service',
    servicePrincipal: `${name}.${region}.amazonaws.com`,
    invokedBy: `${name}.amazonaws.com`,
    accountId: account,
    sourceArn,
  }
}

/** `admin` may do everything in either account; the others may do what the test gives them. */
export async function newFixture(t: TestContext, databaseUrl?: string): Promise<Fixture> {
  const folder = await migratedFolder('keyhold-kms-')
  const clock = { time: Date.UTC(2026, 0, 2, 3, 4, 5) }
  const now = () => clock.time
  const storage = await openStorage({ dataFolder: folder, databaseUrl, nodeId: 'test', now })
  t.after(async () => {
    await storage.close()
    await rm(folder, { recursive: true, force: true })
  })
  const seal = await openFileSeal(join(folder, 'root.key'), { create: true })
  const rootKey = await openRootKey({ storage, seal, now })
  const iam = createIam({ storage, rootKey, now, regions: [region] })
  const recorded: RecordedCall[] = []
  const serviceEvents: ServiceEvent[] = []
  const kms = createKms({
    storage,
    rootKey,
    iam,
    trail: trailFake(recorded, serviceEvents),
    now,
    regions: fixtureRegions,
  })
  for (const accountId of [account, otherAccount]) {
    await putPrincipal(storage, user('admin', accountId), { Effect: 'Allow', Action: '*', Resource: '*' })
  }
  const run: Fixture['run'] = (name, input, as = {}) => {
    const operation = kmsOperations[name] as Operation<Kms>
    const call = newCall(name, clock.time, as)
    as.onCall?.(call)
    return operation.handle(kms, call, input)
  }
  return { folder, kms, storage, recorded, serviceEvents, clock, run }
}

export function newCall(operation: string, time: number, as: CallOptions = {}): Call {
  return {
    requestId: 'request',
    service: 'kms',
    operation,
    principal: as.principal ?? admin,
    region: as.region ?? region,
    sourceIp: '192.0.2.1',
    userAgent: 'test',
    secureTransport: true,
    time,
    notes: emptyNotes(),
    ...(as.via === undefined ? {} : { via: { service: as.via } }),
  }
}

function trailFake(recorded: RecordedCall[], serviceEvents: ServiceEvent[]): Trail {
  return {
    async recorded(call, _operation, input, act) {
      try {
        const output = await act()
        recorded.push({ call, input, error: null })
        return output
      } catch (error) {
        recorded.push({ call, input, error })
        throw error
      }
    },
    async serviceEvent(event) {
      serviceEvents.push(event)
    },
    flush: async () => {},
  }
}

/** Makes a user or role, with one inline policy statement if given. */
export async function putPrincipal(
  storage: Storage,
  principal: UserPrincipal | AssumedRolePrincipal,
  ...statements: Record<string, unknown>[]
): Promise<void> {
  const ownerId = principal.kind === 'user' ? principal.userId : principal.roleId
  await storage.authority.change(async (tx, change) => {
    change.touch(`iam/${principal.accountId}`)
    const common = {
      account_id: principal.accountId,
      path: '/',
      permissions_boundary: null,
      tags: '[]',
      created_at: 0,
    }
    if (principal.kind === 'user') {
      await tx
        .insertInto('iam_user')
        .values({ ...common, user_id: ownerId, user_name: principal.userName, arn: principal.arn })
        .execute()
    } else {
      await tx
        .insertInto('iam_role')
        .values({
          ...common,
          role_id: ownerId,
          role_name: principal.roleName,
          arn: principal.roleArn,
          description: null,
          trust_policy: '{}',
          max_session_seconds: 3600,
        })
        .execute()
    }
    if (statements.length > 0) {
      const document = JSON.stringify({ Version: '2012-10-17', Statement: statements })
      await tx
        .insertInto('iam_inline_policy')
        .values({ owner_id: ownerId, policy_name: 'inline', document })
        .execute()
    }
  })
}

/** Makes `promise` fail with this code, and message if given. */
export async function refused(promise: Promise<unknown>, code: string, message?: string): Promise<AwsError> {
  try {
    await promise
  } catch (error) {
    if (!(error instanceof AwsError)) throw error
    if (error.code !== code) throw new Error(`expected ${code}, got ${error.code}: ${error.message}`)
    if (message !== undefined && error.message !== message) {
      throw new Error(`expected message ${message}, got: ${error.message}`)
    }
    return error
  }
  throw new Error(`expected ${code}, but it succeeded`)
}

export async function newKey(fixture: Fixture, input: Record<string, unknown> = {}, as: CallOptions = {}) {
  const { KeyMetadata } = await fixture.run('CreateKey', input, as)
  return { id: KeyMetadata.KeyId as string, arn: KeyMetadata.Arn as string }
}

export function policy(...statements: Record<string, unknown>[]): string {
  return JSON.stringify({ Version: '2012-10-17', Statement: statements })
}

/** The account's root may do everything, so that no test locks itself out. */
export const rootStatement = {
  Sid: 'root',
  Effect: 'Allow',
  Principal: { AWS: `arn:aws:iam::${account}:root` },
  Action: 'kms:*',
  Resource: '*',
}

/** Runs all jobs that are due at the fixture's time, and those that they ask for, to their end. */
export async function runDueJobs({ storage, clock }: Fixture): Promise<void> {
  storage.jobs.start()
  for (let tries = 0; tries < 500; tries++) {
    storage.jobs.nudge()
    await new Promise((resolve) => setTimeout(resolve, 10))
    const due = await storage.database
      .selectFrom('job')
      .select('id')
      .where((eb) => eb.or([eb('run_at', '<=', clock.time), eb('lease_owner', 'is not', null)]))
      .executeTakeFirst()
    if (due === undefined) return
  }
  throw new Error('due jobs did not end')
}
