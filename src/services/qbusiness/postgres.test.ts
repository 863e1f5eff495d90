import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { startPostgres, type TestPostgres } from '../../../test/support/postgres.ts'
import { extractiveAnswer } from '../../search/answer/extractive-answer.ts'
import { newDataFolder, openHouse, until } from './fixtures/open-house.ts'
import { makeAssistant, putAndWait, settled, textDocument } from './fixtures/story.ts'

let postgres: TestPostgres
before(async () => {
  postgres = await startPostgres()
})
after(() => postgres.stop())

test('on PostgreSQL documents become answers, are replaced, deleted, and fall silent with their key', async (t) => {
  const dataFolder = await newDataFolder(t)
  const databaseUrl = await postgres.newDatabase()
  const house = await openHouse({ dataFolder, databaseUrl, answer: extractiveAnswer })
  const assistant = await makeAssistant(house, 'ANONYMOUS')
  const { applicationId, indexId, keyId } = assistant
  const numbers = Array.from({ length: 40 }, (_, i) => i)
  const put = (documents: readonly number[], text: (i: number) => string) =>
    house.q('BatchPutDocument', {
      applicationId,
      indexId,
      documents: documents.map((i) => textDocument(`doc-${i}`, text(i))),
    })
  // Batches at once, so that their transactions meet in the database.
  const batches = [0, 1, 2, 3].map((b) => numbers.slice(b * 10, b * 10 + 10))
  await Promise.all(
    batches.map((batch) => put(batch, (i) => `The walrus number ${i} weighs ${1000 + i} kilograms.`)),
  )
  const statuses = await settled(house, applicationId, indexId)
  assert.deepEqual(new Set(statuses.values()), new Set(['INDEXED']))
  assert.equal(statuses.size, 40)

  const ask = async (userMessage: string) =>
    (await house.q('ChatSync', { applicationId, userMessage })).systemMessage ?? ''
  assert.match(await ask('How much does walrus number 17 weigh?'), /1017 kilograms/)
  await putAndWait(house, assistant, [
    textDocument('doc-17', `The walrus number 17 weighs nothing. ${'x '.repeat(40_000)}`),
  ])
  assert.match(await ask('How much does walrus number 17 weigh?'), /weighs nothing/)

  const documents = numbers.slice(0, 20).map((i) => ({ documentId: `doc-${i}` }))
  await house.q('BatchDeleteDocument', { applicationId, indexId, documents })
  await until(
    () => house.q('ListDocuments', { applicationId, indexId }),
    ({ documentDetailList }) => documentDetailList?.length === 20,
  )
  assert.doesNotMatch(await ask('How much does walrus number 17 weigh?'), /weighs nothing/)

  await house.kms('DisableKey', { KeyId: keyId })
  await assert.rejects(ask('walrus'), { code: 'AccessDeniedException' })
  await house.kms('EnableKey', { KeyId: keyId })
  assert.match(await ask('How much does walrus number 30 weigh?'), /1030 kilograms/)
})
