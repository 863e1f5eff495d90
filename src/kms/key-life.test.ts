/** A key from creation to destruction, with the jobs that time brings, on both databases. */

import assert from 'node:assert/strict'
import { randomBytes } from 'node:crypto'
import { readdirSync, readFileSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { after, test } from 'node:test'
import { startPostgres } from '../../test/support/postgres.ts'
import { type Fixture, newFixture, newKey, refused, runDueJobs } from './kms.fixture.ts'
import { importMaterial, never } from './wrap-material.fixture.ts'

const dayMs = 86_400_000
const postgres = startPostgres()
after(async () => (await postgres).stop())

const databases = [
  ['SQLite', async () => undefined],
  ['PostgreSQL', async () => (await postgres).newDatabase()],
] as const

const keyTables = [
  'kms_key',
  'kms_key_material',
  'kms_key_rotation',
  'kms_imported_material',
  'kms_import_wrapping_key',
  'kms_key_last_usage',
  'kms_key_tag',
  'kms_alias',
  'kms_grant',
] as const

async function wrappedOf(f: Fixture, keyArn: string): Promise<Uint8Array[]> {
  const rows = await f.storage.database
    .selectFrom('kms_key_material')
    .select('wrapped_material')
    .where('key_arn', '=', keyArn)
    .execute()
  return rows.map((row) => row.wrapped_material)
}

async function requireNoTrace(f: Fixture, keyArn: string): Promise<void> {
  for (const table of keyTables) {
    const rows = await f.storage.database
      .selectFrom(table)
      .selectAll()
      .where('key_arn', '=', keyArn)
      .execute()
    assert.deepEqual(rows, [], table)
  }
  const jobs = await f.storage.database
    .selectFrom('job')
    .select('id')
    .where('id', 'like', `%${keyArn}%`)
    .execute()
  assert.deepEqual(jobs, [])
}

for (const [name, newDatabase] of databases) {
  test(`${name}: rotation by schedule and on demand, then deletion of all of it`, async (t) => {
    const f = await newFixture(t, await newDatabase())
    const { id, arn } = await newKey(f, { Tags: [{ TagKey: 'a', TagValue: 'b' }] })
    await f.run('CreateAlias', { AliasName: 'alias/life', TargetKeyId: id })
    await f.run('EnableKeyRotation', { KeyId: id, RotationPeriodInDays: 90 })
    const blobs = [(await f.run('Encrypt', { KeyId: id, Plaintext: Buffer.of(0) })).CiphertextBlob]
    for (let count = 1; count <= 3; count++) {
      f.clock.time += 90 * dayMs
      await runDueJobs(f)
      await f.run('RotateKeyOnDemand', { KeyId: id })
      blobs.push((await f.run('Encrypt', { KeyId: id, Plaintext: Buffer.of(count) })).CiphertextBlob)
    }
    for (const [index, CiphertextBlob] of blobs.entries()) {
      assert.deepEqual((await f.run('Decrypt', { CiphertextBlob })).Plaintext, Buffer.of(index))
    }
    await f.kms.usage.flush()
    const { Rotations } = await f.run('ListKeyRotations', { KeyId: id })
    assert.deepEqual(
      Rotations.map((entry: { RotationType: string }) => entry.RotationType),
      ['AUTOMATIC', 'ON_DEMAND', 'AUTOMATIC', 'ON_DEMAND', 'AUTOMATIC', 'ON_DEMAND'],
    )
    const wrapped = await wrappedOf(f, arn)
    assert.equal(wrapped.length, 7)
    if (name === 'SQLite')
      assert.equal(filesWith(f.folder, wrapped).length > 0, true, 'the search finds what is there')
    await f.run('ScheduleKeyDeletion', { KeyId: id, PendingWindowInDays: 7 })
    f.clock.time += 7 * dayMs - 1
    await runDueJobs(f)
    assert.equal((await f.run('DescribeKey', { KeyId: id })).KeyMetadata.KeyState, 'PendingDeletion')
    assert.equal((await wrappedOf(f, arn)).length, 7, 'a key that is to be deleted is not rotated')
    f.clock.time += 1
    await runDueJobs(f)
    await refused(f.run('DescribeKey', { KeyId: id }), 'NotFoundException', `Key '${arn}' does not exist`)
    for (const CiphertextBlob of blobs) {
      await refused(f.run('Decrypt', { CiphertextBlob }), 'AccessDeniedException')
    }
    await requireNoTrace(f, arn)
    assert.equal(f.serviceEvents.at(-1)?.name, 'DeleteKey')
    for (const { KeyMaterialId } of Rotations) {
      const kept = await f.storage.authority.peek(`key/${arn}`, `material/${KeyMaterialId}`)
      assert.equal(kept, undefined, 'no key material stays in memory')
    }
    if (name === 'SQLite') assert.deepEqual(filesWith(f.folder, wrapped), [])
  })

  test(`${name}: imported material expires, comes back, rotates, and is destroyed for good`, async (t) => {
    const f = await newFixture(t, await newDatabase())
    const { id, arn } = await newKey(f, { Origin: 'EXTERNAL' })
    const [first, second] = [randomBytes(32), randomBytes(32)]
    await importMaterial(f, id, first, { ValidTo: new Date(f.clock.time + 7 * dayMs) })
    const { CiphertextBlob } = await f.run('Encrypt', { KeyId: id, Plaintext: Buffer.of(1) })
    const wrapped = await wrappedOf(f, arn)
    f.clock.time += 7 * dayMs
    await runDueJobs(f)
    assert.deepEqual(await wrappedOf(f, arn), [])
    if (name === 'SQLite') assert.deepEqual(filesWith(f.folder, wrapped), [])
    await importMaterial(f, id, first)
    await importMaterial(f, id, second, { ...never, ImportType: 'NEW_KEY_MATERIAL' })
    await f.run('RotateKeyOnDemand', { KeyId: id })
    assert.deepEqual((await f.run('Decrypt', { CiphertextBlob })).Plaintext, Buffer.of(1))
    await f.run('ScheduleKeyDeletion', { KeyId: id, PendingWindowInDays: 7 })
    f.clock.time += 7 * dayMs
    await runDueJobs(f)
    await requireNoTrace(f, arn)
    assert.deepEqual(
      f.serviceEvents.map((event) => event.name),
      ['DeleteExpiredKeyMaterial', 'RotateKey', 'DeleteKey'],
    )
  })

  test(`${name}: a primary key and its replica, from replication to the end of both`, async (t) => {
    const f = await newFixture(t, await newDatabase())
    const away = { region: 'us-east-1' }
    const { id, arn } = await newKey(f, { MultiRegion: true })
    const awayArn = arn.replace('eu-central-1', away.region)
    await f.run('EnableKeyRotation', { KeyId: id, RotationPeriodInDays: 90 })
    await f.run('ReplicateKey', { KeyId: id, ReplicaRegion: away.region })
    await f.run('UpdatePrimaryRegion', { KeyId: id, PrimaryRegion: away.region })
    f.clock.time += 90 * dayMs
    await runDueJobs(f)
    const { CiphertextBlob } = await f.run('Encrypt', { KeyId: id, Plaintext: Buffer.of(1) })
    assert.equal((await f.run('Decrypt', { CiphertextBlob }, away)).KeyId, awayArn)
    const primary = await f.run('ScheduleKeyDeletion', { KeyId: id, PendingWindowInDays: 7 }, away)
    assert.equal(primary.KeyState, 'PendingReplicaDeletion')
    await f.run('ScheduleKeyDeletion', { KeyId: id, PendingWindowInDays: 7 })
    for (const gone of [arn, awayArn]) {
      f.clock.time += 7 * dayMs
      await runDueJobs(f)
      await requireNoTrace(f, gone)
    }
  })
}

/** Files of the folder, logs included, that hold any of these. */
function filesWith(folder: string, secrets: readonly Uint8Array[]): string[] {
  return readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((file) => {
    const path = join(folder, file)
    if (!statSync(path).isFile()) return false
    const content = readFileSync(path)
    return secrets.some((secret) => content.includes(secret.subarray(5, 53)))
  })
}
