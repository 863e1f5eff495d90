/** The life of a scope on this server's own key service: its authorization, its grants, its trail. */

import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Scope } from './envelope.ts'
import { declaration, resourceArn, UnavailableError } from './fixtures/open-room.ts'
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
