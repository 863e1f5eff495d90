import assert from 'node:assert/strict'
import { test } from 'node:test'
import { AwsError } from '../call/aws-error.ts'
import { dataKeyLimits, reservation } from './data-key-budget.ts'
import { heldMsMax } from './data-keys.ts'
import type { Scope } from './envelope.ts'
import {
  callerCall,
  declaration,
  openRoom,
  type Room,
  resourceArn,
  UnavailableError,
} from './fixtures/open-room.ts'

async function openScope(room: Room): Promise<{ scope: Scope; keyArn: string }> {
  const keyArn = room.keys.addKey()
  const request = { resourceArn, kmsKeyIdentifier: keyArn }
  const scope = await room.envelope.createScope(callerCall(), declaration, request)
  room.keys.takeOperations()
  return { scope, keyArn }
}

const note = (id: string) => ({ kind: 'note', id, body: { id }, indexes: { owner: 'ada' } })

const losses = [
  {
    name: 'the key is disabled',
    code: 'DisabledException',
    lose: ({ keys }: Room, arn: string) => keys.setState(arn, 'Disabled'),
    giveBack: ({ keys }: Room, arn: string) => keys.setState(arn, 'Enabled'),
  },
  {
    name: 'the key is scheduled for deletion',
    code: 'KMSInvalidStateException',
    lose: ({ keys }: Room, arn: string) => keys.setState(arn, 'PendingDeletion'),
    giveBack: ({ keys }: Room, arn: string) => keys.setState(arn, 'Enabled'),
  },
  {
    name: 'the grant is revoked',
    code: 'AccessDeniedException',
    lose: ({ keys }: Room, arn: string) => keys.revokeGrants(arn),
    giveBack: null,
  },
  {
    name: 'the key is deleted',
    code: 'NotFoundException',
    lose: ({ keys }: Room, arn: string) => keys.removeKey(arn),
    giveBack: null,
  },
]

for (const { name, code, lose, giveBack } of losses) {
  test(`when ${name}, the very next read and write fail, and what needs no key goes on`, async (t) => {
    const room = await openRoom(t)
    const { scope, keyArn } = await openScope(room)
    const record = await scope.records.create(note('1'))
    await scope.objects.put('file', '1', Buffer.from('content'))
    await lose(room, keyArn)

    const uses: (() => Promise<unknown>)[] = [
      () => scope.requireKey(),
      () => scope.records.get('note', '1'),
      () => scope.records.list('note'),
      () => scope.records.find('note', 'owner', 'ada'),
      () => scope.records.create(note('2')),
      () => scope.records.update(record, { status: 'X' }),
      () => scope.objects.readAll('file', '1'),
      () => scope.objects.put('file', '2', Buffer.from('more')),
    ]
    for (const use of uses) await assert.rejects(use, { name: 'UnavailableError', code })
    const reason = await scope.requireKey().catch((error: UnavailableError) => error.reason)
    assert.deepEqual(reason, { resourceArn, kmsKeyArn: keyArn, code })

    await scope.records.setStatus('note', '1', 'FAILED')
    const [outline] = await scope.records.outlines('note')
    assert.equal(outline?.status, 'FAILED')
    assert.equal(await scope.records.count('note'), 1)

    if (giveBack === null) return
    await giveBack(room, keyArn)
    assert.deepEqual((await scope.records.get('note', '1'))?.body, { id: '1' })
    assert.equal((await scope.objects.readAll('file', '1')).toString(), 'content')
    await scope.records.create(note('3'))
    assert.equal((await scope.records.find('note', 'owner', 'ada')).length, 2)
  })
}

test('a read that is under way ends when the key is taken away', async (t) => {
  const room = await openRoom(t)
  const { scope, keyArn } = await openScope(room)
  await scope.objects.put('file', '1', Buffer.alloc(2_000_000))
  const reading = scope.objects.read('file', '1')[Symbol.asyncIterator]()
  await reading.next()
  await room.keys.setState(keyArn, 'Disabled')
  await assert.rejects(reading.next(), UnavailableError)
})

test('a write that is under way is not stored when the key is taken away', async (t) => {
  const room = await openRoom(t)
  const { scope, keyArn } = await openScope(room)
  const content = async function* () {
    yield Buffer.alloc(1000)
    await room.keys.setState(keyArn, 'Disabled')
    yield Buffer.alloc(1000)
  }
  await assert.rejects(scope.objects.put('file', '1', content()), UnavailableError)
  assert.deepEqual(await room.storage.database.selectFrom('sealed_object').selectAll().execute(), [])
})

test('an opened data key serves without KMS until its maximum age, then is opened again once', async (t) => {
  const room = await openRoom(t)
  const { scope } = await openScope(room)
  await scope.records.create({ kind: 'note', id: '1', body: 1 })
  await scope.records.get('note', '1')
  room.clock.time += heldMsMax - 1
  await scope.records.get('note', '1')
  assert.deepEqual(room.keys.takeOperations(), [])
  room.clock.time += 1
  await Promise.all([1, 2, 3, 4].map(() => scope.records.get('note', '1')))
  assert.deepEqual(room.keys.takeOperations(), ['Decrypt'])
})

test('a failure of KMS that says nothing about the key passes through and is not remembered', async (t) => {
  const room = await openRoom(t)
  const { scope } = await openScope(room)
  await room.restart()
  room.keys.failNext('Decrypt', new AwsError('KMSInternalException', 'again'))
  await assert.rejects(scope.requireKey(), { code: 'KMSInternalException' })
  await scope.requireKey()
})

async function dataKeys(room: Room) {
  return room.storage.database
    .selectFrom('data_key')
    .select(['id', 'purpose', 'sealed_count', 'sealed_bytes'])
    .orderBy('created_at')
    .execute()
}

const spent = [
  {
    name: 'age',
    spend: async (room: Room) => {
      room.clock.time += dataKeyLimits.ageMsMax
    },
  },
  {
    name: 'count',
    spend: async (room: Room) => {
      await room.storage.database
        .updateTable('data_key')
        .set({ sealed_count: dataKeyLimits.countMax })
        .execute()
      await room.restart()
    },
  },
  {
    name: 'bytes',
    spend: async (room: Room) => {
      await room.storage.database
        .updateTable('data_key')
        .set({ sealed_bytes: dataKeyLimits.bytesMax })
        .execute()
      await room.restart()
    },
  },
]

for (const { name, spend } of spent) {
  test(`a data key is replaced by ${name}, once, and what it sealed stays readable`, async (t) => {
    const room = await openRoom(t)
    const { scope } = await openScope(room)
    await scope.records.create({ kind: 'note', id: 'old', body: 1 })
    await spend(room)
    await Promise.all(['a', 'b', 'c'].map((id) => scope.records.create({ kind: 'note', id, body: id })))
    const rows = await dataKeys(room)
    assert.deepEqual(
      rows.map((row) => row.purpose),
      ['DECRYPT', 'ENCRYPT'],
    )
    const used = await room.storage.database
      .selectFrom('sealed_record')
      .select(['id', 'data_key_id'])
      .execute()
    for (const row of used) assert.equal(row.data_key_id, rows[row.id === 'old' ? 0 : 1]?.id)
    assert.equal((await scope.records.list('note')).length, 4)
  })
}

test('counters are never too low: what a stopped node had reserved counts as used', async (t) => {
  const room = await openRoom(t)
  const { scope } = await openScope(room)
  assert.equal((await dataKeys(room))[0]?.sealed_count, reservation.count)
  await scope.records.create({ kind: 'note', id: '1', body: 1 })
  const restarted = await (await room.restart()).openScope(declaration, scope.id)
  await restarted.records.create({ kind: 'note', id: '2', body: 2 })
  const counted = (await dataKeys(room))[0]?.sealed_count ?? 0
  assert.ok(counted >= 2 * reservation.count && counted < 3 * reservation.count, `${counted}`)
})

test('a large value is counted before it is sealed, whole', async (t) => {
  const room = await openRoom(t)
  const { scope } = await openScope(room)
  await room.storage.database.updateTable('data_key').set({ sealed_bytes: 0 }).execute()
  await room.restart()
  const content = Buffer.alloc(1_000_000)
  for (let count = 0; count < 3; count++) await scope.objects.put('file', `${count}`, content)
  const bytes = (await dataKeys(room))[0]?.sealed_bytes ?? 0
  assert.ok(bytes >= 3 * content.length)
})

test('the blind-index key is one, also when two first uses meet', async (t) => {
  const room = await openRoom(t)
  const { scope } = await openScope(room)
  const other = await (await room.restart()).openScope(declaration, scope.id)
  await Promise.all([scope.records.create(note('1')), other.records.create(note('2'))])
  assert.equal((await scope.records.find('note', 'owner', 'ada')).length, 2)
  const purposes = (await dataKeys(room)).map((row) => row.purpose).sort()
  assert.deepEqual(purposes, ['BLIND_INDEX', 'ENCRYPT'])
})

test('both layers are needed: the stored form is not what KMS made', async (t) => {
  const room = await openRoom(t)
  await openScope(room)
  const row = await room.storage.database.selectFrom('data_key').selectAll().executeTakeFirstOrThrow()
  const decrypt = room.keys.calls.find(({ operation }) => operation === 'Decrypt')
  assert.ok(decrypt)
  const { ciphertextBlob } = decrypt.request as { ciphertextBlob: Uint8Array }
  assert.equal(Buffer.from(row.wrapped_data_key).includes(Buffer.from(ciphertextBlob)), false)
})

test('a data key moved to another scope does not open', async (t) => {
  const room = await openRoom(t)
  const one = await room.envelope.createScope(callerCall(), declaration, { resourceArn })
  const other = await room.envelope.createScope(callerCall(), declaration, { resourceArn })
  await one.records.create({ kind: 'note', id: '1', body: 'secret' })
  const { database } = room.storage
  await database.deleteFrom('data_key').where('scope_id', '=', other.id).execute()
  await database.updateTable('data_key').set({ scope_id: other.id }).execute()
  await database.updateTable('sealed_record').set({ scope_id: other.id }).execute()
  await room.restart()
  await assert.rejects(other.records.get('note', '1'), { name: 'OpenError' })
})
