import assert from 'node:assert/strict'
import { test } from 'node:test'
import { newDataFolder, openHouse, until } from '../fixtures/open-house.ts'
import { makeAssistant, putAndWait, settled, textDocument } from '../fixtures/story.ts'

const dayMs = 86_400_000

test('documents put before a stop are indexed after the start', async (t) => {
  const dataFolder = await newDataFolder(t)
  const first = await openHouse({ dataFolder })
  const assistant = await makeAssistant(first)
  const { applicationId, indexId } = assistant
  await first.storage.jobs.stop()
  await first.q('BatchPutDocument', { applicationId, indexId, documents: [textDocument('a', 'walrus one')] })
  // As a crash leaves it: work begun, not ended.
  await first.storage.database
    .updateTable('sealed_record')
    .set({ status: 'PROCESSING' })
    .where('kind', '=', 'document')
    .execute()
  await first.close()

  const second = await openHouse({ dataFolder })
  assert.deepEqual([...(await settled(second, applicationId, indexId))], [['a', 'INDEXED']])
})

test('indexing waits while the key is out of reach and goes on when it is back', async (t) => {
  const dataFolder = await newDataFolder(t)
  const first = await openHouse({ dataFolder })
  const assistant = await makeAssistant(first)
  const { applicationId, indexId, keyId } = assistant
  await first.storage.jobs.stop()
  await first.q('BatchPutDocument', { applicationId, indexId, documents: [textDocument('a', 'walrus')] })
  await first.kms('DisableKey', { KeyId: keyId })
  await first.close()

  const house = await openHouse({ dataFolder })
  await new Promise((resolve) => setTimeout(resolve, 200))
  const documents = house.storage.database
    .selectFrom('sealed_record')
    .select('status')
    .where('kind', '=', 'document')
  assert.deepEqual(await documents.execute(), [{ status: 'RECEIVED' }])
  await house.kms('EnableKey', { KeyId: keyId })
  assert.deepEqual([...(await settled(house, applicationId, indexId))], [['a', 'INDEXED']])
})

test('a revoked grant ends an application, and deleting it still works', async (t) => {
  const house = await openHouse({ dataFolder: await newDataFolder(t) })
  const { applicationId, indexId, keyId } = await makeAssistant(house)
  const { Grants: grants } = await house.kms('ListGrants', { KeyId: keyId })
  assert.ok(Array.isArray(grants) && grants.length === 1)
  await house.kms('RevokeGrant', { KeyId: keyId, GrantId: grants[0].GrantId })
  await assert.rejects(house.q('GetIndex', { applicationId, indexId }), {
    code: 'AccessDeniedException',
    message: /grant was revoked/,
  })
  const other = await makeAssistant(house)
  await house.q('DeleteApplication', { applicationId })
  await until(
    () => house.q('ListApplications', {}),
    ({ applications = [] }) => applications.length === 1,
  )
  assert.equal((await house.q('GetApplication', { applicationId: other.applicationId })).status, 'ACTIVE')
  await house.q('DeleteApplication', { applicationId: other.applicationId })
  await until(
    () => house.kms('ListGrants', { KeyId: other.keyId }),
    ({ Grants: left }) => Array.isArray(left) && left.length === 0,
  )
})

test('a sync job of a custom data source counts its documents and ends when they are indexed', async (t) => {
  const house = await openHouse({ dataFolder: await newDataFolder(t) })
  const { applicationId, indexId } = await makeAssistant(house)
  const source = { applicationId, indexId, displayName: 'mine', configuration: { type: 'CUSTOM' } }
  const { dataSourceId } = await house.q('CreateDataSource', source)
  const place = { applicationId, indexId, dataSourceId }
  await until(
    () => house.q('GetDataSource', place),
    ({ status }) => status === 'ACTIVE',
  )
  await assert.rejects(house.q('CreateDataSource', { ...source, configuration: { type: 'S3' } }), {
    code: 'ValidationException',
  })
  const { executionId } = await house.q('StartDataSourceSyncJob', place)
  await assert.rejects(house.q('StartDataSourceSyncJob', place), { code: 'ConflictException' })
  const documents = [textDocument('a', 'walrus'), { id: 'b', content: { blob: Buffer.of(0) } }]
  await house.q('BatchPutDocument', { applicationId, indexId, documents, dataSourceSyncId: executionId })
  await house.q('StopDataSourceSyncJob', place)
  const { history = [] } = await until(
    () => house.q('ListDataSourceSyncJobs', place),
    (list) => list.history?.[0]?.status === 'INCOMPLETE',
  )
  assert.deepEqual(history[0]?.metrics, {
    documentsAdded: '2',
    documentsModified: '0',
    documentsDeleted: '0',
    documentsFailed: '1',
    documentsScanned: '2',
  })
  await house.q('DeleteDataSource', place)
  await until(
    () => house.q('ListDocuments', { applicationId, indexId }),
    ({ documentDetailList }) => documentDetailList?.length === 0,
  )
})

test('a conversation without a message for thirty days is gone, a younger one stays; tokens are forgotten', async (t) => {
  const clock = { offsetMs: 0 }
  const house = await openHouse({
    dataFolder: await newDataFolder(t),
    clock,
    settings: { sweepIntervalMs: 1_000 },
  })
  const assistant = await makeAssistant(house, 'ANONYMOUS')
  const { applicationId } = assistant
  await putAndWait(house, assistant, [textDocument('a', 'walrus')])
  const asked = { applicationId, userMessage: 'walrus', clientToken: 'one' }
  const old = await house.q('ChatSync', asked)
  clock.offsetMs = 29 * dayMs
  const young = await house.q('ChatSync', { applicationId, userMessage: 'walrus again' })
  clock.offsetMs = 31 * dayMs
  const { conversations = [] } = await until(
    () => house.q('ListConversations', { applicationId }),
    (list) => list.conversations?.length === 1,
  )
  assert.equal(conversations[0]?.conversationId, young.conversationId)
  const turns = await house.storage.database
    .selectFrom('sealed_record')
    .select('parent')
    .where('kind', '=', 'turn')
    .execute()
  assert.deepEqual(turns, [{ parent: young.conversationId }])
  const again = await house.q('ChatSync', asked)
  assert.notEqual(again.conversationId, old.conversationId)
})
