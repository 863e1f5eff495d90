import assert from 'node:assert/strict'
import { createCipheriv } from 'node:crypto'
import { test } from 'node:test'
import { keyService } from './key-service.ts'
import {
  account,
  newCall,
  newFixture,
  newKey,
  policy,
  putPrincipal,
  refused,
  region,
  role,
  rootStatement,
  service,
} from './kms.fixture.ts'
import { serviceOwnedKeys } from './service-owned-keys.ts'

const qbusiness = `qbusiness.${region}.amazonaws.com`

test('a data service: DescribeKey and CreateGrant for its caller, then data keys under the grant, each call recorded', async (t) => {
  const f = await newFixture(t)
  const builder = role('QBuilder')
  await putPrincipal(f.storage, builder)
  const key = await newKey(f, {
    Policy: policy(rootStatement, {
      Effect: 'Allow',
      Principal: { AWS: builder.roleArn },
      Action: ['kms:DescribeKey', 'kms:CreateGrant'],
      Resource: '*',
      Condition: { StringEquals: { 'kms:ViaService': qbusiness, 'kms:CallerAccount': account } },
    }),
  })
  const keys = keyService(f.kms)
  const forward = {
    ...newCall('CreateApplication', f.clock.time, { principal: builder, via: 'qbusiness' }),
    service: 'qbusiness',
  }
  const own = newCall('CreateApplication', f.clock.time, { principal: service('qbusiness') })

  assert.deepEqual(await keys.describeKey(forward, key.id), {
    keyArn: key.arn,
    keyManager: 'CUSTOMER',
    keySpec: 'SYMMETRIC_DEFAULT',
    keyUsage: 'ENCRYPT_DECRYPT',
    keyState: 'Enabled',
  })
  const encryptionContext = { app: '1' }
  const { grantId, grantToken } = await keys.createGrant(forward, {
    keyArn: key.arn,
    granteePrincipal: qbusiness,
    retiringPrincipal: qbusiness,
    operations: ['GenerateDataKeyWithoutPlaintext', 'Decrypt', 'DescribeKey', 'RetireGrant'],
    encryptionContextSubset: encryptionContext,
  })
  const request = { keyArn: key.arn, encryptionContext, grantToken }
  const { ciphertextBlob, keyArn } = await keys.generateDataKeyWithoutPlaintext(own, request)
  assert.equal(keyArn, key.arn)
  const open = () => keys.decrypt(own, { keyArn, ciphertextBlob, encryptionContext })
  const dataKey = await open()
  createCipheriv('aes-256-gcm', dataKey, Buffer.alloc(12))

  await f.run('DisableKey', { KeyId: key.id })
  await refused(open(), 'DisabledException', `${key.arn} is disabled.`)
  await f.run('EnableKey', { KeyId: key.id })
  assert.deepEqual(await open(), dataKey)
  await keys.retireGrant(own, { keyArn, grantId })
  await keys.retireGrant(own, { keyArn, grantId })
  await refused(open(), 'AccessDeniedException')

  const recorded = f.recorded.map(({ call, error }) => [
    call.service,
    call.operation,
    call.requestId,
    error === null,
  ])
  assert.deepEqual(recorded, [
    ['kms', 'DescribeKey', 'request', true],
    ['kms', 'CreateGrant', 'request', true],
    ['kms', 'GenerateDataKeyWithoutPlaintext', 'request', true],
    ['kms', 'Decrypt', 'request', true],
    ['kms', 'Decrypt', 'request', false],
    ['kms', 'Decrypt', 'request', true],
    ['kms', 'RetireGrant', 'request', true],
    ['kms', 'RetireGrant', 'request', false],
    ['kms', 'Decrypt', 'request', false],
  ])
  assert.deepEqual(forward.notes.resources, [])
})

test('service-owned keys: one for a service and region, sealing bound to its AAD, and no caller can see them', async (t) => {
  const f = await newFixture(t)
  const keys = serviceOwnedKeys(f.kms)
  const [arn, same] = await Promise.all([
    keys.current('qbusiness', region),
    keys.current('qbusiness', region),
  ])
  assert.equal(arn, same)
  assert.notEqual(await keys.current('connect', region), arn)
  const sealed = await keys.seal(arn, ['scope', '1'], Buffer.from('secret'))
  assert.deepEqual(await keys.open(arn, ['scope', '1'], sealed), Buffer.from('secret'))
  await assert.rejects(keys.open(arn, ['scope1', ''], sealed))
  await assert.rejects(keys.open(await keys.current('connect', region), ['scope', '1'], sealed))
  await assert.rejects(keys.open(arn, ['scope', '1'], sealed.subarray(0, 40)))
  await refused(f.run('DescribeKey', { KeyId: arn }), 'AccessDeniedException')
  assert.deepEqual((await f.run('ListKeys', {})).Keys, [])
  assert.deepEqual(f.recorded, [])
})

test('a data service: the grant on a key of another account goes with that key', async (t) => {
  const f = await newFixture(t)
  const call = newCall('DeleteGuardrail', f.clock.time, { principal: service('bedrock') })
  const keyArn = `arn:aws:kms:${region}:999988887777:key/00000000-0000-4000-8000-000000000000`
  await keyService(f.kms).retireGrant(call, { keyArn, grantId: 'a'.repeat(64) })
})
