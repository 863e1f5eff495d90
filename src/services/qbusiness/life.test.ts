import assert from 'node:assert/strict'
import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { test } from 'node:test'
import { newDataFolder, openHouse, until } from './fixtures/open-house.ts'
import { makeAssistant, putAndWait, textDocument } from './fixtures/story.ts'

const canary = 'zqxcanary'
const marked = (what: string) => `${canary}${what}`

test('an application lives: documents, answers, conversations; without its key nothing; deleted, nothing is left', async (t) => {
  const dataFolder = await newDataFolder(t)
  const house = await openHouse({ dataFolder })
  const assistant = await makeAssistant(house)
  const { applicationId, indexId, keyId } = assistant
  const user = { userId: marked('user') }

  const statuses = await putAndWait(house, assistant, [
    textDocument(
      marked('travel'),
      `The travel allowance ${marked('text')} is 42 euros a day for employees on business trips.`,
      {
        title: marked('title'),
        attributes: [
          { name: '_source_uri', value: { stringValue: `https://example.com/${marked('uri')}` } },
          { name: 'department', value: { stringValue: marked('finance') } },
        ],
      },
    ),
    textDocument(marked('lunch'), 'The canteen serves lunch between noon and two.'),
    { id: marked('broken'), content: { blob: Buffer.from([0, 1, 2]) } },
  ])
  assert.deepEqual(
    [...statuses],
    [
      [marked('travel'), 'INDEXED'],
      [marked('lunch'), 'INDEXED'],
      [marked('broken'), 'FAILED'],
    ],
  )

  const first = await house.q('ChatSync', {
    applicationId,
    ...user,
    userMessage: `How high is the travel allowance ${marked('question')}?`,
  })
  assert.match(first.systemMessage ?? '', /42 euros/)
  const source = first.sourceAttributions?.[0]
  assert.equal(source?.documentId, marked('travel'))
  assert.equal(source?.title, marked('title'))
  assert.equal(source?.url, `https://example.com/${marked('uri')}`)
  assert.equal(source?.indexId, indexId)
  assert.equal(source?.citationNumber, 1)

  const { conversationId } = first
  const second = await house.q('ChatSync', {
    applicationId,
    ...user,
    conversationId,
    parentMessageId: first.systemMessageId,
    userMessage: 'When does the canteen serve lunch?',
  })
  assert.equal(second.conversationId, conversationId)
  await assert.rejects(
    house.q('ChatSync', {
      applicationId,
      ...user,
      conversationId,
      parentMessageId: first.systemMessageId,
      userMessage: 'And?',
    }),
    { code: 'ValidationException', message: /parentMessageId/ },
  )
  const nothing = await house.q('ChatSync', { applicationId, ...user, userMessage: 'xylophone' })
  assert.match(nothing.systemMessage ?? '', /could not find relevant information/)
  assert.deepEqual(nothing.sourceAttributions, [])

  const { messages = [] } = await house.q('ListMessages', { applicationId, ...user, conversationId })
  assert.deepEqual(
    messages.map(({ type }) => type),
    ['USER', 'SYSTEM', 'USER', 'SYSTEM'],
  )
  assert.equal((await house.q('ListConversations', { applicationId, ...user })).conversations?.length, 2)
  assert.equal(
    (await house.q('ListConversations', { applicationId, userId: 'bob' })).conversations?.length,
    0,
  )
  await assert.rejects(house.q('ListMessages', { applicationId, userId: 'bob', conversationId }), {
    code: 'ResourceNotFoundException',
  })

  await house.kms('DisableKey', { KeyId: keyId })
  const denied = { code: 'AccessDeniedException', message: /is disabled/ }
  for (const attempt of [
    () => house.q('ChatSync', { applicationId, ...user, userMessage: 'travel' }),
    () => house.q('GetIndex', { applicationId, indexId }),
    () => house.q('ListDocuments', { applicationId, indexId }),
    () => house.q('ListMessages', { applicationId, ...user, conversationId }),
    () => house.q('ListConversations', { applicationId, ...user }),
    () => house.q('DeleteIndex', { applicationId, indexId }),
    () => house.q('BatchPutDocument', { applicationId, indexId, documents: [textDocument('x', 'y')] }),
    () => house.q('UpdateApplication', { applicationId, displayName: 'other' }),
    () =>
      house.q('ListTagsForResource', {
        resourceARN: `arn:aws:qbusiness:eu-central-1:111122223333:application/${applicationId}`,
      }),
  ]) {
    await assert.rejects(attempt, denied)
  }
  const inactive = await house.q('GetApplication', { applicationId })
  assert.equal(inactive.displayName, undefined)
  assert.equal(inactive.status, 'ACTIVE')
  assert.equal(inactive.error?.errorCode, 'ResourceInactive')
  assert.match(inactive.encryptionConfiguration?.kmsKeyId ?? '', new RegExp(`key/${keyId}$`))
  assert.deepEqual(
    (await house.q('ListApplications', {})).applications?.map((listed) => [
      listed.applicationId,
      listed.displayName,
    ]),
    [[applicationId, undefined]],
  )

  await house.kms('EnableKey', { KeyId: keyId })
  assert.match(
    (await house.q('ChatSync', { applicationId, ...user, userMessage: 'travel allowance' })).systemMessage ??
      '',
    /42 euros/,
  )
  assert.equal((await house.q('GetApplication', { applicationId })).displayName, 'assistant')
  assert.equal(
    (await house.q('ListMessages', { applicationId, ...user, conversationId })).messages?.length,
    4,
  )

  const trail = JSON.stringify(await house.events())
  assert.ok(!trail.includes(canary), 'the trail holds nothing that a customer wrote')
  await house.q('DeleteConversation', { applicationId, ...user, conversationId })
  await assert.rejects(house.q('ListMessages', { applicationId, ...user, conversationId }), {
    code: 'ResourceNotFoundException',
  })

  await house.kms('DisableKey', { KeyId: keyId })
  await house.q('DeleteApplication', { applicationId })
  await until(
    () => house.q('ListApplications', {}),
    ({ applications }) => applications?.length === 0,
  )
  await assert.rejects(house.q('GetApplication', { applicationId }), { code: 'ResourceNotFoundException' })
  await until(
    () => house.storage.database.selectFrom('sealed_record').select('id').execute(),
    (left) => left.length === 0,
  )
  await until(
    () => readdir(join(dataFolder, 'blobs'), { recursive: true, withFileTypes: true }),
    (entries) => entries.every((entry) => !entry.isFile()),
  )
})

test('nothing that a customer wrote stands in any file of the data folder', async (t) => {
  const dataFolder = await newDataFolder(t)
  const house = await openHouse({ dataFolder })
  const assistant = await makeAssistant(house)
  const { applicationId, indexId } = assistant
  await house.q('TagResource', {
    resourceARN: `arn:aws:qbusiness:eu-central-1:111122223333:application/${applicationId}`,
    tags: [{ key: marked('tag'), value: marked('value') }],
  })
  await house.q('UpdateIndex', {
    applicationId,
    indexId,
    displayName: marked('name'),
    description: marked('words'),
  })
  await house.q('PutGroup', {
    applicationId,
    indexId,
    groupName: marked('group'),
    type: 'INDEX',
    groupMembers: { memberUsers: [{ userId: marked('member') }] },
  })
  await assert.rejects(house.q('GetGroup', { applicationId, indexId, groupName: marked('nobody') }))
  await putAndWait(house, assistant, [
    textDocument(marked('document'), `${marked('text')} says something about allowances`, {
      attributes: [{ name: marked('attribute'), value: { stringValue: marked('content') } }],
      accessConfiguration: {
        accessControls: [{ principals: [{ user: { id: marked('reader'), access: 'ALLOW' } }] }],
      },
    }),
  ])
  const clientToken = marked('token')
  const asked = {
    applicationId,
    userId: marked('reader'),
    userMessage: `allowances ${marked('question')}`,
    clientToken,
  }
  const answered = await house.q('ChatSync', asked)
  assert.match(answered.systemMessage ?? '', new RegExp(marked('text')))
  assert.equal((await house.q('ChatSync', asked)).systemMessageId, answered.systemMessageId)
  await assert.rejects(house.q('ChatSync', { ...asked, userMessage: 'other' }), { code: 'ConflictException' })
  await house.close()

  const forms = [
    canary,
    Buffer.from(canary).toString('hex'),
    Buffer.from(canary, 'utf16le').toString('latin1'),
  ]
  forms.push(
    ...[0, 1, 2].map((shift) =>
      Buffer.from(' '.repeat(shift) + canary)
        .toString('base64')
        .slice(4, -4),
    ),
  )
  let plainIds = 0
  for (const entry of await readdir(dataFolder, { recursive: true, withFileTypes: true })) {
    if (!entry.isFile()) continue
    const bytes = (await readFile(join(entry.parentPath, entry.name))).toString('latin1')
    if (bytes.includes(applicationId)) plainIds++
    for (const form of forms) assert.ok(!bytes.includes(form), `${entry.name} holds ${form}`)
  }
  assert.ok(plainIds > 0, 'the search would have found something: ids rest plain')
})
