import type { ChatSyncCommandOutput, Document } from '@aws-sdk/client-qbusiness'
import type { Clients } from './clients.ts'
import { readDocuments } from './documents.ts'
import { until } from './expect.ts'
import type { Stage } from './stage.ts'

export interface Application {
  readonly applicationId: string
  readonly indexId: string
}

const batchMax = 10

export async function makeApplication(
  stage: Stage,
  { qbusiness }: Clients,
  keyArn: string,
): Promise<Application> {
  return await stage.step(
    'A Q Business application under that key',
    "DescribeKey and CreateGrant run with the builder's permissions, through kms:ViaService",
    async () => {
      const { applicationId } = await qbusiness.createApplication({
        displayName: 'tour',
        identityType: 'ANONYMOUS',
        encryptionConfiguration: { kmsKeyId: keyArn },
      })
      await until('an ACTIVE application', async () =>
        (await qbusiness.getApplication({ applicationId })).status === 'ACTIVE' ? true : undefined,
      )
      const { indexId } = await qbusiness.createIndex({
        applicationId,
        displayName: 'documents',
        type: 'ENTERPRISE',
      })
      await until('an ACTIVE index', async () =>
        (await qbusiness.getIndex({ applicationId, indexId })).status === 'ACTIVE' ? true : undefined,
      )
      await qbusiness.createRetriever({
        applicationId,
        displayName: 'native',
        type: 'NATIVE_INDEX',
        configuration: { nativeIndexConfiguration: { indexId } },
      })
      stage.proven(`application ${applicationId} and index ${indexId} are ACTIVE`)
      return { applicationId: applicationId as string, indexId: indexId as string }
    },
  )
}

export async function fillIndex(
  stage: Stage,
  { qbusiness }: Clients,
  application: Application,
  docsFolder: string,
): Promise<readonly Document[]> {
  return await stage.step(
    'Real documents into the index',
    'text, passages, postings and titles rest only sealed under data keys of this application',
    async () => {
      const documents = readDocuments(docsFolder)
      if (documents.length === 0)
        throw new Error(
          `${docsFolder} holds no document that can be read (md, txt, html, csv, json, pdf, docx)`,
        )
      for (let start = 0; start < documents.length; start += batchMax) {
        await qbusiness.batchPutDocument({
          ...application,
          documents: documents.slice(start, start + batchMax),
        })
      }
      const details = await until('the end of indexing', async () => {
        const details = []
        for (let nextToken: string | undefined, page = 0; page === 0 || nextToken; page++) {
          const answer = await qbusiness.listDocuments({ ...application, nextToken, maxResults: 100 })
          details.push(...(answer.documentDetailList ?? []))
          nextToken = answer.nextToken
        }
        const settled = details.every(
          ({ status }) =>
            status === 'INDEXED' || status === 'FAILED' || status === 'DOCUMENT_FAILED_TO_INDEX',
        )
        return settled && details.length === documents.length ? details : undefined
      })
      const indexed = details.filter(({ status }) => status === 'INDEXED').length
      stage.proven(`${indexed} of ${documents.length} documents INDEXED`)
      for (const { documentId, error } of details.filter(({ status }) => status !== 'INDEXED')) {
        stage.say(`not readable: ${documentId}: ${error?.errorMessage ?? ''}`)
      }
      if (indexed === 0) throw new Error('no document could be indexed')
      return documents
    },
  )
}

/** Asks about Keyhold when its own docs are indexed, else about the titles that are there. */
function questionsFor(documents: readonly Document[]): string[] {
  const own = documents.some(({ id }) => id === 'decisions.md')
  if (own)
    return [
      'Why is SQLite the embedded default?',
      'What happens to cached data keys when a grant is revoked?',
    ]
  const titles = documents
    .slice(0, 2)
    .map(({ title }) => (title ?? '').replace(/\.[a-z]+$/i, '').replaceAll(/[-_]+/g, ' '))
  return titles.map((title) => `What do the documents say about ${title}?`)
}

export async function askQuestions(
  stage: Stage,
  { qbusiness }: Clients,
  { applicationId }: Application,
  documents: readonly Document[],
): Promise<readonly string[]> {
  return await stage.step(
    'Questions, and answers with their sources',
    'the sealed index can be searched while the key allows it',
    async () => {
      const questions = questionsFor(documents)
      let previous: ChatSyncCommandOutput | undefined
      for (const question of questions) {
        stage.say(`Q: ${question}`)
        const answer: ChatSyncCommandOutput = await qbusiness.chatSync({
          applicationId,
          userMessage: question,
          conversationId: previous?.conversationId,
          parentMessageId: previous?.systemMessageId,
        })
        stage.quote((answer.systemMessage ?? '').slice(0, 700))
        const sources = [...new Set(answer.sourceAttributions?.map((source) => source?.title))]
        stage.proven(`sources: ${sources.join(', ') || 'none'}`)
        previous = answer
      }
      return questions
    },
  )
}

export async function readBack(
  stage: Stage,
  { qbusiness }: Clients,
  { applicationId }: Application,
): Promise<void> {
  await stage.step(
    'The conversation, read back',
    'questions and answers are kept, sealed like everything else',
    async () => {
      const { conversations = [] } = await qbusiness.listConversations({ applicationId })
      const conversationId = conversations[0]?.conversationId
      const { messages = [] } = await qbusiness.listMessages({ applicationId, conversationId })
      stage.proven(`conversation ${conversationId} holds ${messages.length} messages`)
    },
  )
}
