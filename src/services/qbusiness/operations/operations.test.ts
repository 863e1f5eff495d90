import assert from 'node:assert/strict'
import { test } from 'node:test'
import { newDataFolder, openHouse } from '../fixtures/open-house.ts'
import { makeAssistant, putAndWait, textDocument } from '../fixtures/story.ts'

test('CreateApplication: the same client token is the same application, another body a conflict', async (t) => {
  const house = await openHouse({ dataFolder: await newDataFolder(t) })
  const request = { displayName: 'one', clientToken: 'token-1' }
  const [first, second] = await Promise.all([
    house.q('CreateApplication', request),
    house.q('CreateApplication', request),
  ])
  assert.equal(first.applicationId, second.applicationId)
  assert.equal((await house.q('CreateApplication', request)).applicationId, first.applicationId)
  assert.equal((await house.q('ListApplications', {})).applications?.length, 1)
  await assert.rejects(house.q('CreateApplication', { ...request, displayName: 'two' }), {
    code: 'ConflictException',
  })
  const scopes = await house.storage.database.selectFrom('encryption_scope').select('id').execute()
  assert.equal(scopes.length, 1)
})

test('CreateApplication: unknown, disabled and asymmetric keys are refused by the field; aliases are taken', async (t) => {
  const house = await openHouse({ dataFolder: await newDataFolder(t) })
  const create = (kmsKeyId: string) =>
    house.q('CreateApplication', { displayName: 'one', encryptionConfiguration: { kmsKeyId } })
  const refused = { code: 'ValidationException', members: { reason: 'FIELD_VALIDATION_FAILED' } }
  const field = (error: { code: string; members: { fields: { name: string }[] } }) => {
    assert.equal(error.code, refused.code)
    assert.equal(error.members.fields[0]?.name, 'encryptionConfiguration.kmsKeyId')
    return true
  }
  await assert.rejects(create('alias/none'), field)
  await assert.rejects(create('00000000-0000-4000-8000-000000000000'), field)
  const { keyId, applicationId: other } = await makeAssistant(house)
  await house.kms('CreateAlias', { AliasName: 'alias/mine', TargetKeyId: keyId })
  const { applicationId } = await create('alias/mine')
  const { encryptionConfiguration } = await house.q('GetApplication', { applicationId })
  assert.deepEqual(encryptionConfiguration, { kmsKeyId: 'alias/mine' })
  await house.kms('DisableKey', { KeyId: keyId })
  await assert.rejects(create(keyId), field)
  assert.equal((await house.q('ListApplications', {})).applications?.length, 2)
  assert.ok(other)
})

test('CreateIndex: STARTER needs an application without a customer key', async (t) => {
  const house = await openHouse({ dataFolder: await newDataFolder(t) })
  const { applicationId } = await makeAssistant(house)
  await assert.rejects(
    house.q('CreateIndex', { applicationId, displayName: 'x', type: 'STARTER' }),
    (error: { members: { fields: { name: string }[] } }) => {
      assert.equal(error.members.fields[0]?.name, 'type')
      return true
    },
  )
  const plain = await house.q('CreateApplication', { displayName: 'plain' })
  for (let attempt = 0; ; attempt++) {
    const { status } = await house.q('GetApplication', { applicationId: plain.applicationId })
    if (status === 'ACTIVE') break
    assert.ok(attempt < 100)
    await new Promise((resolve) => setTimeout(resolve, 20))
  }
  const { indexId } = await house.q('CreateIndex', {
    applicationId: plain.applicationId,
    displayName: 'x',
    type: 'STARTER',
  })
  assert.ok(indexId)
})

test('quotas, missing things and what is not there yet get errors of their own', async (t) => {
  const house = await openHouse({
    dataFolder: await newDataFolder(t),
    settings: { applicationsMax: 1, documentsPerUnit: 1 },
  })
  const { applicationId, indexId } = await makeAssistant(house)
  const absent = '00000000-0000-4000-8000-000000000000'
  const two = [textDocument('a', 'a'), textDocument('b', 'b')]
  const native = { nativeIndexConfiguration: { indexId: absent } }
  const retriever = { applicationId, displayName: 'r', configuration: native }
  const rows: readonly (readonly [string, Promise<unknown>, string])[] = [
    [
      'a second application',
      house.q('CreateApplication', { displayName: 'two' }),
      'ServiceQuotaExceededException',
    ],
    [
      'more documents than units',
      house.q('BatchPutDocument', { applicationId, indexId, documents: two }),
      'ServiceQuotaExceededException',
    ],
    [
      'a document twice',
      house.q('BatchPutDocument', {
        applicationId,
        indexId,
        documents: [two[0] ?? { id: 'a' }, two[0] ?? { id: 'a' }],
      }),
      'ValidationException',
    ],
    [
      'no such application',
      house.q('GetApplication', { applicationId: absent }),
      'ResourceNotFoundException',
    ],
    ['no such index', house.q('GetIndex', { applicationId, indexId: absent }), 'ResourceNotFoundException'],
    [
      'no such conversation',
      house.q('ListMessages', { applicationId, conversationId: absent }),
      'ResourceNotFoundException',
    ],
    [
      'a retriever on no index',
      house.q('CreateRetriever', { ...retriever, type: 'NATIVE_INDEX' }),
      'ResourceNotFoundException',
    ],
    [
      'a Kendra retriever',
      house.q('CreateRetriever', { ...retriever, type: 'KENDRA_INDEX' }),
      'ValidationException',
    ],
    [
      'creator mode',
      house.q('ChatSync', { applicationId, userMessage: 'x', chatMode: 'CREATOR_MODE' }),
      'ValidationException',
    ],
    ['no question', house.q('ChatSync', { applicationId }), 'ValidationException'],
    [
      'a page of another list',
      house.q('ListIndices', { applicationId, nextToken: 'AAAAAAAAAAAAAAAAAAAAAAAAAAAAAA' }),
      'ValidationException',
    ],
    [
      'tags of nothing',
      house.q('ListTagsForResource', { resourceARN: 'arn:aws:s3:::bucket' }),
      'ResourceNotFoundException',
    ],
  ]
  for (const [name, attempt, code] of rows) await assert.rejects(attempt, { code }, name)
})

test('lists are read in pages without gaps or repetition', async (t) => {
  const house = await openHouse({ dataFolder: await newDataFolder(t) })
  const assistant = await makeAssistant(house)
  const { applicationId, indexId } = assistant
  const ids = ['a', 'b', 'c', 'd', 'e']
  await putAndWait(
    house,
    assistant,
    ids.map((id) => textDocument(id, 'walrus')),
  )
  const found: (string | undefined)[] = []
  for (let nextToken: string | undefined; ; ) {
    const page = await house.q('ListDocuments', { applicationId, indexId, maxResults: 2, nextToken })
    found.push(...(page.documentDetailList ?? []).map(({ documentId }) => documentId))
    nextToken = page.nextToken
    if (nextToken === undefined) break
  }
  assert.deepEqual(found, ids)

  let turn = await house.q('ChatSync', { applicationId, userMessage: 'walrus 0' })
  for (const at of [1, 2]) {
    const { conversationId, systemMessageId: parentMessageId } = turn
    turn = await house.q('ChatSync', {
      applicationId,
      conversationId,
      parentMessageId,
      userMessage: `walrus ${at}`,
    })
  }
  const bodies: (string | undefined)[] = []
  for (let nextToken: string | undefined; ; ) {
    const request = { applicationId, conversationId: turn.conversationId, maxResults: 1, nextToken }
    const page = await house.q('ListMessages', request)
    assert.equal(page.messages?.length, 1)
    bodies.push(page.messages?.[0]?.body)
    nextToken = page.nextToken
    if (nextToken === undefined) break
  }
  assert.deepEqual(bodies, ['walrus 0', 'walrus', 'walrus 1', 'walrus', 'walrus 2', 'walrus'])
})

test('tags are set, changed and taken from every kind of resource', async (t) => {
  const house = await openHouse({ dataFolder: await newDataFolder(t) })
  const { applicationId, indexId, retrieverId } = await makeAssistant(house)
  const application = `arn:aws:qbusiness:eu-central-1:111122223333:application/${applicationId}`
  for (const resourceARN of [
    application,
    `${application}/index/${indexId}`,
    `${application}/retriever/${retrieverId}`,
  ]) {
    await house.q('TagResource', {
      resourceARN,
      tags: [
        { key: 'a', value: '1' },
        { key: 'b', value: '2' },
      ],
    })
    await house.q('TagResource', { resourceARN, tags: [{ key: 'a', value: '3' }] })
    await house.q('UntagResource', { resourceARN, tagKeys: ['b'] })
    assert.deepEqual((await house.q('ListTagsForResource', { resourceARN })).tags, [{ key: 'a', value: '3' }])
  }
})
