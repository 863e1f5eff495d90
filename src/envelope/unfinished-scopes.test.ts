import assert from 'node:assert/strict'
import { type TestContext, test } from 'node:test'
import type { Call } from '../call/call.ts'
import type { KeyService, ServiceOwnedKeys } from '../kms/kms.ts'
import type { Storage, Tx } from '../storage/storage.ts'
import { createEnvelope } from './create-envelope.ts'
import type { Envelope, NewScope, ScopeDeclaration } from './envelope.ts'
import { createMortal } from './fixtures/mortal.ts'
import { callerCall, declaration, openRoom, resourceArn } from './fixtures/open-room.ts'
import { openRealRoom } from './fixtures/real-keys.ts'

/** What a creation needs, with the fake key service or this server's own. */
interface World {
  readonly storage: Storage
  readonly keys: KeyService
  readonly serviceKeys: ServiceOwnedKeys
  readonly envelope: Envelope
  readonly clock: { time: number }
  readonly call: () => Call
  readonly keyArn: string
  readonly grants: () => Promise<readonly (string | undefined)[]>
}

async function fakeWorld(t: TestContext): Promise<World> {
  const { storage, keys, envelope, clock } = await openRoom(t)
  const grants = async () => [...keys.grants.values()].map((grant) => grant.name)
  const { service, serviceKeys } = keys
  return {
    storage,
    keys: service,
    serviceKeys,
    envelope,
    clock,
    call: callerCall,
    keyArn: keys.addKey(),
    grants,
  }
}

async function realWorld(t: TestContext): Promise<World> {
  const room = await openRealRoom(t)
  return { ...room, grants: async () => (await room.grants()).map((grant) => grant.Name) }
}

const tables = ['encryption_scope', 'data_key', 'sealed_record', 'resource'] as const

async function assertNothingLeft({ storage, grants }: World): Promise<void> {
  for (const table of tables) {
    assert.deepEqual(await storage.database.selectFrom(table).selectAll().execute(), [], table)
  }
  assert.deepEqual(await settleJobs(storage), [])
  assert.deepEqual(await grants(), [])
}

function settleJobs(storage: Storage) {
  return storage.database.selectFrom('job').select('id').where('kind', '=', 'envelope:settle-scope').execute()
}

/** The survivor's job runner gets its chance. */
async function settle({ storage, clock }: World): Promise<void> {
  clock.time += 61_000
  for (let round = 0; (await settleJobs(storage)).length > 0; round++) {
    assert.ok(round < 300, 'the job ends')
    storage.jobs.nudge()
    await new Promise((resolve) => setTimeout(resolve, 10))
  }
}

function requestFor(world: World, kmsKeyIdentifier: string | undefined = world.keyArn): NewScope {
  return {
    resourceArn,
    kmsKeyIdentifier,
    records: [{ kind: 'note', id: 'first', status: 'NEW', body: { text: 'hello' } }],
    register: (tx, scopeId) => register(tx, scopeId),
  }
}

async function register(tx: Tx, scopeId: string): Promise<void> {
  const place = { account_id: '1', region: 'r', service: 'qbusiness', kind: 'application' }
  await tx
    .insertInto('resource')
    .values({ ...place, id: 'a1', scope_id: scopeId, created_at: 0 })
    .execute()
}

async function registeredScope({ storage }: World): Promise<string | undefined> {
  const row = await storage.database.selectFrom('resource').select('scope_id').executeTakeFirst()
  return row?.scope_id
}

/** As the user guide shows them for DataZone. */
const twoGrants: ScopeDeclaration = {
  ...declaration,
  grantOperations: ['GenerateDataKey', 'RetireGrant', 'DescribeKey', 'Decrypt'],
  furtherGrants: [['DescribeKey', 'Decrypt']],
}

for (const { name, open, declared, nothingExpected } of [
  // DescribeKey, plan, CreateGrant, GenerateDataKeyWithoutPlaintext, Decrypt, the end: before and after each.
  { name: 'fake key service', open: fakeWorld, declared: declaration, nothingExpected: 11 },
  { name: 'own key service', open: realWorld, declared: declaration, nothingExpected: 11 },
  { name: 'own key service, two grants', open: realWorld, declared: twoGrants, nothingExpected: 13 },
]) {
  test(`createScope: killed at any moment, there is a whole scope or nothing at all (${name})`, async (t) => {
    const world = await open(t)
    world.storage.jobs.start()
    t.after(() => world.storage.jobs.stop())
    let whole = 0
    let nothing = 0
    for (let killAt = 1; ; killAt++) {
      const mortal = createMortal(world.storage, world.keys, killAt)
      const { serviceKeys, clock } = world
      const victim = createEnvelope({ ...mortal, serviceKeys, now: () => clock.time })
      const made = await victim.createScope(world.call(), declared, requestFor(world)).catch(() => null)
      if (!mortal.isDead()) {
        assert.ok(made)
        break
      }
      await settle(world)
      const scopeId = await registeredScope(world)
      if (scopeId === undefined) {
        nothing += 1
      } else {
        whole += 1
        const grants = 1 + (declared.furtherGrants?.length ?? 0)
        assert.deepEqual(await world.grants(), Array(grants).fill(scopeId))
        const scope = await world.envelope.openScope(declared, scopeId)
        assert.deepEqual((await scope.records.get('note', 'first'))?.body, { text: 'hello' })
        await world.envelope.deleteScope(declared, scopeId)
        await world.storage.database.deleteFrom('resource').execute()
      }
      await assertNothingLeft(world)
    }
    assert.deepEqual({ nothing, whole }, { nothing: nothingExpected, whole: 1 })
  })
}

test('createScope: what register inserts stands or falls with the scope', async (t) => {
  const world = await fakeWorld(t)
  const refusing: NewScope = {
    ...requestFor(world),
    register: async (tx, scopeId) => {
      await register(tx, scopeId)
      throw new Error('the name is taken')
    },
  }
  for (const request of [refusing, { ...refusing, kmsKeyIdentifier: undefined }]) {
    await assert.rejects(world.envelope.createScope(callerCall(), declaration, request), /the name is taken/)
    await assertNothingLeft(world)
  }
  const scope = await world.envelope.createScope(callerCall(), declaration, requestFor(world))
  assert.equal(await registeredScope(world), scope.id)
  assert.deepEqual(await settleJobs(world.storage), [])
})

test('createScope: the first records are sealed and can be changed like any other', async (t) => {
  const world = await fakeWorld(t)
  const scope = await world.envelope.createScope(callerCall(), declaration, requestFor(world))
  const first = await scope.records.get('note', 'first')
  assert.ok(first)
  assert.deepEqual([first.status, first.revision, first.createdAt], ['NEW', 1, world.clock.time])
  await scope.records.update(first, { body: { text: 'changed' } })
  assert.deepEqual((await scope.records.get('note', 'first'))?.body, { text: 'changed' })
})

/** A creation that waits, before its data key if nothing else is said, until it is let go. */
function slowCreation(world: World, handlesJobs: boolean, waitsBeforeGrant = false) {
  const { promise, resolve } = Promise.withResolvers<void>()
  const keys: KeyService = {
    ...world.keys,
    createGrant: async (call, request) => {
      if (waitsBeforeGrant) await promise
      return world.keys.createGrant(call, request)
    },
    generateDataKeyWithoutPlaintext: async (call, request) => {
      await promise
      return world.keys.generateDataKeyWithoutPlaintext(call, request)
    },
  }
  const jobs = handlesJobs ? world.storage.jobs : { ...world.storage.jobs, handle: () => undefined }
  const envelope = createEnvelope({
    storage: { ...world.storage, jobs },
    keys,
    serviceKeys: world.serviceKeys,
    now: () => world.clock.time,
  })
  return { made: envelope.createScope(callerCall(), declaration, requestFor(world)), letGo: resolve }
}

async function untilGrants(world: World, count: number): Promise<void> {
  while ((await world.grants()).length !== count) await new Promise((resolve) => setTimeout(resolve, 5))
}

test('createScope: one that takes too long for another node is taken back and cannot end', async (t) => {
  const world = await fakeWorld(t)
  world.storage.jobs.start()
  t.after(() => world.storage.jobs.stop())
  const { made, letGo } = slowCreation(world, false)
  await untilGrants(world, 1)
  await settle(world)
  await assertNothingLeft(world)
  letGo()
  await assert.rejects(made)
  await assertNothingLeft(world)
})

test('createScope: a grant that comes after the creation was taken back does not stay', async (t) => {
  const world = await fakeWorld(t)
  world.storage.jobs.start()
  t.after(() => world.storage.jobs.stop())
  const { made, letGo } = slowCreation(world, false, true)
  while ((await settleJobs(world.storage)).length === 0)
    await new Promise((resolve) => setTimeout(resolve, 5))
  await settle(world)
  letGo()
  await assert.rejects(made)
  await assertNothingLeft(world)
})

test('createScope: the node that works on it lets it end', async (t) => {
  const world = await fakeWorld(t)
  const { made, letGo } = slowCreation(world, true)
  world.storage.jobs.start()
  t.after(() => world.storage.jobs.stop())
  await untilGrants(world, 1)
  world.clock.time += 61_000
  world.storage.jobs.nudge()
  await new Promise((resolve) => setTimeout(resolve, 100))
  letGo()
  assert.equal(await registeredScope(world), undefined)
  assert.equal((await made).id, await registeredScope(world))
  assert.deepEqual(await settleJobs(world.storage), [])
  assert.equal((await world.grants()).length, 1)
})
