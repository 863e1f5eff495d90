/** Q Business: another account's applications, another user's conversations, documents that a user may not read. */

import assert from 'node:assert/strict'
import { randomUUID } from 'node:crypto'
import { before, describe, test } from 'node:test'
import type { QBusiness } from '@aws-sdk/client-qbusiness'
import { createApplication, putDocuments, type TestApplication } from '../support/application.ts'
import { suiteScope } from '../support/servers.ts'
import { newUser, ownAccount, type Strangers, startStrangers } from '../support/strangers.ts'

const missing = { name: 'ResourceNotFoundException' }
const invalid = { name: 'ValidationException' }

describe('applications of others', () => {
  const scope = suiteScope()
  let strangers: Strangers
  let own: QBusiness
  let application: TestApplication
  let applicationId: string
  let retrieverId: string
  before(async () => {
    strangers = await startStrangers(scope)
    own = strangers.own.qbusiness
    application = await createApplication(strangers.own, undefined, { identityType: 'AWS_IAM_IDC' })
    applicationId = application.applicationId
    const { retrievers = [] } = await own.listRetrievers({ applicationId })
    retrieverId = retrievers[0]?.retrieverId as string
    await own.putGroup({
      ...application,
      groupName: 'board',
      type: 'INDEX',
      groupMembers: { memberUsers: [{ userId: 'carol' }] },
    })
    const text = (secret: string) => ({
      contentType: 'PLAIN_TEXT' as const,
      content: { blob: Buffer.from(`The budget of the year is ${secret}.`) },
    })
    const only = (principals: object[]) =>
      ({ accessControls: [{ principals }] }) as { accessControls: { principals: never[] }[] }
    await putDocuments(strangers.own, application, [
      { id: 'public', title: 'public', ...text('published') },
      {
        id: 'alice',
        title: 'alice',
        ...text('alicewords'),
        accessConfiguration: only([{ user: { id: 'alice', access: 'ALLOW' } }]),
      },
      {
        id: 'board',
        title: 'board',
        ...text('boardwords'),
        accessConfiguration: only([
          { group: { name: 'board', access: 'ALLOW' } },
          { user: { id: 'mallory', access: 'DENY' } },
        ]),
      },
    ])
  })

  const seen = async (userId: string | undefined, userGroups?: string[]) => {
    const { systemMessage = '', sourceAttributions = [] } = await own.chatSync({
      applicationId,
      userId,
      userGroups,
      userMessage: 'What is the budget of the year?',
    })
    return ['published', 'alicewords', 'boardwords'].filter(
      (word) => systemMessage.includes(word) || JSON.stringify(sourceAttributions).includes(word),
    )
  }

  test('answers hold what the user may read and nothing else', async () => {
    assert.deepEqual(await seen('nobody'), ['published'])
    assert.deepEqual(await seen('alice'), ['published', 'alicewords'])
    assert.deepEqual(await seen('ALICE'), ['published'], 'user ids have case')
    assert.deepEqual(await seen('carol'), ['published', 'boardwords'])
    assert.deepEqual(await seen('dave', ['board']), ['published', 'boardwords'])
    assert.deepEqual(await seen('mallory', ['board']), ['published'])
    assert.deepEqual(await seen(undefined), ['published'])
  })

  test('SearchRelevantContent and attribute filters give no way around access lists', async () => {
    const search = async (attributeFilter?: object) => {
      const { relevantContent = [] } = await own.searchRelevantContent({
        applicationId,
        queryText: 'budget alicewords boardwords',
        contentSource: { retriever: { retrieverId } },
        attributeFilter,
      })
      return relevantContent.map(({ documentId }) => documentId)
    }
    const is = (name: string, stringValue: string) => ({ equalsTo: { name, value: { stringValue } } })
    assert.deepEqual(await search(), ['public'])
    assert.deepEqual(await search(is('_document_id', 'alice')), [])
    assert.deepEqual(await search({ notFilter: is('_document_id', 'public') }), [])
    assert.deepEqual(
      await search({ orAllFilters: [is('_document_id', 'alice'), is('_document_id', 'public')] }),
      ['public'],
    )
  })

  test('a conversation is its user’s: nobody else lists, reads, continues or deletes it', async () => {
    const { conversationId, systemMessageId } = await own.chatSync({
      applicationId,
      userId: 'alice',
      userMessage: 'What is the budget?',
    })
    for (const userId of ['bob', 'Alice', `principal:arn:aws:iam::${ownAccount}:user/admin`, undefined]) {
      const as = { applicationId, conversationId, userId }
      await assert.rejects(own.listMessages(as), missing)
      await assert.rejects(
        own.chatSync({ ...as, parentMessageId: systemMessageId, userMessage: 'And?' }),
        missing,
      )
      await assert.rejects(own.deleteConversation(as), missing)
      const { conversations = [] } = await own.listConversations({ applicationId, userId })
      assert.ok(conversations.every((conversation) => conversation.conversationId !== conversationId))
    }
    assert.equal(
      (await own.listMessages({ applicationId, conversationId, userId: 'alice' })).messages?.length,
      2,
    )
  })

  test('page tokens cannot be moved to another user, list or application', async () => {
    for (let i = 0; i < 3; i++) {
      await own.chatSync({ applicationId, userId: 'pager', userMessage: `Question ${i}?` })
    }
    const { nextToken } = await own.listConversations({ applicationId, userId: 'pager', maxResults: 1 })
    assert.ok(nextToken)
    await own.listConversations({ applicationId, userId: 'pager', nextToken })
    await assert.rejects(own.listConversations({ applicationId, userId: 'bob', nextToken }), invalid)
    await assert.rejects(own.listDocuments({ ...application, nextToken }), invalid)
    const second = await createApplication(strangers.own, undefined, { identityType: 'AWS_IAM_IDC' })
    await assert.rejects(
      own.listConversations({ applicationId: second.applicationId, userId: 'pager', nextToken }),
      invalid,
    )
    await assert.rejects(own.listDocuments({ ...second, indexId: application.indexId }), missing)
  })

  test('another account finds nothing under an application’s id, whatever it may do in its own', async () => {
    const { other, server } = strangers
    const conversationId = randomUUID()
    const documents = [{ id: 'x', content: { blob: Buffer.from('x') } }]
    const resourceARN = `arn:aws:qbusiness:${server.region}:${ownAccount}:application/${applicationId}`
    for (const attempt of [
      () => other.qbusiness.getApplication({ applicationId }),
      () => other.qbusiness.updateApplication({ applicationId, displayName: 'x' }),
      () => other.qbusiness.deleteApplication({ applicationId }),
      () => other.qbusiness.chatSync({ applicationId, userMessage: 'x' }),
      () => other.qbusiness.listConversations({ applicationId }),
      () => other.qbusiness.listMessages({ applicationId, conversationId }),
      () => other.qbusiness.listDocuments(application),
      () => other.qbusiness.batchPutDocument({ ...application, documents }),
      () => other.qbusiness.listTagsForResource({ resourceARN }),
      () =>
        other.qbusiness.searchRelevantContent({
          applicationId,
          queryText: 'budget',
          contentSource: { retriever: { retrieverId } },
        }),
    ]) {
      await assert.rejects(attempt(), missing, String(attempt))
    }
    assert.deepEqual((await other.qbusiness.listApplications()).applications, [])
    assert.equal((await own.getApplication({ applicationId })).status, 'ACTIVE')
  })

  test('client tokens of two accounts, applications and users are strangers to each other', async () => {
    const clientToken = randomUUID()
    const request = { displayName: 'twin', identityType: 'ANONYMOUS' as const, clientToken }
    const [mine, theirs] = await Promise.all([
      own.createApplication(request),
      strangers.other.qbusiness.createApplication(request),
    ])
    assert.notEqual(mine.applicationId, theirs.applicationId)
    const chat = { applicationId, userMessage: 'What is the budget?', clientToken: randomUUID() }
    const { conversationId } = await own.chatSync({ ...chat, userId: 'alice' })
    await assert.rejects(own.chatSync({ ...chat, userId: 'bob' }), { name: 'ConflictException' })
    assert.equal((await own.chatSync({ ...chat, userId: 'alice' })).conversationId, conversationId)
  })

  test('a permission on one application is none on another', async () => {
    const second = await createApplication(strangers.own, undefined)
    const reader = await newUser(strangers.server, strangers.own, 'reader', {
      Action: 'qbusiness:*',
      Resource: `arn:aws:qbusiness:*:${ownAccount}:application/${second.applicationId}*`,
    })
    const { qbusiness } = reader.clients
    await qbusiness.getApplication({ applicationId: second.applicationId })
    await assert.rejects(qbusiness.getApplication({ applicationId }), { name: 'AccessDeniedException' })
    await assert.rejects(qbusiness.getApplication({ applicationId: randomUUID() }), {
      name: 'AccessDeniedException',
    })
    await assert.rejects(qbusiness.chatSync({ applicationId, userMessage: 'x' }), {
      name: 'AccessDeniedException',
    })
  })
})
