import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Storage } from '../../../storage/storage.ts'
import { type House, newDataFolder, openHouse, until } from '../fixtures/open-house.ts'
import { makeAssistant } from '../fixtures/story.ts'

/** A storage that does nothing any more after its n-th transaction, or before it when n is odd. */
function dying(killAt: number, state: { dead: boolean; moments: number }): (storage: Storage) => Storage {
  const moment = () => {
    state.moments += 1
    if (state.moments === killAt) state.dead = true
    if (state.dead) throw new Error('killed')
  }
  return (storage) => ({
    ...storage,
    get database() {
      if (state.dead) throw new Error('killed')
      return storage.database
    },
    transaction: async (work) => {
      moment()
      const result = await storage.transaction(work)
      moment()
      return result
    },
  })
}

async function newKeyId(house: House): Promise<string> {
  const { KeyMetadata: metadata } = await house.kms('CreateKey', {})
  assert.ok(typeof metadata === 'object' && metadata !== null && 'KeyId' in metadata)
  return String(metadata.KeyId)
}

test('CreateApplication: killed at any moment, the same request afterwards makes one application with one grant', async (t) => {
  const dataFolder = await newDataFolder(t)
  for (let killAt = 1, killed = true; killed; killAt++) {
    const state = { dead: false, moments: 0 }
    const victim = await openHouse({ dataFolder, startJobs: false, wrapStorage: dying(killAt, state) })
    const kmsKeyId = await newKeyId(victim)
    const request = {
      displayName: 'one',
      clientToken: `token-${killAt}`,
      encryptionConfiguration: { kmsKeyId },
    }
    await victim.q('CreateApplication', request).catch(() => undefined)
    killed = state.dead
    await victim.close()

    const clock = { offsetMs: 61_000 }
    const house = await openHouse({ dataFolder, clock })
    const grants = async () => {
      const { Grants: left } = await house.kms('ListGrants', { KeyId: kmsKeyId })
      assert.ok(Array.isArray(left))
      return left.length
    }
    const applications = async () => (await house.q('ListApplications', {})).applications ?? []
    await until(
      async () => [await grants(), (await applications()).length],
      ([left, seen]) => left === seen,
    )
    const before = await applications()
    const { applicationId } = await house.q('CreateApplication', request)
    if (before[0] !== undefined) assert.equal(before[0].applicationId, applicationId)
    const { status } = await until(
      () => house.q('GetApplication', { applicationId }),
      (answer) => answer.status !== 'CREATING',
    )
    assert.equal(status, 'ACTIVE')
    assert.equal((await applications()).length, 1)
    const scopes = await house.storage.database.selectFrom('encryption_scope').select('state').execute()
    assert.deepEqual(scopes, [{ state: 'ACTIVE' }])
    await house.q('DeleteApplication', { applicationId })
    await until(applications, (list) => list.length === 0)
    await until(grants, (left) => left === 0)
    await house.close()
  }
})

test('an application that is deleted while it is read and listed is there or not found, nothing else', async (t) => {
  const house = await openHouse({ dataFolder: await newDataFolder(t) })
  for (let round = 0; round < 5; round++) {
    const { applicationId, indexId } = await makeAssistant(house)
    const seen = new Set<string>()
    let deleted = false
    const ask = async (work: () => Promise<unknown>) => {
      while (!deleted) {
        await work().then(
          () => seen.add('found'),
          (error) => seen.add(error.code ?? error.stack),
        )
      }
    }
    const asking = [
      () => house.q('GetApplication', { applicationId }),
      () => house.q('GetIndex', { applicationId, indexId }),
      () => house.q('ListIndices', { applicationId }),
      () => house.q('ChatSync', { applicationId, userId: 'u', userMessage: 'walrus' }),
    ].map(ask)
    const listing = ask(async () => {
      assert.ok((await house.q('ListApplications', {})).applications)
    })
    await house.q('DeleteApplication', { applicationId })
    await until(
      () => house.storage.database.selectFrom('encryption_scope').select('id').execute(),
      (left) => left.length === 0,
    )
    deleted = true
    await Promise.all(asking)
    await listing
    seen.delete('found')
    // An application that is DELETING refuses new work.
    seen.delete('ConflictException')
    assert.deepEqual(
      [...seen].filter((code) => code !== 'ResourceNotFoundException'),
      [],
    )
  }
})
