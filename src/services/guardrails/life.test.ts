import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { definitionOf } from './definition.ts'
import { asJson, definitions, minimal } from './fixtures/definitions.ts'
import { killedAt } from './fixtures/killed-at.ts'
import { accountId, newDataFolder, openHouse, region } from './fixtures/open-house.ts'
import { readShape, writeShape } from './read-shape.ts'

test('whatever is written is read, and written again from what was read it is the same', async (t) => {
  const house = await openHouse({ dataFolder: await newDataFolder(t) })
  const kmsKeyId = await house.newKey()
  const { guardrailId } = await house.bedrock('CreateGuardrail', { ...minimal, kmsKeyId })
  const guardrailIdentifier = guardrailId as string
  await fc.assert(
    fc.asyncProperty(definitions, async (given) => {
      const request = { ...given, name: given.name as string }
      await house.bedrock('UpdateGuardrail', {
        ...minimal,
        ...request,
        wordPolicyConfig: given.wordPolicyConfig,
        guardrailIdentifier,
      })
      const read = await house.bedrock('GetGuardrail', { guardrailIdentifier })
      const expected = readShape(definitionOf(given, { region, accountId }))
      const members = Object.keys(expected) as (keyof typeof expected)[]
      const policies = Object.fromEntries(members.map((member) => [member, read[member]]))
      assert.deepEqual(asJson(policies), asJson(expected))
      const again = {
        ...minimal,
        wordPolicyConfig: undefined,
        ...asJson(writeShape(read)),
        guardrailIdentifier,
      }
      await house.bedrock('UpdateGuardrail', { ...again, name: again.name as string })
      const reread = await house.bedrock('GetGuardrail', { guardrailIdentifier })
      assert.deepEqual({ ...reread, updatedAt: 0 }, { ...read, updatedAt: 0 })
    }),
    { numRuns: 25 },
  )
})

test('an account has so many guardrails a Region, and no more', async (t) => {
  const house = await openHouse({ dataFolder: await newDataFolder(t), settings: { guardrailsMax: 2 } })
  await house.bedrock('CreateGuardrail', { ...minimal, name: 'one' })
  const { guardrailId } = await house.bedrock('CreateGuardrail', { ...minimal, name: 'two' })
  const third = { ...minimal, name: 'three' }
  await assert.rejects(house.bedrock('CreateGuardrail', third), { code: 'ServiceQuotaExceededException' })
  await house.bedrock('DeleteGuardrail', { guardrailIdentifier: guardrailId })
  await house.bedrock('CreateGuardrail', third)
})

test('what a guardrail is made of rests sealed: no text of it is in any table', async (t) => {
  const house = await openHouse({ dataFolder: await newDataFolder(t), startJobs: false })
  const mark = 'zebrafish'
  const { guardrailId } = await house.bedrock('CreateGuardrail', {
    ...minimal,
    name: `${mark}-name`,
    description: mark,
    wordPolicyConfig: { wordsConfig: [{ text: mark }] },
    clientRequestToken: 'token',
    tags: [{ key: mark, value: mark }],
  })
  await house.bedrock('CreateGuardrailVersion', { guardrailIdentifier: guardrailId, description: mark })
  for (const table of [
    'guardrail',
    'resource',
    'idempotency',
    'sealed_record',
    'encryption_scope',
    'job',
  ] as const) {
    const rows = await house.storage.database.selectFrom(table).selectAll().execute()
    assert.equal(JSON.stringify(rows).includes(mark), false, table)
    const bytes = rows.flatMap((row) => Object.values(row).filter((value) => value instanceof Uint8Array))
    for (const value of bytes) assert.equal(Buffer.from(value).includes(mark), false, table)
  }
})

test('a version that is asked for twice at once is made once', async (t) => {
  const house = await openHouse({ dataFolder: await newDataFolder(t) })
  const { guardrailId } = await house.bedrock('CreateGuardrail', minimal)
  const request = { guardrailIdentifier: guardrailId, clientRequestToken: 'once' }
  const made = await Promise.all([1, 2, 3].map(() => house.bedrock('CreateGuardrailVersion', request)))
  assert.deepEqual(
    made.map(({ version }) => version),
    ['1', '1', '1'],
  )
  const { version } = await house.bedrock('CreateGuardrailVersion', { guardrailIdentifier: guardrailId })
  assert.equal(version, '2')
  assert.equal((await house.bedrock('CreateGuardrailVersion', request)).version, '1')
})

test('a version whose making was cut off is made when it is asked for again, whoever took its number', async (t) => {
  const dataFolder = await newDataFolder(t)
  const armed = { on: false }
  // Between the claim of the token and the version.
  const mortal = await openHouse({ dataFolder, wrapStorage: (storage) => killedAt(storage, 3, armed) })
  const { guardrailId: guardrailIdentifier } = await mortal.bedrock('CreateGuardrail', minimal)
  const cutOff = { guardrailIdentifier, clientRequestToken: 'cut-off' }
  armed.on = true
  await assert.rejects(mortal.bedrock('CreateGuardrailVersion', cutOff), { name: 'KilledError' })
  await mortal.close()
  const house = await openHouse({ dataFolder })
  const other = await house.bedrock('CreateGuardrailVersion', { guardrailIdentifier })
  const again = await house.bedrock('CreateGuardrailVersion', cutOff)
  const repeated = await house.bedrock('CreateGuardrailVersion', cutOff)
  assert.deepEqual([other.version, again.version, repeated.version], ['1', '2', '2'])
})
