import assert from 'node:assert/strict'
import { test } from 'node:test'
import { grantsScope, keysScope } from './counts.ts'
import {
  account,
  alice,
  type Fixture,
  newFixture,
  newKey,
  putPrincipal,
  refused,
  region,
  runDueJobs,
} from './kms.fixture.ts'

async function used({ storage }: Fixture, scope: string): Promise<number | undefined> {
  const row = await storage.database
    .selectFrom('kms_count')
    .select('used')
    .where('scope', '=', scope)
    .executeTakeFirst()
  return row?.used
}

async function setUsed({ storage }: Fixture, scope: string, count: number): Promise<void> {
  await storage.database.updateTable('kms_count').set({ used: count }).where('scope', '=', scope).execute()
}

test('a key takes 50,000 grants and no more, and again one where one went', async (t) => {
  const f = await newFixture(t)
  await putPrincipal(f.storage, alice)
  const key = await newKey(f)
  const scope = grantsScope(key.arn)
  const grant = { KeyId: key.id, GranteePrincipal: alice.arn, Operations: ['Decrypt'] }
  await f.run('CreateGrant', { ...grant, Name: 'one' })
  assert.equal(await used(f, scope), 1)
  await setUsed(f, scope, 49_999)
  const { GrantId } = await f.run('CreateGrant', grant)
  await refused(f.run('CreateGrant', grant), 'LimitExceededException')
  // The same grant again is no further one.
  await f.run('CreateGrant', { ...grant, Name: 'one' })
  assert.equal(await used(f, scope), 50_000)
  await f.run('RevokeGrant', { KeyId: key.id, GrantId })
  await f.run('CreateGrant', grant)
  const { Grants } = await f.run('ListGrants', { KeyId: key.id })
  assert.equal(Grants.length, 2)
})

test('grants from before they were counted are counted with the next one', async (t) => {
  const f = await newFixture(t)
  await putPrincipal(f.storage, alice)
  const key = await newKey(f)
  const grant = { KeyId: key.id, GranteePrincipal: alice.arn, Operations: ['Decrypt'] }
  const made = [await f.run('CreateGrant', grant), await f.run('CreateGrant', grant)]
  await f.storage.database.deleteFrom('kms_count').execute()
  await f.run('RevokeGrant', { KeyId: key.id, GrantId: made[0].GrantId })
  assert.equal(await used(f, grantsScope(key.arn)), undefined)
  await f.run('CreateGrant', grant)
  assert.equal(await used(f, grantsScope(key.arn)), 2)
})

test('an account has 100,000 keys in a Region at most; deleted ones make room', async (t) => {
  const f = await newFixture(t)
  const scope = keysScope(account, region)
  const key = await newKey(f)
  await newKey(f)
  // A key of AWS's is none of the account's.
  await f.run('DescribeKey', { KeyId: 'alias/aws/s3' })
  assert.equal(await used(f, scope), 2)
  await f.run('ScheduleKeyDeletion', { KeyId: key.id, PendingWindowInDays: 7 })
  f.clock.time += 8 * 86_400_000
  await runDueJobs(f)
  assert.equal(await used(f, scope), 1)
  assert.equal(await used(f, grantsScope(key.arn)), undefined)
  await setUsed(f, scope, 100_000)
  await refused(newKey(f), 'LimitExceededException')
  await newKey(f, {}, { region: 'us-west-2' })
})

test('grants whose contexts have a pair in common are found by what tells them apart', async (t) => {
  const f = await newFixture(t)
  await putPrincipal(f.storage, alice)
  const key = await newKey(f)
  for (const member of ['EncryptionContextSubset', 'EncryptionContextEquals']) {
    for (let tenant = 0; tenant < 20; tenant++) {
      const Constraints = { [member]: { application: member, tenant: String(tenant) } }
      await f.run('CreateGrant', {
        KeyId: key.id,
        GranteePrincipal: alice.arn,
        Operations: ['Encrypt'],
        Constraints,
      })
    }
  }
  const rows = await f.storage.database.selectFrom('kms_grant').select('constraint_selector').execute()
  const crowds = Map.groupBy(rows, (row) => row.constraint_selector)
  assert.ok(Math.max(...[...crowds.values()].map((crowd) => crowd.length)) <= 2)
  const EncryptionContext = { APPLICATION: 'EncryptionContextEquals', tenant: '7' }
  await f.run('Encrypt', { KeyId: key.id, Plaintext: Buffer.of(1), EncryptionContext }, { principal: alice })
})
