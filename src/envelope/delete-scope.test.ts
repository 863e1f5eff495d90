import assert from 'node:assert/strict'
import { readdir } from 'node:fs/promises'
import { join } from 'node:path'
import { type TestContext, test } from 'node:test'
import { AwsError } from '../call/aws-error.ts'
import { type Scope, ScopeMissingError } from './envelope.ts'
import { callerCall, declaration, openRoom, type Room, resourceArn } from './fixtures/open-room.ts'

async function openFilledScope(t: TestContext): Promise<{ room: Room; scope: Scope; keyArn: string }> {
  const room = await openRoom(t)
  const keyArn = room.keys.addKey()
  const request = { resourceArn, kmsKeyIdentifier: keyArn }
  const scope = await room.envelope.createScope(callerCall(), declaration, request)
  for (let at = 0; at < 5; at++) {
    await scope.records.create({ kind: `kind-${at % 2}`, id: `${at}`, body: at, indexes: { owner: 'ada' } })
    await scope.objects.put('file', `${at}`, Buffer.alloc(1000))
  }
  room.keys.takeOperations()
  return { room, scope, keyArn }
}

const tables = ['encryption_scope', 'data_key', 'sealed_record', 'sealed_object', 'blind_index'] as const

async function assertNothingLeft(room: Room): Promise<void> {
  for (const table of tables) {
    assert.deepEqual(await room.storage.database.selectFrom(table).selectAll().execute(), [], table)
  }
  const entries = await readdir(join(room.folder, 'blobs'), { recursive: true, withFileTypes: true })
  assert.deepEqual(
    entries.filter((entry) => entry.isFile()),
    [],
  )
  const jobs = await room.storage.database.selectFrom('job').select('kind').execute()
  assert.deepEqual(
    jobs.map((job) => job.kind).filter((kind) => kind !== 'envelope:sweep-blobs'),
    [],
  )
}

test('deleteScope: leaves nothing, retires the grant as the service, and may be repeated', async (t) => {
  const { room, scope } = await openFilledScope(t)
  await room.envelope.deleteScope(declaration, scope.id)
  await assertNothingLeft(room)
  assert.deepEqual(room.keys.takeOperations(), ['RetireGrant'])
  assert.equal(room.keys.calls.at(-1)?.call.principal.kind, 'service')
  assert.equal(room.keys.grants.size, 0)
  await room.envelope.deleteScope(declaration, scope.id)
  await room.envelope.deleteScope(declaration, 'never was')
  assert.deepEqual(room.keys.takeOperations(), [])
})

const losses = [
  { name: 'disabled', lose: (room: Room, arn: string) => room.keys.setState(arn, 'Disabled') },
  { name: 'deleted', lose: (room: Room, arn: string) => room.keys.removeKey(arn) },
  { name: 'without its grant', lose: (room: Room, arn: string) => room.keys.revokeGrants(arn) },
]

for (const { name, lose } of losses) {
  test(`deleteScope: works when the key is ${name}`, async (t) => {
    const { room, scope, keyArn } = await openFilledScope(t)
    await lose(room, keyArn)
    await room.envelope.deleteScope(declaration, scope.id)
    await assertNothingLeft(room)
  })
}

test('deleteScope: from its start nothing can be read, written or opened, and nothing comes back', async (t) => {
  const { room, scope } = await openFilledScope(t)
  room.keys.failNext('RetireGrant', new AwsError('KMSInternalException', 'again'))
  await assert.rejects(room.envelope.deleteScope(declaration, scope.id), { code: 'KMSInternalException' })
  await assert.rejects(room.envelope.openScope(declaration, scope.id), ScopeMissingError)
  await assert.rejects(scope.requireKey(), ScopeMissingError)
  await assert.rejects(scope.records.create({ kind: 'note', id: 'new', body: 1 }), ScopeMissingError)
  await assert.rejects(scope.objects.put('file', 'new', Buffer.alloc(1)), ScopeMissingError)
  const job = await room.storage.database
    .selectFrom('job')
    .select('payload')
    .where('kind', '=', 'envelope:finish-deletion')
    .executeTakeFirst()
  assert.deepEqual(JSON.parse(job?.payload ?? ''), { scopeId: scope.id })

  await room.envelope.deleteScope(declaration, scope.id)
  await assertNothingLeft(room)
  assert.equal(room.keys.grants.size, 0)
})

test('deleteScope: a grant that the key policy forbids to retire is retired once it allows that', async (t) => {
  const { room, scope } = await openFilledScope(t)
  room.keys.failNext('RetireGrant', new AwsError('AccessDeniedException', 'explicit deny'))
  await room.envelope.deleteScope(declaration, scope.id)
  const rows = await room.storage.database.selectFrom('encryption_scope').select('state').execute()
  assert.deepEqual([rows, room.keys.grants.size], [[{ state: 'DELETED' }], 1])
  for (const table of tables.slice(1)) {
    assert.deepEqual(await room.storage.database.selectFrom(table).selectAll().execute(), [], table)
  }
  room.storage.jobs.start()
  t.after(() => room.storage.jobs.stop())
  const job = () => room.storage.database.selectFrom('job').select(['kind', 'run_at']).execute()
  const planned = (await job()).find(({ kind }) => kind === 'envelope:finish-deletion')?.run_at ?? 0
  room.keys.failNext('RetireGrant', new AwsError('AccessDeniedException', 'still'))
  room.clock.time = planned
  room.storage.jobs.nudge()
  const later = () => job().then((jobs) => jobs.find(({ kind }) => kind === 'envelope:finish-deletion'))
  await until(async () => ((await later())?.run_at ?? 0) >= planned + 3_600_000)
  room.clock.time += 3_600_000
  room.storage.jobs.nudge()
  await until(async () => (await later()) === undefined)
  await assertNothingLeft(room)
  assert.equal(room.keys.grants.size, 0)
})

async function until(holds: () => Promise<boolean>): Promise<void> {
  const deadline = Date.now() + 10_000
  while (!(await holds())) {
    assert.ok(Date.now() < deadline, 'ten seconds are over')
    await new Promise((resolve) => setTimeout(resolve, 5))
  }
}

test('openScope: another service does not find the scope', async (t) => {
  const { room, scope } = await openFilledScope(t)
  await assert.rejects(
    room.envelope.openScope({ ...declaration, service: 'connect' }, scope.id),
    ScopeMissingError,
  )
})
