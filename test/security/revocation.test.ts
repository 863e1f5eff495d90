/** What is taken away is refused by the very next call, wherever an answer may have been kept. */

import assert from 'node:assert/strict'
import { before, describe, test } from 'node:test'
import type { KMS } from '@aws-sdk/client-kms'
import { until } from '../../src/cli/tour/expect.ts'
import { createApplication, putDocuments, type TestApplication } from '../support/application.ts'
import { startTestServer, suiteScope, type TestServer } from '../support/servers.ts'
import { newUser, policyOf } from '../support/strangers.ts'

const denied = { name: 'AccessDeniedException' }

describe('revocation', () => {
  const scope = suiteScope()
  let server: TestServer
  let kms: KMS
  before(async () => {
    server = await startTestServer(scope)
    kms = server.admin.kms
  })

  const newKey = async () => (await kms.createKey()).KeyMetadata?.Arn as string

  async function filledApplication(keyArn: string): Promise<TestApplication & { retrieverId: string }> {
    const application = await createApplication(server.admin, keyArn)
    await putDocuments(server.admin, application, [
      {
        id: 'd',
        title: 'd',
        contentType: 'PLAIN_TEXT',
        content: { blob: Buffer.from('The gate closes at nine.') },
      },
    ])
    const { retrievers = [] } = await server.admin.qbusiness.listRetrievers(application)
    return { ...application, retrieverId: retrievers[0]?.retrieverId as string }
  }

  /** Every way to read the application, each warm in whatever cache there is. */
  async function readsOf(application: TestApplication & { retrieverId: string }) {
    const { qbusiness } = server.admin
    const { applicationId, retrieverId } = application
    const { conversationId } = await qbusiness.chatSync({
      applicationId,
      userMessage: 'When does the gate close?',
    })
    const reads: Readonly<Record<string, () => Promise<unknown>>> = {
      chatSync: () => qbusiness.chatSync({ applicationId, userMessage: 'When does the gate close?' }),
      search: () =>
        qbusiness.searchRelevantContent({
          applicationId,
          queryText: 'gate',
          contentSource: { retriever: { retrieverId } },
        }),
      listMessages: () => qbusiness.listMessages({ applicationId, conversationId }),
      listConversations: () => qbusiness.listConversations({ applicationId }),
      listDocuments: () => qbusiness.listDocuments(application),
      getIndex: () => qbusiness.getIndex(application),
    }
    for (const read of Object.values(reads)) await read()
    return reads
  }

  async function refusedThenServed(
    reads: Readonly<Record<string, () => Promise<unknown>>>,
    takeAway: () => Promise<unknown>,
    giveBack: () => Promise<unknown>,
  ): Promise<void> {
    await takeAway()
    for (const [name, read] of Object.entries(reads)) await assert.rejects(read(), denied, name)
    await giveBack()
    for (const read of Object.values(reads)) await read()
  }

  test('a disabled key, a key that is to be deleted and a Deny in its policy silence every read, and end with their cause', async () => {
    const KeyId = await newKey()
    const reads = await readsOf(await filledApplication(KeyId))
    const { Policy } = await kms.getKeyPolicy({ KeyId })
    const denying = JSON.parse(Policy as string)
    denying.Statement.push({
      Effect: 'Deny',
      Principal: { Service: `qbusiness.${server.region}.amazonaws.com` },
      Action: 'kms:Decrypt',
      Resource: '*',
    })
    await refusedThenServed(
      reads,
      () => kms.disableKey({ KeyId }),
      () => kms.enableKey({ KeyId }),
    )
    await refusedThenServed(
      reads,
      () => kms.putKeyPolicy({ KeyId, Policy: JSON.stringify(denying) }),
      () => kms.putKeyPolicy({ KeyId, Policy }),
    )
    await refusedThenServed(
      reads,
      () => kms.scheduleKeyDeletion({ KeyId, PendingWindowInDays: 7 }),
      async () => {
        await kms.cancelKeyDeletion({ KeyId })
        await kms.enableKey({ KeyId })
      },
    )
  })

  test('revoking one application’s grant silences it, whatever grants other applications have on the key', async () => {
    const KeyId = await newKey()
    const first = await filledApplication(KeyId)
    const [grant] = (await kms.listGrants({ KeyId })).Grants ?? []
    const second = await filledApplication(KeyId)
    const [reads, others] = [await readsOf(first), await readsOf(second)]
    await kms.revokeGrant({ KeyId, GrantId: grant?.GrantId })
    for (const [name, read] of Object.entries(reads)) await assert.rejects(read(), denied, name)
    for (const read of Object.values(others)) await read()
    const { displayName } = await server.admin.qbusiness.getApplication(first)
    assert.equal(displayName, undefined)
  })

  test('documents that wait for the index stay unread without the key and are indexed with it', async () => {
    const KeyId = await newKey()
    const application = await filledApplication(KeyId)
    const { qbusiness } = server.admin
    await qbusiness.batchPutDocument({
      ...application,
      documents: [
        { id: 'late', contentType: 'PLAIN_TEXT', content: { blob: Buffer.from('The late word is zebra.') } },
      ],
    })
    await kms.disableKey({ KeyId })
    await assert.rejects(qbusiness.listDocuments(application), denied)
    await kms.enableKey({ KeyId })
    await until(
      'the late document',
      async () => {
        const { documentDetailList = [] } = await qbusiness.listDocuments(application)
        return documentDetailList.every(({ status }) => status === 'INDEXED') ? true : undefined
      },
      15_000,
    )
  })

  test('KMS forgets a decision as soon as a grant, an identity policy, an alias or a key changes', async () => {
    const KeyId = await newKey()
    const user = await newUser(server, server.admin, 'revoked')
    const encrypt = (by: KMS, key = KeyId) => by.encrypt({ KeyId: key, Plaintext: Buffer.from('x') })
    const UserName = 'revoked'
    for (let round = 0; round < 3; round++) {
      const { GrantId } = await kms.createGrant({
        KeyId,
        GranteePrincipal: user.arn,
        Operations: ['Encrypt'],
      })
      await encrypt(user.clients.kms)
      await kms.revokeGrant({ KeyId, GrantId })
      await assert.rejects(encrypt(user.clients.kms), denied)

      const policy = { UserName, PolicyName: 'p' }
      await server.admin.iam.putUserPolicy({ ...policy, PolicyDocument: policyOf({ Action: 'kms:*' }) })
      await encrypt(user.clients.kms)
      await server.admin.iam.deleteUserPolicy(policy)
      await assert.rejects(encrypt(user.clients.kms), denied)
    }
    const [AliasName, second] = ['alias/moving', await newKey()]
    await kms.createAlias({ AliasName, TargetKeyId: KeyId })
    assert.equal((await encrypt(kms, AliasName)).KeyId, KeyId)
    await kms.updateAlias({ AliasName, TargetKeyId: second })
    assert.equal((await encrypt(kms, AliasName)).KeyId, second)
    await kms.deleteAlias({ AliasName })
    await assert.rejects(encrypt(kms, AliasName), { name: 'NotFoundException' })
  })
})
