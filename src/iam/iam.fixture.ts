/** A whole IAM room on a database in a temporary folder, and a way to call its operations as somebody. */

import assert from 'node:assert/strict'
import { rm } from 'node:fs/promises'
import { join } from 'node:path'
import type { Call } from '../call/call.ts'
import { type AnyOperation, missing } from '../call/operation.ts'
import type { Principal } from '../call/principal.ts'
import { openFileSeal } from '../rootkey/file-seal.ts'
import { openRootKey } from '../rootkey/open-root-key.ts'
import { migratedFolder } from '../storage/migrated-folder.fixture.ts'
import { openStorage } from '../storage/open.ts'
import { type AccessKey, ensureAccount } from './bootstrap.ts'
import { createIam } from './create-iam.ts'
import { iamOperations } from './operations/iam-operations.ts'
import { accountId, callOf } from './principals.fixture.ts'
import type { IamRoom } from './room.ts'
import { stsOperations } from './sts/sts-operations.ts'

export interface TestRoom {
  readonly iam: IamRoom
  readonly admin: AccessKey
  readonly clock: { now: number }
  /** The principal behind credentials, which must be good. */
  principalOf(accessKeyId: string, sessionToken?: string): Promise<Principal>
  asAdmin(): Promise<Principal>
  /** Runs an operation of IAM or STS. */
  // biome-ignore lint/suspicious/noExplicitAny: the tables' inputs and outputs differ by name.
  run(principal: Principal, name: string, input?: object, overrides?: Partial<Call>): Promise<any>
  close(): Promise<void>
}

export const otherAccountId = '444455556666'

export async function openTestRoom(): Promise<TestRoom> {
  const folder = await migratedFolder('keyhold-iam-')
  const clock = { now: Date.UTC(2026, 0, 15, 12) }
  const now = () => clock.now
  const storage = await openStorage({ dataFolder: folder, nodeId: 'test', now })
  const seal = await openFileSeal(join(folder, 'root.key'), { create: true })
  const rootKey = await openRootKey({ storage, seal, now })
  const iam = createIam({ storage, rootKey, now, regions: ['eu-central-1'] })
  const made = await ensureAccount(iam, accountId, { adminUserName: 'admin' })
  assert.ok(made)
  await ensureAccount(iam, otherAccountId, { adminUserName: 'admin', rootAccessKey: true })
  const principalOf: TestRoom['principalOf'] = async (accessKeyId, sessionToken) => {
    const credentials = await iam.findCredentials(accessKeyId, sessionToken ?? null)
    assert.ok(credentials !== null && credentials !== 'expired', 'credentials are good')
    return credentials.principal
  }
  return {
    iam,
    admin: made.admin,
    clock,
    principalOf,
    asAdmin: () => principalOf(made.admin.accessKeyId),
    run: async (principal, name, input = {}, overrides = {}) => {
      const service = Object.hasOwn(stsOperations, name) ? 'sts' : 'iam'
      const tables: Readonly<Record<string, AnyOperation<IamRoom> | typeof missing>> = {
        ...iamOperations,
        ...stsOperations,
      }
      const operation = tables[name]
      assert.ok(operation !== undefined && operation !== missing, name)
      return operation.handle(iam, callOf(principal, { service, operation: name, ...overrides }), input)
    },
    close: async () => {
      await storage.close()
      await rm(folder, { recursive: true, force: true })
    },
  }
}

/** A policy document that allows or denies. */
export function policyText(Action: string | readonly string[], overrides: object = {}): string {
  return JSON.stringify({
    Version: '2012-10-17',
    Statement: { Effect: 'Allow', Action, Resource: '*', ...overrides },
  })
}

export function trustText(Principal: object, overrides: object = {}): string {
  return JSON.stringify({
    Version: '2012-10-17',
    Statement: { Effect: 'Allow', Principal, Action: ['sts:AssumeRole', 'sts:TagSession'], ...overrides },
  })
}
