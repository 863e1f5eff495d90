/** Key material in memory: KeyObjects only, and none once its key may not be used. */

import assert from 'node:assert/strict'
import { KeyObject, randomBytes } from 'node:crypto'
import { test } from 'node:test'
import { type Fixture, newFixture, newKey, runDueJobs } from './kms.fixture.ts'
import { keySubject } from './kms-key.ts'
import { importMaterial } from './wrap-material.fixture.ts'

const dayMs = 86_400_000
const Plaintext = Buffer.of(1)
const external = { Origin: 'EXTERNAL' }
const signing = { KeySpec: 'ECC_NIST_P256', KeyUsage: 'SIGN_VERIFY' }

interface Row {
  readonly name: string
  readonly key?: Record<string, unknown>
  readonly end: (f: Fixture, KeyId: string) => Promise<unknown>
}

const rows: readonly Row[] = [
  { name: 'a disabled key', end: (f, KeyId) => f.run('DisableKey', { KeyId }) },
  { name: 'a disabled key pair', key: signing, end: (f, KeyId) => f.run('DisableKey', { KeyId }) },
  {
    name: 'a key that waits for its deletion',
    end: (f, KeyId) => f.run('ScheduleKeyDeletion', { KeyId }),
  },
  {
    name: 'a deleted key',
    async end(f, KeyId) {
      await f.run('ScheduleKeyDeletion', { KeyId, PendingWindowInDays: 7 })
      f.clock.time += 8 * dayMs
      await runDueJobs(f)
    },
  },
  {
    name: 'imported material that was deleted',
    key: external,
    end: (f, KeyId) => f.run('DeleteImportedKeyMaterial', { KeyId }),
  },
  {
    name: 'imported material that expired',
    key: external,
    async end(f) {
      f.clock.time += 2 * dayMs
      await runDueJobs(f)
    },
  },
]

for (const { name, key = {}, end } of rows)
  test(`none in memory: ${name}`, async (t) => {
    const f = await newFixture(t)
    const { id, arn } = await newKey(f, key)
    if (key === external)
      await importMaterial(f, id, randomBytes(32), { ValidTo: new Date(f.clock.time + dayMs) })
    if (key === signing)
      await f.run('Sign', { KeyId: id, Message: Plaintext, SigningAlgorithm: 'ECDSA_SHA_256' })
    else await f.run('Encrypt', { KeyId: id, Plaintext })
    const held = await heldMaterial(f, arn)
    assert.equal(held.length, key === signing ? 2 : 1)
    for (const each of held) assert.ok(each instanceof KeyObject)
    await end(f, id)
    assert.deepEqual(await heldMaterial(f, arn), [])
    // A call that is refused brings none back.
    await assert.rejects(f.run(key === signing ? 'GetPublicKey' : 'Encrypt', { KeyId: id, Plaintext }))
    assert.deepEqual(await heldMaterial(f, arn), [])
  })

const materialIds = new Map<string, string>()

async function heldMaterial({ storage }: Fixture, keyArn: string): Promise<unknown[]> {
  const row = await storage.database
    .selectFrom('kms_key')
    .select('current_material_id')
    .where('key_arn', '=', keyArn)
    .executeTakeFirst()
  // A deleted key's record is gone.
  const materialId = row?.current_material_id ?? materialIds.get(keyArn) ?? ''
  materialIds.set(keyArn, materialId)
  const subject = keySubject(keyArn)
  const secret = await storage.authority.peek<unknown>(subject, `material/${materialId}`)
  const pair = await storage.authority.peek<object>(subject, `pair/${materialId}`)
  return [...(secret === undefined ? [] : [secret]), ...Object.values(pair ?? {})]
}
