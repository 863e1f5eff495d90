import assert from 'node:assert/strict'
import { test } from 'node:test'
import { createKeyUsage } from './key-usage.ts'
import {
  alice,
  newCall,
  newFixture,
  newKey,
  policy,
  putPrincipal,
  refused,
  rootStatement,
} from './kms.fixture.ts'

const dayMs = 86_400_000

test('a key that was never used says so, and since when', async (t) => {
  const f = await newFixture(t)
  const created = f.clock.time
  f.clock.time += dayMs
  const { id } = await newKey(f)
  f.clock.time += dayMs
  assert.deepEqual(await f.run('GetKeyLastUsage', { KeyId: id }), {
    KeyId: id,
    KeyLastUsage: {},
    TrackingStartDate: new Date(created + dayMs),
    KeyCreationDate: new Date(created + dayMs),
  })
  await refused(f.run('GetKeyLastUsage', { KeyId: 'alias/x' }), 'InvalidArnException')
})

test('the last successful use is known at once, survives a flush, and a failed or dry one is none', async (t) => {
  const f = await newFixture(t)
  const { id } = await newKey(f)
  const lastUse = async () => (await f.run('GetKeyLastUsage', { KeyId: id })).KeyLastUsage
  await refused(
    f.run('GenerateDataKey', { KeyId: id, KeySpec: 'AES_256', DryRun: true }),
    'DryRunOperationException',
  )
  await refused(
    f.run('Sign', { KeyId: id, Message: Buffer.of(1), SigningAlgorithm: 'ECDSA_SHA_256' }),
    'InvalidKeyUsageException',
  )
  await f.run('DescribeKey', { KeyId: id })
  assert.deepEqual(await lastUse(), {})
  const { CiphertextBlob } = await f.run('Encrypt', { KeyId: id, Plaintext: Buffer.of(1) })
  const encrypted = { Operation: 'Encrypt', Timestamp: new Date(f.clock.time), KmsRequestId: 'request' }
  assert.deepEqual(await lastUse(), encrypted)
  await f.kms.usage.flush()
  assert.deepEqual(await lastUse(), encrypted)
  f.clock.time += 1000
  await f.run('Decrypt', { CiphertextBlob })
  const decrypted = {
    Operation: 'Decrypt',
    Timestamp: new Date(f.clock.time),
    KmsRequestId: 'request',
  }
  assert.deepEqual(await lastUse(), decrypted)
  await f.kms.usage.close()
  assert.deepEqual(await lastUse(), decrypted)
})

test('ReEncrypt uses both keys', async (t) => {
  const f = await newFixture(t)
  const [one, two] = [await newKey(f), await newKey(f)]
  const { CiphertextBlob } = await f.run('Encrypt', { KeyId: one.id, Plaintext: Buffer.of(1) })
  await f.run('ReEncrypt', { CiphertextBlob, DestinationKeyId: two.id })
  for (const { id } of [one, two]) {
    assert.equal((await f.run('GetKeyLastUsage', { KeyId: id })).KeyLastUsage.Operation, 'ReEncrypt')
  }
})

test('an older use, flushed later by another node, does not hide a newer one', async (t) => {
  const f = await newFixture(t)
  const { id, arn } = await newKey(f)
  await f.run('Encrypt', { KeyId: id, Plaintext: Buffer.of(1) })
  await f.kms.usage.flush()
  const other = createKeyUsage({ storage: f.storage })
  const call = newCall('Decrypt', f.clock.time - 1)
  call.notes.resources.push({ accountId: '', type: 'AWS::KMS::Key', arn })
  other.note(call)
  await other.close()
  assert.equal((await f.kms.usage.find(arn))?.operation, 'Encrypt')
})

test('uses of many keys are written in batches, the first while others come', async (t) => {
  const f = await newFixture(t)
  const usage = createKeyUsage({ storage: f.storage })
  for (let index = 0; index < 12_000; index++) {
    const call = newCall('Encrypt', f.clock.time)
    call.notes.resources.push({ accountId: '', type: 'AWS::KMS::Key', arn: `key/${index}` })
    usage.note(call)
  }
  await usage.close()
  const { count } = await f.storage.database
    .selectFrom('kms_key_last_usage')
    .select((eb) => eb.fn.countAll<number>().as('count'))
    .executeTakeFirstOrThrow()
  assert.equal(Number(count), 12_000)
})

type FakeStorage = Parameters<typeof createKeyUsage>[0]['storage']

test('a failing database costs no call, and the uses are written when it is back', async () => {
  let failing = true
  const written: string[] = []
  const builder = {
    values: (rows: readonly { key_arn: string }[]) => {
      if (!failing) written.push(...rows.map((row) => row.key_arn))
      return builder
    },
    onConflict: () => builder,
    execute: async () => {
      if (failing) throw new Error('down')
    },
  }
  const storage = { database: { insertInto: () => builder } } as unknown as FakeStorage
  const usage = createKeyUsage({ storage })
  const call = newCall('Encrypt', 0)
  call.notes.resources.push({ accountId: '', type: 'AWS::KMS::Key', arn: 'key/1' })
  usage.note(call)
  await assert.rejects(usage.flush(), /down/)
  failing = false
  await usage.close()
  assert.deepEqual(written, ['key/1'])
})

test('a use that is on its way to the database is told as well', async () => {
  const writing = Promise.withResolvers<void>()
  const writer = { values: () => writer, onConflict: () => writer, execute: () => writing.promise }
  const reader = {
    selectAll: () => reader,
    where: () => reader,
    executeTakeFirst: async () => undefined,
  }
  const database = { insertInto: () => writer, selectFrom: () => reader }
  const usage = createKeyUsage({ storage: { database } as unknown as FakeStorage })
  const call = newCall('Encrypt', 0)
  call.notes.resources.push({ accountId: '', type: 'AWS::KMS::Key', arn: 'key/1' })
  usage.note(call)
  const flushed = usage.flush()
  assert.equal((await usage.find('key/1'))?.operation, 'Encrypt')
  writing.resolve()
  await flushed
})

test('kms:TrailingDaysWithoutKeyUsage: only keys that lie idle may be disabled or deleted', async (t) => {
  const f = await newFixture(t)
  await putPrincipal(f.storage, alice)
  const Policy = policy(rootStatement, {
    ...rootStatement,
    Principal: { AWS: alice.arn },
    Action: ['kms:DisableKey', 'kms:ScheduleKeyDeletion'],
    Condition: { NumericGreaterThanEquals: { 'kms:TrailingDaysWithoutKeyUsage': '30' } },
  })
  const { id } = await newKey(f, { Policy })
  const as = { principal: alice }
  f.clock.time += 40 * dayMs
  await f.run('Encrypt', { KeyId: id, Plaintext: Buffer.of(1) })
  f.clock.time += 30 * dayMs - 1
  await refused(f.run('DisableKey', { KeyId: id }, as), 'AccessDeniedException')
  await refused(f.run('ScheduleKeyDeletion', { KeyId: id }, as), 'AccessDeniedException')
  f.clock.time += 1
  await f.run('DisableKey', { KeyId: id }, as)
  await f.run('ScheduleKeyDeletion', { KeyId: id }, as)
})
