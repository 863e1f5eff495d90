import assert from 'node:assert/strict'
import { test } from 'node:test'
import { AwsError } from '../call/aws-error.ts'
import {
  callerCall,
  declaration,
  openRoom,
  RefusedError,
  resourceArn,
  UnavailableError,
} from './fixtures/open-room.ts'

test('createScope: DescribeKey and CreateGrant as the caller, then the data key as the service, in this order', async (t) => {
  const { envelope, keys } = await openRoom(t)
  const keyArn = keys.addKey()
  const scope = await envelope.createScope(callerCall(), declaration, {
    resourceArn,
    kmsKeyIdentifier: keyArn,
  })

  assert.deepEqual(keys.takeOperations(), [
    'DescribeKey',
    'CreateGrant',
    'GenerateDataKeyWithoutPlaintext',
    'Decrypt',
  ])
  for (const { call } of keys.calls.slice(0, 2)) {
    assert.equal(call.principal.kind, 'user')
    assert.deepEqual(call.via, { service: 'qbusiness' })
    assert.equal(call.requestId, 'request-1')
    assert.equal(call.service, 'kms')
  }
  for (const { call } of keys.calls.slice(2)) {
    assert.deepEqual(call.principal, {
      kind: 'service',
      servicePrincipal: 'qbusiness.eu-central-1.amazonaws.com',
      invokedBy: 'qbusiness.amazonaws.com',
      accountId: '111122223333',
      sourceArn: resourceArn,
    })
    assert.equal(call.via, undefined)
  }
  assert.deepEqual(keys.calls[1]?.request, {
    keyArn,
    granteePrincipal: 'qbusiness.eu-central-1.amazonaws.com',
    retiringPrincipal: 'qbusiness.eu-central-1.amazonaws.com',
    operations: declaration.grantOperations,
    encryptionContextSubset: { 'aws:qbusiness:application:arn': resourceArn },
    name: scope.id,
  })
  assert.equal(scope.kmsKeyArn, keyArn)
  assert.equal(scope.subject, `key/${keyArn}`)
  assert.equal(keys.grants.size, 1)
})

test('createScope: without a customer key KMS is not called, and the scope works', async (t) => {
  const { envelope, keys } = await openRoom(t)
  const scope = await envelope.createScope(callerCall(), declaration, { resourceArn })
  await scope.records.create({ kind: 'note', id: '1', body: { text: 'hello' } })
  assert.deepEqual((await scope.records.get('note', '1'))?.body, { text: 'hello' })
  assert.deepEqual(keys.takeOperations(), [])
  assert.equal(scope.subject, `scope/${scope.id}`)
})

const unsuitable = [
  { name: 'an asymmetric key', key: { keySpec: 'RSA_2048' }, reason: /not a symmetric encryption KMS key/ },
  {
    name: 'a key for MACs',
    key: { keyUsage: 'GENERATE_VERIFY_MAC' },
    reason: /not a symmetric encryption KMS key/,
  },
  { name: 'a disabled key', key: { keyState: 'Disabled' }, reason: /is disabled/ },
  { name: 'a key pending deletion', key: { keyState: 'PendingDeletion' }, reason: /is pending deletion/ },
  { name: 'a key without material', key: { keyState: 'PendingImport' }, reason: /PendingImport/ },
] as const

for (const { name, key, reason } of unsuitable) {
  test(`createScope: ${name} is refused before a grant is made`, async (t) => {
    const { envelope, keys } = await openRoom(t)
    const request = { resourceArn, kmsKeyIdentifier: keys.addKey(key) }
    await assert.rejects(envelope.createScope(callerCall(), declaration, request), (error) => {
      assert.ok(error instanceof RefusedError)
      assert.match(error.message, reason)
      return true
    })
    assert.deepEqual(keys.takeOperations(), ['DescribeKey'])
  })
}

test('createScope: a key that does not exist is refused in the words of KMS', async (t) => {
  const { envelope } = await openRoom(t)
  const request = { resourceArn, kmsKeyIdentifier: 'alias/none' }
  await assert.rejects(envelope.createScope(callerCall(), declaration, request), {
    name: 'RefusedError',
    message: "Key 'alias/none' does not exist",
  })
})

test('createScope: what the declaration says about customer keys holds', async (t) => {
  const { envelope, keys } = await openRoom(t)
  const request = { resourceArn, kmsKeyIdentifier: keys.addKey() }
  const never = { ...declaration, customerKey: 'impossible' } as const
  const always = { ...declaration, customerKey: 'required' } as const
  await assert.rejects(envelope.createScope(callerCall(), never, request), RefusedError)
  await assert.rejects(envelope.createScope(callerCall(), always, { resourceArn }), RefusedError)
  const managed = keys.addKey({ keyManager: 'AWS' })
  await assert.rejects(
    envelope.createScope(callerCall(), always, { resourceArn, kmsKeyIdentifier: managed }),
    RefusedError,
  )
})

for (const operation of ['DescribeKey', 'CreateGrant'] as const) {
  test(`createScope: a caller who may not ${operation} gets the service's access-denied error`, async (t) => {
    const { envelope, keys, storage } = await openRoom(t)
    const kmsKeyIdentifier = keys.addKey()
    keys.failNext(operation, new AwsError('AccessDeniedException', 'no'))
    await assert.rejects(envelope.createScope(callerCall(), declaration, { resourceArn, kmsKeyIdentifier }), {
      name: 'UnavailableError',
      code: 'AccessDeniedException',
    })
    assert.deepEqual(await storage.database.selectFrom('encryption_scope').selectAll().execute(), [])
  })
}

for (const operation of ['GenerateDataKeyWithoutPlaintext', 'Decrypt'] as const) {
  test(`createScope: when ${operation} fails, the grant is retired again and nothing is left`, async (t) => {
    const { envelope, keys, storage } = await openRoom(t)
    const kmsKeyIdentifier = keys.addKey()
    keys.failNext(operation, new AwsError('AccessDeniedException', 'no'))
    const request = { resourceArn, kmsKeyIdentifier }
    await assert.rejects(envelope.createScope(callerCall(), declaration, request), UnavailableError)
    assert.equal(keys.takeOperations().at(-1), 'RetireGrant')
    assert.equal(keys.grants.size, 0)
    assert.deepEqual(await storage.database.selectFrom('encryption_scope').selectAll().execute(), [])
    assert.deepEqual(await storage.database.selectFrom('data_key').selectAll().execute(), [])
  })
}

test('createScope: a throttled KMS passes through, as it says nothing about the key', async (t) => {
  const { envelope, keys } = await openRoom(t)
  keys.failNext('CreateGrant', new AwsError('ThrottlingException', 'slow down'))
  const request = { resourceArn, kmsKeyIdentifier: keys.addKey() }
  await assert.rejects(envelope.createScope(callerCall(), declaration, request), {
    code: 'ThrottlingException',
  })
})
