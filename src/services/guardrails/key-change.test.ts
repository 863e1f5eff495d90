import assert from 'node:assert/strict'
import { type TestContext, test } from 'node:test'
import type { Storage } from '../../storage/storage.ts'
import { minimal } from './fixtures/definitions.ts'
import { killedAt } from './fixtures/killed-at.ts'
import { type House, newDataFolder, openHouse, until } from './fixtures/open-house.ts'

async function storyUntilChange(house: House) {
  const keyArn = await house.newKey()
  const { guardrailId } = await house.bedrock('CreateGuardrail', {
    ...minimal,
    blockedInputMessaging: 'first',
    kmsKeyId: keyArn,
    tags: [{ key: 'team', value: 'blue' }],
  })
  const guardrailIdentifier = guardrailId as string
  for (const blockedInputMessaging of ['second', 'third']) {
    await house.bedrock('CreateGuardrailVersion', { guardrailIdentifier })
    await house.bedrock('UpdateGuardrail', { ...minimal, guardrailIdentifier, blockedInputMessaging })
  }
  return { guardrailIdentifier, keyArn, newKeyArn: await house.newKey() }
}

const messages = { DRAFT: 'fourth', '1': 'first', '2': 'second' }

async function assertMoved(
  house: House,
  guardrailIdentifier: string,
  keyArn: string,
  expected: Readonly<Record<string, string>>,
) {
  for (const [guardrailVersion, message] of Object.entries(expected)) {
    const read = await house.bedrock('GetGuardrail', { guardrailIdentifier, guardrailVersion })
    assert.deepEqual(
      { message: read.blockedInputMessaging, key: read.kmsKeyArn, status: read.status },
      { message, key: keyArn, status: 'READY' },
    )
  }
}

/** Nothing of the guardrail is under the key any more: no scope, no data key, no grant. */
async function assertNothingUnder(house: House, keyArn: string) {
  const { database } = house.storage
  const scopes = await database
    .selectFrom('encryption_scope')
    .select('id')
    .where('kms_key_arn', '=', keyArn)
    .execute()
  const dataKeys = await database
    .selectFrom('data_key')
    .select('id')
    .where('kms_key_arn', '=', keyArn)
    .execute()
  const grants = (await house.kms('ListGrants', { KeyId: keyArn })).Grants
  assert.deepEqual({ scopes, dataKeys, grants }, { scopes: [], dataKeys: [], grants: [] })
}

function statusOf(house: House, guardrailIdentifier: string) {
  return () => house.bedrock('GetGuardrail', { guardrailIdentifier }).then(({ status }) => status)
}

test('a key change puts every version under the new key, and leaves nothing under the old one', async (t) => {
  const house = await openHouse({ dataFolder: await newDataFolder(t) })
  const { guardrailIdentifier, keyArn, newKeyArn } = await storyUntilChange(house)
  await house.bedrock('UpdateGuardrail', {
    ...minimal,
    guardrailIdentifier,
    blockedInputMessaging: 'fourth',
    kmsKeyId: newKeyArn,
  })
  await until(statusOf(house, guardrailIdentifier), (status) => status === 'READY')
  await assertMoved(house, guardrailIdentifier, newKeyArn, messages)
  await assertNothingUnder(house, keyArn)
  const grants = (await house.kms('ListGrants', { KeyId: newKeyArn })).Grants as Record<string, unknown>[]
  assert.deepEqual(
    grants.map(({ GranteePrincipal, RetiringPrincipal, Operations, Constraints }) => ({
      GranteePrincipal,
      RetiringPrincipal,
      Operations,
      Constraints,
    })),
    [
      {
        GranteePrincipal: 'bedrock.amazonaws.com',
        RetiringPrincipal: 'bedrock.amazonaws.com',
        Operations: ['Decrypt', 'GenerateDataKey'],
        Constraints: { EncryptionContextSubset: { 'aws:bedrock:guardrail-id': guardrailIdentifier } },
      },
    ],
  )
  const { version } = await house.bedrock('CreateGuardrailVersion', { guardrailIdentifier })
  assert.equal(version, '3')
})

test('while versions are moved: UPDATING, still readable, and another update conflicts', async (t) => {
  const house = await openHouse({ dataFolder: await newDataFolder(t), startJobs: false })
  const { guardrailIdentifier, keyArn, newKeyArn } = await storyUntilChange(house)
  const update = { ...minimal, guardrailIdentifier, blockedInputMessaging: 'fourth' }
  await house.bedrock('UpdateGuardrail', { ...update, kmsKeyId: newKeyArn })
  const draft = await house.bedrock('GetGuardrail', { guardrailIdentifier })
  assert.deepEqual([draft.status, draft.kmsKeyArn], ['UPDATING', newKeyArn])
  const version = await house.bedrock('GetGuardrail', { guardrailIdentifier, guardrailVersion: '1' })
  assert.deepEqual([version.status, version.kmsKeyArn], ['UPDATING', keyArn])
  const conflicting = { code: 'ConflictException' }
  await assert.rejects(house.bedrock('UpdateGuardrail', update), conflicting)
  await assert.rejects(house.bedrock('UpdateGuardrail', { ...update, kmsKeyId: keyArn }), conflicting)
  await assert.rejects(house.bedrock('CreateGuardrailVersion', { guardrailIdentifier }), conflicting)
  const { guardrails } = await house.bedrock('ListGuardrails', { guardrailIdentifier })
  assert.deepEqual(
    guardrails?.map(({ version: number, status }) => [number, status]),
    [
      ['DRAFT', 'UPDATING'],
      ['1', 'UPDATING'],
      ['2', 'UPDATING'],
    ],
  )
  await house.bedrock('DeleteGuardrail', { guardrailIdentifier, guardrailVersion: '1' })
  await house.bedrock('TagResource', {
    resourceARN: draft.guardrailArn,
    tags: [{ key: 'more', value: 'red' }],
  })
  house.storage.jobs.start()
  await until(statusOf(house, guardrailIdentifier), (status) => status === 'READY')
  await assertMoved(house, guardrailIdentifier, newKeyArn, { DRAFT: 'fourth', '2': 'second' })
  await assert.rejects(house.bedrock('GetGuardrail', { guardrailIdentifier, guardrailVersion: '1' }), {
    code: 'ResourceNotFoundException',
  })
  const { tags } = await house.bedrock('ListTagsForResource', { resourceARN: draft.guardrailArn })
  assert.deepEqual(tags, [
    { key: 'team', value: 'blue' },
    { key: 'more', value: 'red' },
  ])
})

test('a key change that begins and ends while a call is under way hides nothing from it', async (t) => {
  let interrupt: (() => Promise<void>) | undefined
  /** What comes in between once the call has found the guardrail's scope, and before it reads there. */
  const interrupted = (storage: Storage): Storage => ({
    ...storage,
    authority: {
      ...storage.authority,
      async read(subject, name, load) {
        const found = await storage.authority.read(subject, name, load)
        const between = name.startsWith('scope/') ? interrupt : undefined
        if (between !== undefined) interrupt = undefined
        await between?.()
        return found
      },
    },
  })
  const house = await openHouse({ dataFolder: await newDataFolder(t), wrapStorage: interrupted })
  const { guardrailIdentifier } = await storyUntilChange(house)
  const { guardrailArn } = await house.bedrock('GetGuardrail', { guardrailIdentifier })
  const changeKey = async () => {
    const kmsKeyId = await house.newKey()
    await house.bedrock('UpdateGuardrail', { ...minimal, guardrailIdentifier, kmsKeyId })
    await until(
      () => house.storage.database.selectFrom('guardrail').select('old_scope_id').executeTakeFirst(),
      (row) => row?.old_scope_id === null,
    )
    await until(statusOf(house, guardrailIdentifier), (status) => status === 'READY')
  }
  const versionsOf = async (request: object) => {
    const { guardrails } = await house.bedrock('ListGuardrails', request)
    return guardrails?.map(({ version, name }) => [version, name])
  }
  const meanwhile = async <T>(call: () => Promise<T>): Promise<T> => {
    interrupt = changeKey
    const answer = await call()
    assert.equal(interrupt, undefined, 'the key was changed meanwhile')
    return answer
  }
  const { name } = minimal
  for (const guardrailVersion of ['DRAFT', '1']) {
    const read = await meanwhile(() =>
      house.bedrock('GetGuardrail', { guardrailIdentifier, guardrailVersion }),
    )
    assert.deepEqual([read.version, read.status], [guardrailVersion, 'READY'])
  }
  const all = [
    ['DRAFT', name],
    ['1', name],
    ['2', name],
  ]
  assert.deepEqual(await meanwhile(() => versionsOf({ guardrailIdentifier })), all)
  assert.deepEqual(await meanwhile(() => versionsOf({})), [['DRAFT', name]])
  const resourceARN = guardrailArn
  const tags = [{ key: 'a', value: 'b' }]
  await meanwhile(() => house.bedrock('UntagResource', { resourceARN, tagKeys: ['team'] }))
  await meanwhile(() => house.bedrock('TagResource', { resourceARN, tags }))
  const told = await meanwhile(() => house.bedrock('ListTagsForResource', { resourceARN }))
  assert.deepEqual(told.tags, tags)
  const update = { ...minimal, guardrailIdentifier }
  await assert.rejects(
    meanwhile(() => house.bedrock('UpdateGuardrail', update)),
    { code: 'ConflictException' },
  )
  await meanwhile(() => house.bedrock('DeleteGuardrail', { guardrailIdentifier, guardrailVersion: '2' }))
  assert.deepEqual(await versionsOf({ guardrailIdentifier }), all.slice(0, 2))
})

test('the former key is lost: the draft is usable under the new one at once, versions and tags when it is back', async (t) => {
  const house = await openHouse({ dataFolder: await newDataFolder(t) })
  const { guardrailIdentifier, keyArn, newKeyArn } = await storyUntilChange(house)
  await house.kms('DisableKey', { KeyId: keyArn })
  await assert.rejects(house.bedrock('GetGuardrail', { guardrailIdentifier }), {
    code: 'AccessDeniedException',
    message: /is disabled/,
  })
  const update = { ...minimal, guardrailIdentifier, blockedInputMessaging: 'fourth' }
  const { guardrailArn } = await house.bedrock('UpdateGuardrail', { ...update, kmsKeyId: newKeyArn })
  await until(statusOf(house, guardrailIdentifier), (status) => status === 'READY')
  const other = { ...update, kmsKeyId: await house.newKey() }
  await assert.rejects(house.bedrock('UpdateGuardrail', other), {
    code: 'ConflictException',
    message: /former KMS key/,
  })
  await house.bedrock('UpdateGuardrail', update)
  await assert.rejects(house.bedrock('GetGuardrail', { guardrailIdentifier, guardrailVersion: '1' }), {
    code: 'AccessDeniedException',
  })
  await house.kms('EnableKey', { KeyId: keyArn })
  await until(
    () => house.bedrock('GetGuardrail', { guardrailIdentifier, guardrailVersion: '2' }),
    ({ status }) => status === 'READY',
  )
  await until(
    () => house.storage.database.selectFrom('guardrail').select('old_scope_id').executeTakeFirst(),
    (row) => row?.old_scope_id === null,
  )
  await assertMoved(house, guardrailIdentifier, newKeyArn, messages)
  await assertNothingUnder(house, keyArn)
  const { tags } = await house.bedrock('ListTagsForResource', { resourceARN: guardrailArn })
  assert.deepEqual(tags, [{ key: 'team', value: 'blue' }])
})

test('the former key is gone for good: once its versions are deleted, the key can be changed again', async (t) => {
  const house = await openHouse({ dataFolder: await newDataFolder(t) })
  const { guardrailIdentifier, keyArn, newKeyArn } = await storyUntilChange(house)
  await house.kms('ScheduleKeyDeletion', { KeyId: keyArn })
  const update = { ...minimal, guardrailIdentifier }
  await house.bedrock('UpdateGuardrail', { ...update, kmsKeyId: newKeyArn })
  await until(statusOf(house, guardrailIdentifier), (status) => status === 'READY')
  const third = { ...update, kmsKeyId: await house.newKey() }
  await assert.rejects(house.bedrock('UpdateGuardrail', third), { code: 'ConflictException' })
  for (const guardrailVersion of ['1', '2']) {
    await house.bedrock('DeleteGuardrail', { guardrailIdentifier, guardrailVersion })
  }
  await house.bedrock('UpdateGuardrail', third)
  await until(
    () => house.storage.database.selectFrom('guardrail').select('old_scope_id').executeTakeFirst(),
    (row) => row?.old_scope_id === null,
  )
  const draft = await house.bedrock('GetGuardrail', { guardrailIdentifier })
  assert.equal(draft.kmsKeyArn, third.kmsKeyId)
  await assertNothingUnder(house, newKeyArn)
  await until(
    () => house.storage.database.selectFrom('encryption_scope').select('kms_key_arn').execute(),
    (rows) => rows.every(({ kms_key_arn }) => kms_key_arn !== keyArn),
  )
})

test('a guardrail that is deleted in the middle of a key change leaves nothing', async (t) => {
  const house = await openHouse({ dataFolder: await newDataFolder(t), startJobs: false })
  const { guardrailIdentifier, keyArn, newKeyArn } = await storyUntilChange(house)
  await house.bedrock('UpdateGuardrail', { ...minimal, guardrailIdentifier, kmsKeyId: newKeyArn })
  await house.bedrock('DeleteGuardrail', { guardrailIdentifier })
  await assert.rejects(house.bedrock('GetGuardrail', { guardrailIdentifier }), {
    code: 'ResourceNotFoundException',
  })
  house.storage.jobs.start()
  await until(
    () => house.storage.database.selectFrom('encryption_scope').select('kms_key_arn').execute(),
    (rows) => rows.every(({ kms_key_arn }) => kms_key_arn === null),
  )
  await assertNothingUnder(house, keyArn)
  await assertNothingUnder(house, newKeyArn)
})

/** Kills the process that changes the key at its n-th moment; the next one ends what was begun. */
async function killAndRecover(t: TestContext, moment: number): Promise<'survived' | 'killed'> {
  const dataFolder = await newDataFolder(t)
  const armed = { on: false }
  const mortal = await openHouse({
    dataFolder,
    wrapStorage: (storage) => killedAt(storage, moment, armed),
  })
  const { guardrailIdentifier, keyArn, newKeyArn } = await storyUntilChange(mortal)
  armed.on = true
  const change = { ...minimal, guardrailIdentifier, blockedInputMessaging: 'fourth', kmsKeyId: newKeyArn }
  const answer = await mortal.bedrock('UpdateGuardrail', change).then(
    () => 'changed' as const,
    () => null,
  )
  let outcome: 'survived' | 'killed' = 'killed'
  if (answer === 'changed') {
    // The job goes on until it has ended or the process is killed.
    outcome = await until(
      async () => {
        try {
          const row = await mortal.storage.database
            .selectFrom('job')
            .select(['id', 'attempts', 'last_error'])
            .where('kind', '=', 'guardrails:change-key')
            .executeTakeFirst()
          if (row === undefined) return 'survived' as const
          return row.last_error === 'KilledError' ? ('killed' as const) : null
        } catch {
          return 'killed' as const
        }
      },
      (value) => value !== null,
    ).then((value) => value ?? 'killed')
  }
  await mortal.close()
  const house = await openHouse({ dataFolder })
  await until(
    async () => {
      const row = await house.storage.database
        .selectFrom('guardrail')
        .select('old_scope_id')
        .executeTakeFirst()
      const draft = await house.bedrock('GetGuardrail', { guardrailIdentifier })
      const unfinished = await house.storage.database
        .selectFrom('encryption_scope')
        .select('id')
        .where('state', '!=', 'ACTIVE')
        .execute()
      return row?.old_scope_id === null && draft.status === 'READY' && unfinished.length === 0
    },
    (settled) => settled,
  )
  const draft = await house.bedrock('GetGuardrail', { guardrailIdentifier })
  if (answer === 'changed') assert.equal(draft.kmsKeyArn, newKeyArn, 'what was answered has happened')
  const [present, former] = draft.kmsKeyArn === newKeyArn ? [newKeyArn, keyArn] : [keyArn, newKeyArn]
  const message = present === newKeyArn ? 'fourth' : 'third'
  await assertMoved(house, guardrailIdentifier, present, { ...messages, DRAFT: message })
  await assertNothingUnder(house, former)
  await house.close()
  return outcome
}

test('killed at any moment of a key change, a guardrail is whole under one of the two keys', async (t) => {
  // Several processes at a time: most of each is waiting.
  for (let first = 1; ; first += 4) {
    assert.ok(first < 80, 'the key change ends')
    const moments = [first, first + 1, first + 2, first + 3]
    const outcomes = await Promise.all(moments.map((moment) => killAndRecover(t, moment)))
    if (outcomes.includes('survived')) return
  }
})
