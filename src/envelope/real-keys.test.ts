/** The life of a scope on this server's own key service: its authorization, its grants, its trail. */

import assert from 'node:assert/strict'
import { test } from 'node:test'
import { admin, alice, putPrincipal } from '../kms/kms.fixture.ts'
import type { Scope } from './envelope.ts'
import { declaration, RefusedError, resourceArn, UnavailableError } from './fixtures/open-room.ts'
import { openRealRoom, type RealRoom } from './fixtures/real-keys.ts'

async function newScope(room: RealRoom, arn = resourceArn): Promise<Scope> {
  const request = { resourceArn: arn, kmsKeyIdentifier: room.keyArn }
  return room.envelope.createScope(room.call(), declaration, request)
}

async function fill(scope: Scope): Promise<void> {
  await scope.records.create({ kind: 'note', id: '1', body: { text: 'hello' }, indexes: { owner: 'ada' } })
  await scope.objects.put('file', 'a', Buffer.alloc(300_000, 'x'))
}

async function assertOpen(scope: Scope): Promise<void> {
  assert.deepEqual((await scope.records.get('note', '1'))?.body, { text: 'hello' })
  assert.equal((await scope.records.find('note', 'owner', 'ada')).length, 1)
  assert.equal((await scope.objects.readAll('file', 'a')).length, 300_000)
}

async function assertSilent(scope: Scope, code: string): Promise<void> {
  for (const attempt of [
    () => scope.requireKey(),
    () => scope.records.get('note', '1'),
    () => scope.records.find('note', 'owner', 'ada'),
    () => scope.records.create({ kind: 'note', id: '2', body: 0 }),
    () => scope.objects.readAll('file', 'a'),
    () => scope.objects.put('file', 'b', Buffer.alloc(1)),
  ]) {
    await assert.rejects(attempt, (error) => error instanceof UnavailableError && error.code === code)
  }
}

test('own key service: a scope is made with the caller’s permissions and used under the grant', async (t) => {
  const room = await openRealRoom(t)
  room.takeOperations()
  const scope = await newScope(room)
  assert.deepEqual(room.takeOperations(), [
    'DescribeKey',
    'CreateGrant',
    'GenerateDataKeyWithoutPlaintext',
    'Decrypt',
  ])
  assert.deepEqual(
    (await room.grants()).map(({ GrantId, Name }) => [GrantId, Name]),
    [[scope.grantId, scope.id]],
  )
  await fill(scope)
  await assertOpen(scope)
  // The blind index has a data key of its own; everything else was in memory.
  assert.deepEqual(room.takeOperations().slice(0, 2), ['GenerateDataKeyWithoutPlaintext', 'Decrypt'])
})

test('own key service: a disabled key silences the scope at once, an enabled one opens it again', async (t) => {
  const room = await openRealRoom(t)
  const scope = await newScope(room)
  await fill(scope)
  await room.run('DisableKey', { KeyId: room.keyArn })
  await assertSilent(scope, 'DisabledException')
  await room.run('EnableKey', { KeyId: room.keyArn })
  await assertOpen(scope)
  await room.run('ScheduleKeyDeletion', { KeyId: room.keyArn })
  await assertSilent(scope, 'KMSInvalidStateException')
})

test('own key service: of two scopes under one key, revoking one grant ends one, deleting the other leaves nothing', async (t) => {
  const room = await openRealRoom(t)
  const one = await newScope(room)
  const two = await newScope(room, `${resourceArn}-2`)
  await fill(one)
  await fill(two)
  await room.run('RevokeGrant', { KeyId: room.keyArn, GrantId: one.grantId })
  await assertSilent(one, 'AccessDeniedException')
  await assertOpen(two)
  await room.envelope.deleteScope(declaration, two.id)
  assert.deepEqual(await room.grants(), [])
  // Its grant is gone already.
  await room.envelope.deleteScope(declaration, one.id)
  for (const table of ['encryption_scope', 'data_key', 'sealed_record', 'sealed_object'] as const) {
    assert.deepEqual(await room.storage.database.selectFrom(table).selectAll().execute(), [], table)
  }
})

for (const operation of ['DisableKey', 'ScheduleKeyDeletion'] as const) {
  test(`own key service: after ${operation} a scope can still be deleted, and its grant goes`, async (t) => {
    const room = await openRealRoom(t)
    const scope = await newScope(room)
    await fill(scope)
    await room.run(operation, { KeyId: room.keyArn })
    await room.envelope.deleteScope(declaration, scope.id)
    assert.deepEqual(await room.storage.database.selectFrom('encryption_scope').selectAll().execute(), [])
    assert.deepEqual(
      await room.storage.database.selectFrom('kms_grant').select('grant_id').execute(),
      [],
      'no grant is left',
    )
  })
}

test('own key service: what a caller may is asked of the key itself, and the service’s grant does not help', async (t) => {
  const room = await openRealRoom(t)
  const scope = await newScope(room)
  room.takeOperations()
  await scope.requireCaller(room.call())
  assert.deepEqual(room.takeOperations(), ['Decrypt'])
  const stranger = { ...room.call(), principal: alice }
  await assert.rejects(scope.requireCaller(stranger), {
    code: 'AccessDeniedException',
    message: /user\/alice is not authorized to perform: kms:Decrypt/,
  })
  await room.run('DisableKey', { KeyId: room.keyArn })
  await assert.rejects(scope.requireCaller(room.call()), UnavailableError)
  const open = await room.envelope.createScope(room.call(), declaration, { resourceArn })
  await open.requireCaller(stranger)
})

test('own key service: a creator who must use the key is asked for it before anything is made', async (t) => {
  const room = await openRealRoom(t)
  const asking = { ...declaration, creatorUsesKey: true }
  const request = { resourceArn, kmsKeyIdentifier: room.keyArn }
  room.takeOperations()
  await room.envelope.createScope(room.call(), asking, request)
  assert.deepEqual(room.takeOperations(), [
    'DescribeKey',
    'GenerateDataKey',
    'Decrypt',
    'CreateGrant',
    'GenerateDataKeyWithoutPlaintext',
    'Decrypt',
  ])
  const Action = ['kms:DescribeKey', 'kms:CreateGrant', 'kms:GenerateDataKey']
  await putPrincipal(room.storage, alice, { Effect: 'Allow', Action, Resource: '*' })
  const grants = (await room.grants()).length
  await assert.rejects(room.envelope.createScope({ ...room.call(), principal: alice }, asking, request), {
    code: 'AccessDeniedException',
    message: /user\/alice is not authorized to perform: kms:Decrypt/,
  })
  assert.equal((await room.grants()).length, grants)
})

test('own key service: a key is chosen with the caller’s permissions, and only a suitable one', async (t) => {
  const room = await openRealRoom(t)
  const choose = (kmsKeyIdentifier: string, principal: typeof alice = admin) =>
    room.envelope.chooseKey({ ...room.call(), principal }, declaration, { resourceArn, kmsKeyIdentifier })
  assert.equal(await choose(room.keyArn.split('/')[1] ?? ''), room.keyArn)
  await assert.rejects(choose(room.keyArn, alice), UnavailableError)
  await assert.rejects(choose('alias/nobody'), RefusedError)
  await room.run('DisableKey', { KeyId: room.keyArn })
  await assert.rejects(choose(room.keyArn), RefusedError)
})
