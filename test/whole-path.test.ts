/** The first whole path, driven by the unmodified SDK against a running server, on both databases. */

import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { until } from '../src/cli/tour/expect.ts'
import { assumeBuilder, createApplication, createDocumentedKey, putDocuments } from './support/application.ts'
import { startTestServer, testDatabases } from './support/servers.ts'

const denied = { name: 'AccessDeniedException' }

for (const database of testDatabases) {
  describe(`the first whole path on ${database.name}`, () => {
    test('a key, an application, documents, answers, loss of the key, its return, the trail', async (t) => {
      const server = await startTestServer(t, await database.settings())
      const builder = await assumeBuilder(server)
      const keyArn = await createDocumentedKey(server, builder.roleArn)
      const { kms, qbusiness } = builder.clients

      await assert.rejects(
        kms.describeKey({ KeyId: keyArn }),
        denied,
        'the role calling KMS itself is denied',
      )
      await assert.rejects(
        kms.createGrant({ KeyId: keyArn, GranteePrincipal: builder.roleArn, Operations: ['Decrypt'] }),
        denied,
      )

      const application = await createApplication(builder.clients, keyArn)
      const { applicationId } = application
      const settled = await putDocuments(builder.clients, application, [
        {
          id: 'leave',
          title: 'Leave policy',
          contentType: 'MD',
          content: {
            blob: Buffer.from('# Leave\n\nEvery employee has thirty days of paid vacation a year.'),
          },
        },
        {
          id: 'travel',
          title: 'Travel policy',
          contentType: 'PLAIN_TEXT',
          content: {
            blob: Buffer.from(
              'Train journeys are booked in second class. Flights need approval by a manager.',
            ),
          },
        },
        {
          id: 'broken',
          title: 'Broken',
          contentType: 'PDF',
          content: { blob: Buffer.from('this is no PDF') },
        },
      ])
      assert.equal(settled.leave?.status, 'INDEXED')
      assert.equal(settled.travel?.status, 'INDEXED')
      assert.match(settled.broken?.status ?? '', /FAILED/)
      assert.notEqual(settled.broken?.reason, '', 'a document that cannot be read says why')

      const answer = await qbusiness.chatSync({
        applicationId,
        userMessage: 'How many days of vacation do employees have?',
      })
      assert.match(answer.systemMessage ?? '', /thirty days/)
      assert.equal(answer.sourceAttributions?.[0]?.title, 'Leave policy')
      const second = await qbusiness.chatSync({
        applicationId,
        userMessage: 'Who approves flights?',
        conversationId: answer.conversationId,
        parentMessageId: answer.systemMessageId,
      })
      assert.match(second.systemMessage ?? '', /manager/)

      const { conversations } = await qbusiness.listConversations({ applicationId })
      assert.equal(conversations?.length, 1)
      const { messages } = await qbusiness.listMessages({
        applicationId,
        conversationId: answer.conversationId,
      })
      assert.equal(messages?.length, 4)

      const everything: [string, () => Promise<unknown>][] = [
        ['ChatSync', () => qbusiness.chatSync({ applicationId, userMessage: 'vacation?' })],
        ['GetIndex', () => qbusiness.getIndex(application)],
        ['ListIndices', () => qbusiness.listIndices({ applicationId })],
        ['ListRetrievers', () => qbusiness.listRetrievers({ applicationId })],
        ['ListDocuments', () => qbusiness.listDocuments(application)],
        ['ListConversations', () => qbusiness.listConversations({ applicationId })],
        [
          'ListMessages',
          () => qbusiness.listMessages({ applicationId, conversationId: answer.conversationId }),
        ],
        ['UpdateApplication', () => qbusiness.updateApplication({ applicationId, displayName: 'other' })],
        [
          'CreateIndex',
          () => qbusiness.createIndex({ applicationId, displayName: 'second', type: 'ENTERPRISE' }),
        ],
        [
          'BatchPutDocument',
          () =>
            qbusiness.batchPutDocument({
              ...application,
              documents: [{ id: 'late', content: { blob: Buffer.from('late') } }],
            }),
        ],
      ]
      await server.admin.kms.disableKey({ KeyId: keyArn })
      for (const [name, call] of everything) await assert.rejects(call(), denied, `${name} after DisableKey`)
      const dark = await qbusiness.getApplication({ applicationId })
      assert.equal(dark.displayName, undefined, 'what the customer wrote is not shown')
      assert.equal(dark.encryptionConfiguration?.kmsKeyId, keyArn, 'which key to enable is')

      await server.admin.kms.enableKey({ KeyId: keyArn })
      const back = await qbusiness.chatSync({
        applicationId,
        userMessage: 'How many days of vacation do employees have?',
      })
      assert.match(back.systemMessage ?? '', /thirty days/)
      assert.equal((await qbusiness.getApplication({ applicationId })).displayName, 'test')

      const { Grants = [] } = await server.admin.kms.listGrants({ KeyId: keyArn })
      assert.equal(Grants.length, 1)
      assert.equal(Grants[0]?.GranteePrincipal, `qbusiness.${server.region}.amazonaws.com`)
      assert.deepEqual([...(Grants[0]?.Operations ?? [])].sort(), [
        'CreateGrant',
        'Decrypt',
        'DescribeKey',
        'Encrypt',
        'GenerateDataKey',
        'GenerateDataKeyWithoutPlaintext',
        'ReEncryptFrom',
        'ReEncryptTo',
        'RetireGrant',
      ])
      const names = await eventNames(server.admin.cloudTrail, keyArn)
      const expected = ['DescribeKey', 'CreateGrant', 'GenerateDataKeyWithoutPlaintext', 'Decrypt']
      const first = expected.map((name) =>
        names.findIndex((event) => event.name === name && event.invokedBy === 'qbusiness.amazonaws.com'),
      )
      assert.ok(
        first.every((position) => position >= 0),
        `all of ${expected} are in the trail`,
      )
      assert.deepEqual(
        first,
        [...first].sort((a, b) => a - b),
        'in the documented order',
      )

      await server.admin.kms.revokeGrant({ KeyId: keyArn, GrantId: Grants[0]?.GrantId })
      for (const [name, call] of everything) await assert.rejects(call(), denied, `${name} after RevokeGrant`)
      await qbusiness.deleteApplication({ applicationId })
      await until('the application is gone', async () => {
        try {
          await qbusiness.getApplication({ applicationId })
        } catch (error) {
          if ((error as Error).name === 'ResourceNotFoundException') return true
          throw error
        }
      })
    })

    test('deleting an application retires its grant', async (t) => {
      const server = await startTestServer(t, await database.settings())
      const builder = await assumeBuilder(server)
      const keyArn = await createDocumentedKey(server, builder.roleArn)
      const { applicationId } = await createApplication(builder.clients, keyArn)
      await builder.clients.qbusiness.deleteApplication({ applicationId })
      await until('the grant is retired', async () =>
        (await server.admin.kms.listGrants({ KeyId: keyArn })).Grants?.length === 0 ? true : undefined,
      )
      assert.ok(
        (await eventNames(server.admin.cloudTrail, keyArn)).some(({ name }) => name === 'RetireGrant'),
      )
    })
  })
}

async function eventNames(
  cloudTrail: import('@aws-sdk/client-cloudtrail').CloudTrail,
  keyArn: string,
): Promise<{ name: string; invokedBy: string | undefined }[]> {
  const events: { name: string; invokedBy: string | undefined }[] = []
  for (let NextToken: string | undefined, page = 0; page === 0 || NextToken; page++) {
    const answer = await cloudTrail.lookupEvents({
      LookupAttributes: [{ AttributeKey: 'ResourceName', AttributeValue: keyArn }],
      NextToken,
    })
    for (const { EventName = '', CloudTrailEvent = '{}' } of answer.Events ?? []) {
      events.push({ name: EventName, invokedBy: JSON.parse(CloudTrailEvent).userIdentity.invokedBy })
    }
    NextToken = answer.NextToken
  }
  return events.reverse()
}
