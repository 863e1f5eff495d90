import assert from 'node:assert/strict'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { type TestContext, test } from 'node:test'
import { createIam } from '../iam/create-iam.ts'
import { openFileSeal } from '../rootkey/file-seal.ts'
import { openRootKey } from '../rootkey/open-root-key.ts'
import { openStorage } from '../storage/open.ts'
import { createKms } from './create-kms.ts'
import {
  alice,
  type Fixture,
  newFixture,
  newKey,
  policy,
  putPrincipal,
  region,
  root,
  rootStatement,
  runDueJobs,
} from './kms.fixture.ts'

/** The texts of all statements that are prepared from here on. */
function recordStatements(t: TestContext): Set<string> {
  const texts = new Set<string>()
  const { prepare } = DatabaseSync.prototype
  t.mock.method(DatabaseSync.prototype, 'prepare', function (this: DatabaseSync, text: string) {
    texts.add(text)
    return prepare.call(this, text)
  })
  return texts
}

interface PlanStep {
  readonly text: string
  readonly detail: string
}

function plansOf(folder: string, texts: Iterable<string>): PlanStep[] {
  const database = new DatabaseSync(join(folder, 'keyhold.db'), { readOnly: true })
  try {
    return [...texts]
      .filter((text) => /^(?:with|select|update|delete)\b/.test(text) && !text.includes('trail_'))
      .flatMap((text) =>
        database
          .prepare(`explain query plan ${text}`)
          .all()
          .map(({ detail }) => ({ text, detail: String(detail) })),
      )
  } finally {
    database.close()
  }
}

/** Tables whose rows grow with keys, grants, aliases, or work that keys plan. */
const growing = /^(?:SCAN|SEARCH) ((?:kms_\w+|job|authority_change)\b.*)/

function complaintsOf(steps: readonly PlanStep[]): string[] {
  return steps.flatMap(({ text, detail }) => {
    const isScan = detail.startsWith('SCAN') && growing.test(detail)
    const isSort = detail.includes('TEMP B-TREE') && / from "(?:kms_(?:key|alias|grant)|job)" /.test(text)
    // A statement about one key must be answered by what hangs on that key, not by all that its account has.
    const isAboutOne = /"(?:key_arn|grant_id|alias_arn)" = \?/.test(text)
    const isLost = isAboutOne && growing.test(detail) && !/\((?:key_arn|grant_id|alias_arn)=/.test(detail)
    return isScan || isSort || isLost ? [`${detail}: ${text}`] : []
  })
}

async function useEverything(f: Fixture): Promise<void> {
  await putPrincipal(f.storage, alice)
  const key = await newKey(f, { Policy: policy(rootStatement), Tags: [{ TagKey: 'a', TagValue: 'b' }] })
  const KeyId = key.arn
  await f.run('CreateAlias', { AliasName: 'alias/one', TargetKeyId: key.id })
  for (const name of ['alias/one', key.id]) await f.run('DescribeKey', { KeyId: name })
  const EncryptionContext = { a: 'b', c: 'd' }
  const { CiphertextBlob } = await f.run('Encrypt', { KeyId, Plaintext: Buffer.of(1), EncryptionContext })
  const grant = {
    KeyId,
    GranteePrincipal: alice.arn,
    RetiringPrincipal: alice.arn,
    Operations: ['Decrypt', 'RetireGrant'],
  }
  const constrained = (tenant: string) =>
    f.run('CreateGrant', { ...grant, Constraints: { EncryptionContextSubset: { a: 'b', tenant } } })
  for (let n = 0; n < 101; n++) await constrained(String(n))
  const { GrantId } = await f.run('CreateGrant', {
    ...grant,
    Constraints: { EncryptionContextEquals: EncryptionContext },
  })
  await f.run('Decrypt', { CiphertextBlob, EncryptionContext }, { principal: alice })
  const { GrantToken } = await f.run('CreateGrant', { ...grant, Name: 'name' })
  await f.run('Decrypt', { CiphertextBlob, EncryptionContext }, { principal: alice })
  await f.run('GenerateDataKey', { KeyId, KeySpec: 'AES_256' })
  await f.run('Decrypt', { CiphertextBlob, EncryptionContext }, { principal: alice })
  await f.run('ReEncrypt', {
    CiphertextBlob,
    SourceEncryptionContext: EncryptionContext,
    DestinationKeyId: KeyId,
  })
  await f.kms.usage.flush()
  await f.run('GetKeyLastUsage', { KeyId })
  await f.run('GetKeyPolicy', { KeyId })
  await f.run('ListResourceTags', { KeyId })
  await f.run('RotateKeyOnDemand', { KeyId })
  await f.run('EnableKeyRotation', { KeyId })
  await f.run('ListKeyRotations', { KeyId, IncludeKeyMaterial: 'ALL_KEY_MATERIAL' })
  await f.run('UpdateAlias', { AliasName: 'alias/one', TargetKeyId: key.id })
  await listEverything(f, KeyId)
  await f.run('RetireGrant', { KeyId, GrantId }, { principal: root })
  await f.run('RetireGrant', { GrantToken }, { principal: alice })
  await f.run('DeleteAlias', { AliasName: 'alias/one' })
  await f.run('ScheduleKeyDeletion', { KeyId })
}

async function listEverything(f: Fixture, KeyId: string): Promise<void> {
  await newKey(f)
  const { NextMarker } = await f.run('ListKeys', { Limit: 1 })
  await f.run('ListKeys', { Limit: 1, Marker: NextMarker })
  for (const about of [{}, { KeyId }]) {
    const page = await f.run('ListAliases', { ...about, Limit: 1 })
    if (page.Truncated) await f.run('ListAliases', { ...about, Limit: 1, Marker: page.NextMarker })
  }
  for (const filter of [{}, { GranteePrincipal: alice.arn }]) {
    const page = await f.run('ListGrants', { KeyId, ...filter, Limit: 1 })
    await f.run('ListGrants', { KeyId, ...filter, Limit: 1, Marker: page.NextMarker })
  }
  const page = await f.run('ListRetirableGrants', { RetiringPrincipal: alice.arn, Limit: 1 })
  await f.run('ListRetirableGrants', { RetiringPrincipal: alice.arn, Limit: 1, Marker: page.NextMarker })
}

test('no operation reads more rows because there are more keys, aliases or grants', async (t) => {
  const f = await newFixture(t)
  const texts = recordStatements(t)
  await useEverything(f)
  f.clock.time += 31 * 86_400_000
  await runDueJobs(f)
  // The fixture's own: whether jobs are left.
  const asked = [...texts].filter((text) => !text.includes('or "lease_owner" is not null'))
  const steps = plansOf(f.folder, asked)
  assert.ok(steps.filter(({ detail }) => growing.test(detail)).length > 40, 'the statements were recorded')
  assert.deepEqual(complaintsOf(steps), [])
})

test('a start reads no table whose rows grow with keys', async (t) => {
  const f = await newFixture(t)
  await newKey(f)
  await f.storage.close()
  const texts = recordStatements(t)
  const now = () => f.clock.time
  const storage = await openStorage({ dataFolder: f.folder, nodeId: 'test', now })
  const seal = await openFileSeal(join(f.folder, 'root.key'), { create: false })
  const rootKey = await openRootKey({ storage, seal, now })
  const iam = createIam({ storage, rootKey, now, regions: [region] })
  createKms({ ...f.kms, storage, rootKey, iam })
  storage.jobs.start()
  await iam.accounts()
  await storage.ping()
  await storage.close()
  const steps = plansOf(f.folder, texts)
  assert.ok(
    steps.some(({ text }) => text.startsWith('update "job"')),
    'the jobs were started',
  )
  assert.deepEqual(complaintsOf(steps), [])
})
