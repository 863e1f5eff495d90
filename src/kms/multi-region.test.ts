import assert from 'node:assert/strict'
import { randomBytes } from 'node:crypto'
import { test } from 'node:test'
import type { Call } from '../call/call.ts'
import {
  account,
  alice,
  type Fixture,
  newFixture,
  newKey,
  policy,
  putPrincipal,
  refused,
  region,
  rootStatement,
  runDueJobs,
} from './kms.fixture.ts'
import { importMaterial, never } from './wrap-material.fixture.ts'

const dayMs = 86_400_000
const away = { region: 'us-east-1' }
const third = { region: 'us-west-2' }

async function newPrimary(f: Fixture, input: Record<string, unknown> = {}) {
  const key = await newKey(f, { MultiRegion: true, ...input })
  return {
    ...key,
    awayArn: key.arn.replace(region, away.region),
    thirdArn: key.arn.replace(region, third.region),
  }
}

function replicate(f: Fixture, KeyId: string, to = away.region, input: Record<string, unknown> = {}) {
  return f.run('ReplicateKey', { KeyId, ReplicaRegion: to, ...input })
}

async function metadataOf(f: Fixture, KeyId: string, as = {}) {
  return (await f.run('DescribeKey', { KeyId }, as)).KeyMetadata
}

test('a primary key has an id of its own kind and says what it is', async (t) => {
  const f = await newFixture(t)
  const { KeyMetadata } = await f.run('CreateKey', { MultiRegion: true })
  assert.match(KeyMetadata.KeyId, /^mrk-[0-9a-f]{32}$/)
  const expected = {
    MultiRegionKeyType: 'PRIMARY',
    PrimaryKey: { Arn: KeyMetadata.Arn, Region: region },
    ReplicaKeys: [],
  }
  assert.equal(KeyMetadata.MultiRegion, true)
  assert.deepEqual(KeyMetadata.MultiRegionConfiguration, expected)
  assert.deepEqual((await metadataOf(f, KeyMetadata.KeyId)).MultiRegionConfiguration, expected)
})

test('a replica shares id and material; ciphertexts open in both Regions, and move by ReEncrypt', async (t) => {
  const f = await newFixture(t)
  const { id, arn, awayArn } = await newPrimary(f, { Description: 'not copied' })
  const context = { EncryptionContext: { a: 'b' } }
  const { CiphertextBlob } = await f.run('Encrypt', { KeyId: id, Plaintext: Buffer.of(1), ...context })
  await refused(f.run('Decrypt', { CiphertextBlob, ...context }, away), 'AccessDeniedException')
  const answer = await replicate(f, id)
  const made = answer.ReplicaKeyMetadata
  assert.deepEqual(
    [made.Arn, made.KeyId, made.KeyState, made.Enabled, made.CurrentKeyMaterialId, made.Description],
    [awayArn, id, 'Creating', false, undefined, ''],
  )
  assert.equal(answer.ReplicaTags, undefined)
  assert.match(answer.ReplicaPolicy, /Enable IAM User Permissions/)
  const replica = await metadataOf(f, id, away)
  assert.deepEqual(replica.MultiRegionConfiguration, {
    MultiRegionKeyType: 'REPLICA',
    PrimaryKey: { Arn: arn, Region: region },
    ReplicaKeys: [{ Arn: awayArn, Region: away.region }],
  })
  assert.equal((await metadataOf(f, id)).MultiRegionConfiguration.ReplicaKeys.length, 1)
  assert.equal(replica.CurrentKeyMaterialId, (await metadataOf(f, id)).CurrentKeyMaterialId)
  const opened = await f.run('Decrypt', { CiphertextBlob, ...context }, away)
  assert.deepEqual([opened.KeyId, opened.Plaintext], [awayArn, Buffer.of(1)])
  const back = await f.run('Encrypt', { KeyId: awayArn, Plaintext: Buffer.of(2) }, away)
  assert.deepEqual((await f.run('Decrypt', { CiphertextBlob: back.CiphertextBlob })).Plaintext, Buffer.of(2))
  const single = await newKey(f, {}, away)
  const moved = await f.run(
    'ReEncrypt',
    { CiphertextBlob, SourceEncryptionContext: { a: 'b' }, DestinationKeyId: single.id },
    away,
  )
  assert.equal(moved.SourceKeyId, awayArn)
  // A single-Region key of the same account is bound to its Region all the same.
  await refused(f.run('Decrypt', { CiphertextBlob: moved.CiphertextBlob }), 'AccessDeniedException')
})

test("states, policies, tags and aliases are each key's own", async (t) => {
  const f = await newFixture(t)
  const { id, awayArn } = await newPrimary(f)
  const Tags = [{ TagKey: 'a', TagValue: 'b' }]
  const answer = await replicate(f, id, away.region, {
    Description: 'mine',
    Tags,
    Policy: policy(rootStatement),
  })
  assert.deepEqual(answer.ReplicaTags, Tags)
  await f.run('DisableKey', { KeyId: id })
  const { CiphertextBlob } = await f.run('Encrypt', { KeyId: id, Plaintext: Buffer.of(1) }, away)
  await refused(f.run('Decrypt', { CiphertextBlob }), 'DisabledException')
  assert.deepEqual((await f.run('ListResourceTags', { KeyId: id })).Tags, [])
  assert.deepEqual((await f.run('ListResourceTags', { KeyId: awayArn }, away)).Tags, Tags)
  await f.run('CreateAlias', { AliasName: 'alias/x', TargetKeyId: id }, away)
  await refused(f.run('DescribeKey', { KeyId: 'alias/x' }), 'NotFoundException')
})

test('rotation on the primary key reaches its replicas; replicas cannot rotate', async (t) => {
  const f = await newFixture(t)
  const { id, arn, awayArn } = await newPrimary(f)
  await f.run('RotateKeyOnDemand', { KeyId: id })
  await f.run('EnableKeyRotation', { KeyId: id, RotationPeriodInDays: 90 })
  await replicate(f, id)
  const old = (await f.run('Encrypt', { KeyId: id, Plaintext: Buffer.of(1) }, away)).CiphertextBlob
  for (const operation of ['EnableKeyRotation', 'DisableKeyRotation', 'RotateKeyOnDemand'] as const) {
    await refused(
      f.run(operation, { KeyId: id }, away),
      'UnsupportedOperationException',
      `${awayArn} is not a multi-region primary key.`,
    )
  }
  const status = await f.run('GetKeyRotationStatus', { KeyId: id }, away)
  assert.deepEqual(status, await f.run('GetKeyRotationStatus', { KeyId: id }))
  f.clock.time += 90 * dayMs
  await runDueJobs(f)
  await f.run('RotateKeyOnDemand', { KeyId: id })
  await runDueJobs(f)
  const all = { KeyId: id, IncludeKeyMaterial: 'ALL_KEY_MATERIAL' }
  const here = (await f.run('ListKeyRotations', all)).Rotations
  assert.equal(here.length, 4)
  assert.deepEqual((await f.run('ListKeyRotations', all, away)).Rotations, here)
  assert.deepEqual((await f.run('Decrypt', { CiphertextBlob: old })).Plaintext, Buffer.of(1))
  const fresh = await f.run('GenerateDataKey', { KeyId: id, KeySpec: 'AES_256' }, away)
  const opened = await f.run('Decrypt', { CiphertextBlob: fresh.CiphertextBlob })
  assert.deepEqual([opened.Plaintext, opened.KeyMaterialId], [fresh.Plaintext, here.at(-1).KeyMaterialId])
  const synchronized = f.serviceEvents.filter(({ name }) => name === 'SynchronizeMultiRegionKey')
  assert.equal(synchronized.length, 3)
  for (const event of synchronized) {
    assert.deepEqual([event.region, event.resources[0]?.arn], [away.region, arn])
    assert.deepEqual(event.responseElements, { keyId: awayArn })
  }
})

test('ReplicateKey: one in a Region, from the primary key only, to Regions of this server', async (t) => {
  const f = await newFixture(t)
  const { id, awayArn } = await newPrimary(f)
  await replicate(f, id)
  await refused(replicate(f, id), 'AlreadyExistsException')
  await refused(replicate(f, id, region), 'AlreadyExistsException')
  await refused(replicate(f, id, 'eu-west-9'), 'UnsupportedOperationException')
  const ofReplica = f.run('ReplicateKey', { KeyId: id, ReplicaRegion: third.region }, away)
  const text = `${awayArn} is not a multi-region primary key.`
  await refused(ofReplica, 'UnsupportedOperationException', text)
  const single = await newKey(f)
  await refused(
    replicate(f, single.id),
    'UnsupportedOperationException',
    `${single.arn} is not a multi-region primary key.`,
  )
  await f.run('DisableKey', { KeyId: single.id })
  await refused(replicate(f, single.id), 'DisabledException')
})

test('ReplicateKey: kms:ReplicateKey on the primary key, kms:CreateKey and kms:TagResource in the other Region', async (t) => {
  const f = await newFixture(t)
  await putPrincipal(f.storage, alice, {
    Effect: 'Allow',
    Action: ['kms:CreateKey', 'kms:TagResource'],
    Resource: '*',
    Condition: {
      StringEquals: { 'aws:RequestedRegion': away.region, 'kms:MultiRegionKeyType': 'REPLICA' },
      Null: { 'aws:RequestTag/secret': 'true' },
    },
  })
  const { id } = await newPrimary(f)
  const as = { principal: alice }
  const attempt = (ReplicaRegion: string, input = {}) =>
    f.run('ReplicateKey', { KeyId: id, ReplicaRegion, ...input }, as)
  await refused(attempt(away.region), 'AccessDeniedException')
  const Policy = policy(rootStatement, {
    ...rootStatement,
    Principal: { AWS: alice.arn },
    Action: 'kms:ReplicateKey',
    Condition: { StringEquals: { 'kms:ReplicaRegion': [away.region, third.region] } },
  })
  await f.run('PutKeyPolicy', { KeyId: id, Policy })
  const denied = await refused(attempt(third.region), 'AccessDeniedException')
  assert.match(denied.message, /kms:CreateKey/)
  await refused(attempt(away.region, { Tags: [{ TagKey: 'secret', TagValue: '' }] }), 'AccessDeniedException')
  await attempt(away.region, { Tags: [{ TagKey: 'a', TagValue: '' }] })
})

test('the trail has ReplicateKey where the primary key is and CreateKey where the replica is', async (t) => {
  const f = await newFixture(t)
  const { id, arn, awayArn } = await newPrimary(f)
  let outer: Call | undefined
  const input = { KeyId: id, ReplicaRegion: away.region }
  await f.run('ReplicateKey', input, { onCall: (call) => (outer = call) })
  assert.deepEqual(
    outer?.notes.resources.map((resource) => resource.arn),
    [arn],
  )
  const [inner] = f.recorded
  assert.deepEqual([inner?.call.operation, inner?.call.region], ['CreateKey', away.region])
  assert.deepEqual(inner?.call.via, { service: 'kms' })
  assert.deepEqual(inner?.call.notes.resources, [{ accountId: account, type: 'AWS::KMS::Key', arn: awayArn }])
})

test('UpdatePrimaryRegion: the replica becomes the primary key, and the schedule goes with it', async (t) => {
  const f = await newFixture(t)
  const { id, arn, awayArn } = await newPrimary(f)
  await f.run('EnableKeyRotation', { KeyId: id, RotationPeriodInDays: 90 })
  const update = (PrimaryRegion: string, as = {}) =>
    f.run('UpdatePrimaryRegion', { KeyId: id, PrimaryRegion }, as)
  await refused(update(away.region), 'NotFoundException', `Key '${awayArn}' does not exist`)
  await replicate(f, id)
  await refused(update(region), 'UnsupportedOperationException')
  const ofReplica = update(away.region, away)
  await refused(ofReplica, 'UnsupportedOperationException', `${awayArn} is not a multi-region primary key.`)
  await f.run('DisableKey', { KeyId: id }, away)
  await refused(update(away.region), 'DisabledException', `${awayArn} is disabled.`)
  await f.run('EnableKey', { KeyId: id }, away)
  let outer: Call | undefined
  await update(away.region, { onCall: (call: Call) => (outer = call) })
  const configuration = {
    PrimaryKey: { Arn: awayArn, Region: away.region },
    ReplicaKeys: [{ Arn: arn, Region: region }],
  }
  assert.deepEqual((await metadataOf(f, id)).MultiRegionConfiguration, {
    MultiRegionKeyType: 'REPLICA',
    ...configuration,
  })
  assert.deepEqual((await metadataOf(f, id, away)).MultiRegionConfiguration, {
    MultiRegionKeyType: 'PRIMARY',
    ...configuration,
  })
  assert.deepEqual(outer?.notes.responseElements, { keyId: arn })
  const inner = f.recorded.filter(({ error }) => error === null).at(-1)?.call
  assert.deepEqual(
    [inner?.operation, inner?.region, inner?.notes.responseElements],
    ['UpdatePrimaryRegion', away.region, { keyId: awayArn }],
  )
  f.clock.time += 90 * dayMs
  await runDueJobs(f)
  const rotations = (await f.run('ListKeyRotations', { KeyId: id })).Rotations
  assert.equal(rotations.length, 1)
  assert.deepEqual((await f.run('ListKeyRotations', { KeyId: id }, away)).Rotations, rotations)
  await f.run('ReplicateKey', { KeyId: id, ReplicaRegion: third.region }, away)
})

test('UpdatePrimaryRegion needs its permission on both keys, with kms:PrimaryRegion', async (t) => {
  const f = await newFixture(t)
  await putPrincipal(f.storage, alice)
  const { id } = await newPrimary(f)
  await replicate(f, id)
  const Policy = policy(rootStatement, {
    ...rootStatement,
    Principal: { AWS: alice.arn },
    Action: 'kms:UpdatePrimaryRegion',
    Condition: { StringEquals: { 'kms:PrimaryRegion': away.region } },
  })
  await f.run('PutKeyPolicy', { KeyId: id, Policy })
  const input = { KeyId: id, PrimaryRegion: away.region }
  await refused(f.run('UpdatePrimaryRegion', input, { principal: alice }), 'AccessDeniedException')
  await f.run('PutKeyPolicy', { KeyId: id, Policy }, away)
  await f.run('UpdatePrimaryRegion', input, { principal: alice })
})

test('a primary key waits for its replicas, then its own window begins', async (t) => {
  const f = await newFixture(t)
  const { id, arn } = await newPrimary(f)
  await replicate(f, id)
  await replicate(f, id, third.region)
  const scheduled = await f.run('ScheduleKeyDeletion', { KeyId: id, PendingWindowInDays: 10 })
  assert.deepEqual(scheduled, { KeyId: arn, KeyState: 'PendingReplicaDeletion', PendingWindowInDays: 10 })
  const waiting = await metadataOf(f, id)
  assert.deepEqual(
    [waiting.KeyState, waiting.PendingDeletionWindowInDays, waiting.DeletionDate],
    ['PendingReplicaDeletion', 10, undefined],
  )
  await refused(
    f.run('Encrypt', { KeyId: id, Plaintext: Buffer.of(1) }),
    'KMSInvalidStateException',
    `${arn} is pending deletion.`,
  )
  await f.run('CancelKeyDeletion', { KeyId: id })
  assert.equal((await metadataOf(f, id)).KeyState, 'Disabled')
  await f.run('ScheduleKeyDeletion', { KeyId: id, PendingWindowInDays: 10 })
  for (const as of [away, third]) {
    const { KeyState } = await f.run('ScheduleKeyDeletion', { KeyId: id, PendingWindowInDays: 7 }, as)
    assert.equal(KeyState, 'PendingDeletion')
  }
  f.clock.time += 7 * dayMs
  await runDueJobs(f)
  await refused(f.run('DescribeKey', { KeyId: id }, away), 'NotFoundException')
  const due = await metadataOf(f, id)
  assert.deepEqual([due.KeyState, due.DeletionDate], ['PendingDeletion', new Date(f.clock.time + 10 * dayMs)])
  assert.deepEqual(due.MultiRegionConfiguration.ReplicaKeys, [])
  f.clock.time += 10 * dayMs
  await runDueJobs(f)
  await refused(f.run('DescribeKey', { KeyId: id }), 'NotFoundException')
  assert.equal(f.serviceEvents.filter(({ name }) => name === 'DeleteKey').length, 3)
})

test('imported: every replica has its own import, and rotation waits for all', async (t) => {
  const f = await newFixture(t)
  const { id, arn, awayArn } = await newPrimary(f, { Origin: 'EXTERNAL' })
  await refused(replicate(f, id), 'KMSInvalidStateException', `${arn} is pending import.`)
  const [first, second] = [randomBytes(32), randomBytes(32)]
  await importMaterial(f, id, first)
  await replicate(f, id)
  assert.equal((await metadataOf(f, id, away)).KeyState, 'PendingImport')
  await refused(importMaterial(f, id, second, never, away), 'IncorrectKeyMaterialException')
  const asNew = { ...never, ImportType: 'NEW_KEY_MATERIAL' }
  await refused(
    importMaterial(f, id, first, asNew, away),
    'UnsupportedOperationException',
    `${awayArn} is not a multi-region primary key.`,
  )
  await importMaterial(f, id, first, never, away)
  const { CiphertextBlob } = await f.run('Encrypt', { KeyId: id, Plaintext: Buffer.of(1) })
  await f.run('Decrypt', { CiphertextBlob }, away)

  const { KeyMaterialId } = await importMaterial(f, id, second, { ...asNew, KeyMaterialDescription: 'next' })
  const pending = async (as = {}) => {
    const all = { KeyId: id, IncludeKeyMaterial: 'ALL_KEY_MATERIAL' }
    const entry = (await f.run('ListKeyRotations', all, as)).Rotations.at(-1)
    return [entry.KeyMaterialId, entry.KeyMaterialState, entry.ImportState, entry.KeyMaterialDescription]
  }
  const waiting = 'PENDING_MULTI_REGION_IMPORT_AND_ROTATION'
  assert.deepEqual(await pending(), [KeyMaterialId, waiting, 'IMPORTED', 'next'])
  assert.deepEqual(await pending(away), [KeyMaterialId, waiting, 'PENDING_IMPORT', 'next'])
  await refused(f.run('RotateKeyOnDemand', { KeyId: id }), 'KMSInvalidStateException')
  await importMaterial(f, id, second, { ...never, ImportType: 'EXISTING_KEY_MATERIAL' }, away)
  assert.deepEqual(await pending(), [KeyMaterialId, 'PENDING_ROTATION', 'IMPORTED', 'next'])
  await f.run('RotateKeyOnDemand', { KeyId: id })
  assert.equal((await metadataOf(f, id, away)).CurrentKeyMaterialId, KeyMaterialId)
  const fresh = await f.run('Encrypt', { KeyId: id, Plaintext: Buffer.of(2) }, away)
  assert.equal(
    (await f.run('Decrypt', { CiphertextBlob: fresh.CiphertextBlob })).KeyMaterialId,
    KeyMaterialId,
  )
  // What one replica loses the others keep.
  await f.run('DeleteImportedKeyMaterial', { KeyId: id }, away)
  assert.equal((await metadataOf(f, id)).KeyState, 'Enabled')
  await refused(f.run('Decrypt', { CiphertextBlob }, away), 'KMSInvalidStateException')
})

test('replicas of asymmetric and HMAC keys do what the primary key does', async (t) => {
  const f = await newFixture(t)
  const signing = await newPrimary(f, { KeySpec: 'ECC_NIST_P256', KeyUsage: 'SIGN_VERIFY' })
  await replicate(f, signing.id)
  const message = { KeyId: signing.id, Message: Buffer.of(1), SigningAlgorithm: 'ECDSA_SHA_256' }
  const { Signature } = await f.run('Sign', message)
  assert.equal((await f.run('Verify', { ...message, Signature }, away)).SignatureValid, true)
  const hmac = await newPrimary(f, { KeySpec: 'HMAC_256', KeyUsage: 'GENERATE_VERIFY_MAC' })
  await replicate(f, hmac.id)
  const input = { KeyId: hmac.id, Message: Buffer.of(1), MacAlgorithm: 'HMAC_SHA_256' }
  assert.deepEqual((await f.run('GenerateMac', input)).Mac, (await f.run('GenerateMac', input, away)).Mac)
})

test('kms:MultiRegionKeyType and kms:MultiRegion tell keys apart in key policies', async (t) => {
  const f = await newFixture(t)
  await putPrincipal(f.storage, alice)
  const Policy = policy(rootStatement, {
    ...rootStatement,
    Principal: { AWS: alice.arn },
    Action: 'kms:Encrypt',
    Condition: { StringEquals: { 'kms:MultiRegionKeyType': 'PRIMARY' }, Bool: { 'kms:MultiRegion': 'true' } },
  })
  const { id } = await newPrimary(f, { Policy })
  await replicate(f, id, away.region, { Policy })
  const single = await newKey(f, { Policy })
  const encrypt = (KeyId: string, as = {}) =>
    f.run('Encrypt', { KeyId, Plaintext: Buffer.of(1) }, { principal: alice, ...as })
  await encrypt(id)
  await refused(encrypt(id, away), 'AccessDeniedException')
  await refused(encrypt(single.id), 'AccessDeniedException')
})
