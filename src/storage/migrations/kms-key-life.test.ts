import assert from 'node:assert/strict'
import { DatabaseSync } from 'node:sqlite'
import { test } from 'node:test'
import { Kysely } from 'kysely'
import { migrate } from '../migrate.ts'
import { sqliteDialect } from '../sqlite/dialect.ts'
import type { Tables } from '../tables.ts'
import { migrations } from './migrations.ts'

test('AWS managed keys that are there already begin to rotate; other keys stay as they are', async () => {
  const database = new Kysely<Tables>({ dialect: sqliteDialect(new DatabaseSync(':memory:')) })
  const main = migrations.filter(({ place }) => place === 'main')
  const now = () => 5
  await migrate(database, { kind: 'sqlite', migrations: main.filter(({ name }) => name < '0007'), now })
  const created_at = Date.UTC(2026, 0, 1)
  for (const manager of ['AWS', 'CUSTOMER']) {
    const row = {
      key_arn: `arn:${manager}`,
      key_id: manager,
      account_id: '111122223333',
      region: 'us-east-1',
      manager,
      description: '',
      key_usage: 'ENCRYPT_DECRYPT',
      key_spec: 'SYMMETRIC_DEFAULT',
      origin: 'AWS_KMS',
      key_state: 'Enabled',
      multi_region: 0,
      key_policy: '{}',
      created_at,
    }
    await database.insertInto('kms_key').values(row).execute()
  }
  await migrate(database, { kind: 'sqlite', migrations: main, now })
  const keys = await database
    .selectFrom('kms_key')
    .select(['manager', 'rotation_period_days', 'next_rotation_at'])
    .orderBy('manager')
    .execute()
  const next_rotation_at = Date.UTC(2027, 0, 1)
  assert.deepEqual(keys, [
    { manager: 'AWS', rotation_period_days: 365, next_rotation_at },
    { manager: 'CUSTOMER', rotation_period_days: null, next_rotation_at: null },
  ])
  const jobs = await database.selectFrom('job').select(['id', 'kind', 'payload', 'run_at']).execute()
  assert.deepEqual(jobs, [
    {
      id: 'kms:rotate-key/arn:AWS',
      kind: 'kms:rotate-key',
      payload: '{"keyArn":"arn:AWS"}',
      run_at: next_rotation_at,
    },
  ])
  await database.destroy()
})
