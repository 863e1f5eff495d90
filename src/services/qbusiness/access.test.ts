import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { AccessConfiguration, AttributeFilter } from '@aws-sdk/client-qbusiness'
import type { UserPrincipal } from '../../call/principal.ts'
import { accountId, newDataFolder, openHouse } from './fixtures/open-house.ts'
import { makeAssistant, putAndWait, textDocument } from './fixtures/story.ts'

const only = (
  ...principals: NonNullable<NonNullable<AccessConfiguration['accessControls']>[0]['principals']>
) => ({
  accessControls: [{ principals }],
})

test('documents answer only those whom their access lists allow, and only within the filter', async (t) => {
  const house = await openHouse({ dataFolder: await newDataFolder(t) })
  const assistant = await makeAssistant(house)
  const { applicationId, indexId, retrieverId } = assistant
  await house.q('PutGroup', {
    applicationId,
    indexId,
    groupName: 'inner',
    type: 'INDEX',
    groupMembers: { memberUsers: [{ userId: 'carol' }], memberGroups: [{ groupName: 'outer' }] },
  })
  await house.q('PutGroup', {
    applicationId,
    indexId,
    groupName: 'outer',
    type: 'INDEX',
    groupMembers: { memberGroups: [{ groupName: 'inner' }] },
  })
  await putAndWait(house, assistant, [
    textDocument('public', 'walrus habits are known to all', {
      attributes: [{ name: 'year', value: { longValue: 2020 } }],
    }),
    textDocument('alice', 'walrus secrets of alice', {
      accessConfiguration: only({ user: { id: 'alice', access: 'ALLOW' } }),
    }),
    textDocument('outer', 'walrus notes of the group', {
      accessConfiguration: only(
        { group: { name: 'outer', access: 'ALLOW' } },
        { user: { id: 'dave', access: 'DENY' } },
      ),
    }),
  ])
  const sources = async (userId: string, userGroups?: string[], attributeFilter?: AttributeFilter) => {
    const found = new Set<string>()
    const seen = await house.q('ChatSync', {
      applicationId,
      userId,
      userGroups,
      attributeFilter,
      userMessage: 'walrus',
    })
    for (const source of seen.sourceAttributions ?? []) found.add(source?.documentId ?? '')
    return { answer: seen.systemMessage ?? '', found: [...found] }
  }
  const mayAnswer = async (documentId: string, userId: string, userGroups?: string[]) => {
    const filter = { equalsTo: { name: '_document_id', value: { stringValue: documentId } } }
    return (await sources(userId, userGroups, filter)).found.length === 1
  }
  assert.equal(await mayAnswer('public', 'bob'), true)
  assert.equal(await mayAnswer('alice', 'alice'), true)
  assert.equal(await mayAnswer('alice', 'bob'), false)
  assert.equal(await mayAnswer('outer', 'bob'), false)
  assert.equal(await mayAnswer('outer', 'bob', ['outer']), true, 'a group named with the question')
  assert.equal(await mayAnswer('outer', 'carol'), true, 'a nested group of PutGroup, in a circle')
  assert.equal(await mayAnswer('outer', 'dave', ['outer']), false, 'DENY wins')
  const byYear = { greaterThan: { name: 'year', value: { longValue: 2019 } } }
  assert.deepEqual((await sources('alice', undefined, byYear)).found, ['public'])

  const contentSource = { retriever: { retrieverId } }
  const search = { applicationId, queryText: 'walrus', contentSource }
  const { relevantContent = [] } = await house.q('SearchRelevantContent', search)
  assert.deepEqual(
    relevantContent.map(({ documentId }) => documentId),
    ['public'],
  )

  await putAndWait(house, assistant, [
    textDocument('public', 'walrus habits, now for alice alone', {
      accessConfiguration: only({ user: { id: 'alice', access: 'ALLOW' } }),
    }),
  ])
  assert.equal(await mayAnswer('public', 'bob'), false, 'put again with a list')
  await house.q('BatchDeleteDocument', { applicationId, indexId, documents: [{ documentId: 'alice' }] })
  assert.equal(await mayAnswer('alice', 'alice'), false, 'deleted')
})

test('an anonymous application takes no users and keeps one list of conversations', async (t) => {
  const house = await openHouse({ dataFolder: await newDataFolder(t) })
  const assistant = await makeAssistant(house, 'ANONYMOUS')
  const { applicationId } = assistant
  await putAndWait(house, assistant, [
    textDocument('open', 'walrus for all'),
    textDocument('closed', 'walrus for alice', {
      accessConfiguration: only({ user: { id: 'alice', access: 'ALLOW' } }),
    }),
  ])
  const answered = await house.q('ChatSync', { applicationId, userMessage: 'walrus' })
  assert.equal(answered.systemMessage, 'walrus for all')
  await assert.rejects(house.q('ChatSync', { applicationId, userId: 'alice', userMessage: 'walrus' }), {
    code: 'ValidationException',
  })
  assert.equal((await house.q('ListConversations', { applicationId })).conversations?.length, 1)
})

test('a principal without permission learns nothing, not even what exists', async (t) => {
  const house = await openHouse({ dataFolder: await newDataFolder(t) })
  const { applicationId } = await makeAssistant(house)
  const stranger: UserPrincipal = {
    kind: 'user',
    accountId,
    arn: `arn:aws:iam::${accountId}:user/stranger`,
    userId: 'AIDASTRANGER',
    userName: 'stranger',
    accessKeyId: 'AKIASTRANGER',
    tags: {},
  }
  const absent = '00000000-0000-4000-8000-000000000000'
  for (const id of [applicationId, absent]) {
    await assert.rejects(house.q('GetApplication', { applicationId: id }, stranger), {
      code: 'AccessDeniedException',
    })
  }
})

test('a document cannot pass for another one by attributes of its own', async (t) => {
  const house = await openHouse({ dataFolder: await newDataFolder(t) })
  const assistant = await makeAssistant(house, 'ANONYMOUS')
  const { applicationId } = assistant
  const attributes = [
    { name: '_document_id', value: { stringValue: 'honest' } },
    { name: '_document_title', value: { stringValue: 'Title of honest' } },
    { name: '_file_type', value: { stringValue: 'PDF' } },
  ]
  await putAndWait(house, assistant, [
    textDocument('honest', 'walrus honest'),
    textDocument('impostor', 'walrus walrus impostor', { attributes }),
  ])
  const answer = async (name: string, stringValue: string) => {
    const attributeFilter = { equalsTo: { name, value: { stringValue } } }
    const { systemMessage } = await house.q('ChatSync', {
      applicationId,
      userMessage: 'walrus',
      attributeFilter,
    })
    return systemMessage
  }
  assert.equal(await answer('_document_id', 'honest'), 'walrus honest')
  assert.equal(await answer('_document_title', 'Title of honest'), 'walrus honest')
  assert.equal(await answer('_document_id', 'impostor'), 'walrus walrus impostor')
  assert.doesNotMatch((await answer('_file_type', 'PDF')) ?? '', /walrus/)
})

test('a document cannot pass for one of a data source, nor for another document, where the service has nothing to say', async (t) => {
  const house = await openHouse({ dataFolder: await newDataFolder(t) })
  const assistant = await makeAssistant(house, 'ANONYMOUS')
  const { applicationId, retrieverId } = assistant
  const attributes = [
    { name: '_data_source_id', value: { stringValue: 'trusted-source' } },
    { name: '_document_id', value: { stringValue: 'honest' } },
    { name: '_document_title', value: { stringValue: 'A title of its own' } },
  ]
  await putAndWait(house, assistant, [
    {
      id: 'impostor',
      content: { blob: Buffer.from('walrus impostor') },
      contentType: 'PLAIN_TEXT',
      attributes,
    },
  ])
  const find = async (name: string, stringValue: string) => {
    const { relevantContent } = await house.q('SearchRelevantContent', {
      applicationId,
      queryText: 'walrus',
      contentSource: { retriever: { retrieverId } },
      attributeFilter: { equalsTo: { name, value: { stringValue } } },
    })
    return relevantContent ?? []
  }
  assert.deepEqual(await find('_data_source_id', 'trusted-source'), [])
  assert.deepEqual(await find('_document_id', 'honest'), [])
  // A title of its own is another matter: it is the document's to tell, by either name.
  const [found] = await find('_document_title', 'A title of its own')
  assert.equal(found?.documentTitle, 'A title of its own')
  const shown = found?.documentAttributes?.map(({ name }) => name) ?? []
  assert.ok(!shown.includes('_data_source_id'), 'nor does an answer repeat the claim')
})
