import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Call } from '../call/call.ts'
import {
  account,
  admin,
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

const dayMs = 86_400_000

async function materialOf(f: Fixture, KeyId: string): Promise<string> {
  return (await f.run('DescribeKey', { KeyId })).KeyMetadata.CurrentKeyMaterialId
}

test('the status says nothing but no, until rotation is enabled', async (t) => {
  const f = await newFixture(t)
  const { id } = await newKey(f)
  assert.deepEqual(await f.run('GetKeyRotationStatus', { KeyId: id }), {
    KeyId: id,
    KeyRotationEnabled: false,
  })
  await f.run('EnableKeyRotation', { KeyId: id })
  assert.deepEqual(await f.run('GetKeyRotationStatus', { KeyId: id }), {
    KeyId: id,
    KeyRotationEnabled: true,
    RotationPeriodInDays: 365,
    NextRotationDate: new Date(f.clock.time + 365 * dayMs),
  })
  f.clock.time += dayMs
  await f.run('EnableKeyRotation', { KeyId: id, RotationPeriodInDays: 90 })
  const { NextRotationDate } = await f.run('GetKeyRotationStatus', { KeyId: id })
  assert.deepEqual(NextRotationDate, new Date(f.clock.time + 90 * dayMs))
  await f.run('DisableKeyRotation', { KeyId: id })
  await f.run('DisableKeyRotation', { KeyId: id })
  assert.equal((await f.run('GetKeyRotationStatus', { KeyId: id })).KeyRotationEnabled, false)
})

test('automatic rotation happens when it is due, and old ciphertexts open; ReEncrypt moves them', async (t) => {
  const f = await newFixture(t)
  const { id, arn } = await newKey(f)
  const first = await materialOf(f, id)
  const { CiphertextBlob } = await f.run('Encrypt', { KeyId: id, Plaintext: Buffer.from('old') })
  await f.run('EnableKeyRotation', { KeyId: id, RotationPeriodInDays: 90 })
  f.clock.time += 90 * dayMs - 1
  await runDueJobs(f)
  assert.equal(await materialOf(f, id), first)
  f.clock.time += 1
  await runDueJobs(f)
  const second = await materialOf(f, id)
  assert.notEqual(second, first)
  const opened = await f.run('Decrypt', { CiphertextBlob })
  assert.deepEqual([opened.Plaintext.toString(), opened.KeyMaterialId], ['old', first])
  const moved = await f.run('ReEncrypt', { CiphertextBlob, DestinationKeyId: id })
  assert.deepEqual([moved.SourceKeyMaterialId, moved.DestinationKeyMaterialId], [first, second])
  assert.equal((await f.run('Decrypt', { CiphertextBlob: moved.CiphertextBlob })).KeyMaterialId, second)
  assert.deepEqual(f.serviceEvents, [
    {
      service: 'kms',
      name: 'RotateKey',
      accountId: account,
      region,
      time: f.clock.time,
      resources: [{ accountId: account, type: 'AWS::KMS::Key', arn }],
      responseElements: { keyId: arn },
      serviceEventDetails: {
        keyId: id,
        rotationType: 'AUTOMATIC',
        keyOrigin: 'AWS_KMS',
        previousKeyMaterialId: first,
        currentKeyMaterialId: second,
      },
    },
  ])
  const { NextRotationDate } = await f.run('GetKeyRotationStatus', { KeyId: id })
  assert.deepEqual(NextRotationDate, new Date(f.clock.time + 90 * dayMs))
  f.clock.time += 90 * dayMs
  await runDueJobs(f)
  assert.equal((await f.run('ListKeyRotations', { KeyId: id })).Rotations.length, 2)
})

test('a disabled key waits with its rotation; what is overdue happens when it is enabled', async (t) => {
  const f = await newFixture(t)
  const { id } = await newKey(f)
  await f.run('EnableKeyRotation', { KeyId: id, RotationPeriodInDays: 90 })
  await f.run('DisableKey', { KeyId: id })
  f.clock.time += 100 * dayMs
  await runDueJobs(f)
  assert.deepEqual((await f.run('ListKeyRotations', { KeyId: id })).Rotations, [])
  assert.equal((await f.run('GetKeyRotationStatus', { KeyId: id })).KeyRotationEnabled, true)
  await f.run('EnableKey', { KeyId: id })
  await runDueJobs(f)
  assert.equal((await f.run('ListKeyRotations', { KeyId: id })).Rotations.length, 1)
  const { NextRotationDate } = await f.run('GetKeyRotationStatus', { KeyId: id })
  assert.deepEqual(NextRotationDate, new Date(f.clock.time + 90 * dayMs))
})

test('while a key waits for its deletion the status is no; cancelled, it is as before', async (t) => {
  const f = await newFixture(t)
  const { id } = await newKey(f)
  await f.run('EnableKeyRotation', { KeyId: id })
  await f.run('ScheduleKeyDeletion', { KeyId: id })
  assert.deepEqual(await f.run('GetKeyRotationStatus', { KeyId: id }), {
    KeyId: id,
    KeyRotationEnabled: false,
  })
  await f.run('CancelKeyDeletion', { KeyId: id })
  assert.equal((await f.run('GetKeyRotationStatus', { KeyId: id })).KeyRotationEnabled, true)
})

test('on demand: at once, 25 times in the life of a key, and the schedule does not move', async (t) => {
  const f = await newFixture(t)
  const { id, arn } = await newKey(f)
  await f.run('EnableKeyRotation', { KeyId: id })
  const before = await f.run('GetKeyRotationStatus', { KeyId: id })
  const ids = [await materialOf(f, id)]
  for (let count = 0; count < 25; count++) {
    assert.deepEqual(await f.run('RotateKeyOnDemand', { KeyId: id }), { KeyId: arn })
    ids.push(await materialOf(f, id))
  }
  assert.equal(new Set(ids).size, 26)
  await refused(
    f.run('RotateKeyOnDemand', { KeyId: id }),
    'LimitExceededException',
    `The on-demand rotations limit has been reached for the given keyId. No more on-demand rotations can be performed for this key: ${arn}`,
  )
  assert.deepEqual(await f.run('GetKeyRotationStatus', { KeyId: id }), before)

  const rotations = (await f.run('ListKeyRotations', { KeyId: id })).Rotations
  assert.deepEqual(
    rotations.map((entry: { KeyMaterialId: string }) => entry.KeyMaterialId),
    ids.slice(1),
  )
  assert.deepEqual(rotations.at(-1), {
    KeyId: id,
    KeyMaterialId: ids.at(-1),
    KeyMaterialState: 'CURRENT',
    RotationDate: new Date(f.clock.time),
    RotationType: 'ON_DEMAND',
  })
  const all = { KeyId: id, IncludeKeyMaterial: 'ALL_KEY_MATERIAL', Limit: 10 }
  const listed = []
  for (let Marker: string | undefined; ; ) {
    const found = await f.run('ListKeyRotations', { ...all, Marker })
    listed.push(...found.Rotations)
    if (!found.Truncated) break
    Marker = found.NextMarker
  }
  assert.equal(listed.length, 26)
  assert.deepEqual(listed[0], { KeyId: id, KeyMaterialId: ids[0], KeyMaterialState: 'NON_CURRENT' })
  await refused(f.run('ListKeyRotations', { KeyId: id, Marker: 'x' }), 'InvalidMarkerException')
})

test('on demand conflicts with automatic rotation that is due within 20 minutes', async (t) => {
  const f = await newFixture(t)
  const { id } = await newKey(f)
  await f.run('EnableKeyRotation', { KeyId: id, RotationPeriodInDays: 90 })
  f.clock.time += 90 * dayMs - 19 * 60_000
  await refused(f.run('RotateKeyOnDemand', { KeyId: id }), 'ConflictException')
  f.clock.time -= 2 * 60_000
  await f.run('RotateKeyOnDemand', { KeyId: id })
})

test('AWS managed keys rotate every year, and nobody can change it', async (t) => {
  const f = await newFixture(t)
  const { KeyMetadata } = await f.run('DescribeKey', { KeyId: 'alias/aws/s3' })
  const status = await f.run('GetKeyRotationStatus', { KeyId: KeyMetadata.KeyId })
  assert.deepEqual([status.KeyRotationEnabled, status.RotationPeriodInDays], [true, 365])
  await refused(f.run('DisableKeyRotation', { KeyId: KeyMetadata.KeyId }), 'AccessDeniedException')
  f.clock.time += 365 * dayMs
  await runDueJobs(f)
  assert.notEqual(await materialOf(f, KeyMetadata.KeyId), KeyMetadata.CurrentKeyMaterialId)
})

for (const operation of [
  'EnableKeyRotation',
  'DisableKeyRotation',
  'GetKeyRotationStatus',
  'RotateKeyOnDemand',
  'ListKeyRotations',
] as const) {
  test(`${operation}: only symmetric encryption keys rotate, and the state comes first`, async (t) => {
    const f = await newFixture(t)
    const { id } = await newKey(f, { KeySpec: 'HMAC_256', KeyUsage: 'GENERATE_VERIFY_MAC' })
    await refused(f.run(operation, { KeyId: id }), 'UnsupportedOperationException', '')
    if (operation === 'GetKeyRotationStatus' || operation === 'ListKeyRotations') return
    await f.run('DisableKey', { KeyId: id })
    await refused(f.run(operation, { KeyId: id }), 'DisabledException')
  })
}

test('EnableKeyRotation: key, permission with kms:RotationPeriodInDays, state, kind, origin', async (t) => {
  const f = await newFixture(t)
  await putPrincipal(f.storage, alice)
  const key = await newKey(f)
  await f.run('DisableKey', { KeyId: key.id })
  const asAlice = { principal: alice }
  await refused(f.run('EnableKeyRotation', { KeyId: 'nonsense' }, asAlice), 'NotFoundException')
  await refused(f.run('EnableKeyRotation', { KeyId: 'alias/x' }, asAlice), 'InvalidArnException')
  await refused(f.run('EnableKeyRotation', { KeyId: key.id }, asAlice), 'AccessDeniedException')
  const Policy = policy(rootStatement, {
    ...rootStatement,
    Principal: { AWS: alice.arn },
    Action: 'kms:EnableKeyRotation',
    Condition: { NumericLessThanEquals: { 'kms:RotationPeriodInDays': '180' } },
  })
  await f.run('PutKeyPolicy', { KeyId: key.id, Policy })
  const input = { KeyId: key.id, RotationPeriodInDays: 180 }
  await refused(f.run('EnableKeyRotation', { KeyId: key.id }, asAlice), 'AccessDeniedException')
  await refused(f.run('EnableKeyRotation', input, asAlice), 'DisabledException')
  await f.run('EnableKey', { KeyId: key.id })
  let call: Call | undefined
  await f.run('EnableKeyRotation', input, { ...asAlice, onCall: (each) => (call = each) })
  assert.deepEqual(call?.notes.responseElements, { keyId: key.arn })
  const imported = await newKey(f, { Origin: 'EXTERNAL' })
  await refused(
    f.run('EnableKeyRotation', { KeyId: imported.id }, { principal: admin }),
    'UnsupportedOperationException',
    `${imported.arn} origin is EXTERNAL which is not valid for this operation.`,
  )
})
