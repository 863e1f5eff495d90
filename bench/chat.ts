/** Q Business: how fast documents become searchable, and how fast questions over all of them are answered. */

import { setTimeout } from 'node:timers/promises'
import { type Document, QBusiness } from '@aws-sdk/client-qbusiness'
import { documentText, documentTitle, question } from './prose.ts'
import { percentile } from './statistics.ts'
import type { Target } from './target.ts'

export interface ChatMeasure {
  readonly documents: number
  readonly documentBytes: number
  /** Documents a second, from the first BatchPutDocument until the last is INDEXED. */
  readonly ingestionRate: number
  readonly questions: number
  /** Milliseconds of the first question, which opens the index. */
  readonly first: number
  readonly p50: number
  readonly p99: number
}

const batchMax = 10
const writers = 4
const warmUpQuestions = 10
const pauseMs = 250
const patienceMs = 15 * 60 * 1000

interface Index {
  readonly applicationId: string
  readonly indexId: string
  readonly documents: number
}

export async function benchChat(target: Target, documents: number, questions: number): Promise<ChatMeasure> {
  const client = new QBusiness({
    endpoint: target.endpoint.href,
    region: target.region,
    credentials: target.credentials,
  })
  const index = await makeIndex(client, documents)
  try {
    const startedAt = performance.now()
    const documentBytes = await putDocuments(client, index)
    await until('every document is INDEXED', async () => (await indexedCount(client, index)) === documents)
    const ingestionSeconds = (performance.now() - startedAt) / 1000

    const first = await ask(client, index, 0)
    for (let number = 0; number < warmUpQuestions; number++) await ask(client, index, number)
    const times: number[] = []
    for (let number = 0; number < questions; number++) times.push(await ask(client, index, number))
    return {
      documents,
      documentBytes,
      ingestionRate: documents / ingestionSeconds,
      questions,
      first,
      p50: percentile(times, 0.5),
      p99: percentile(times, 0.99),
    }
  } finally {
    await client.deleteApplication({ applicationId: index.applicationId })
    client.destroy()
  }
}

async function makeIndex(client: QBusiness, documents: number): Promise<Index> {
  const { applicationId = '' } = await client.createApplication({
    displayName: 'bench',
    identityType: 'ANONYMOUS',
  })
  await until('the application is ACTIVE', async () => {
    return (await client.getApplication({ applicationId })).status === 'ACTIVE'
  })
  const { indexId = '' } = await client.createIndex({
    applicationId,
    displayName: 'bench',
    type: 'ENTERPRISE',
  })
  await until('the index is ACTIVE', async () => {
    return (await client.getIndex({ applicationId, indexId })).status === 'ACTIVE'
  })
  await client.createRetriever({
    applicationId,
    displayName: 'bench',
    type: 'NATIVE_INDEX',
    configuration: { nativeIndexConfiguration: { indexId } },
  })
  return { applicationId, indexId, documents }
}

/** Resolves to the bytes put. */
async function putDocuments(client: QBusiness, index: Index): Promise<number> {
  const { applicationId, indexId, documents: count } = index
  let next = 0
  let bytes = 0
  const writer = async () => {
    while (next < count) {
      const numbers = Array.from({ length: Math.min(batchMax, count - next) }, () => next++)
      const documents = numbers.map(document)
      for (const { content } of documents) bytes += content?.blob?.length ?? 0
      const { failedDocuments = [] } = await client.batchPutDocument({ applicationId, indexId, documents })
      if (failedDocuments.length > 0) throw new Error(`refused: ${JSON.stringify(failedDocuments[0])}`)
    }
  }
  await Promise.all(Array.from({ length: writers }, writer))
  return bytes
}

function document(number: number): Document {
  return {
    id: `document-${number}`,
    title: documentTitle(number),
    contentType: 'PLAIN_TEXT',
    content: { blob: Buffer.from(documentText(number)) },
  }
}

async function indexedCount(client: QBusiness, { applicationId, indexId }: Index): Promise<number> {
  const { indexStatistics: statistics } = await client.getIndex({ applicationId, indexId })
  return statistics?.textDocumentStatistics?.indexedTextDocumentCount ?? 0
}

/** Milliseconds of one question with its answer. */
async function ask(client: QBusiness, { applicationId, documents }: Index, number: number): Promise<number> {
  const startedAt = performance.now()
  const answer = await client.chatSync({ applicationId, userMessage: question(number, documents) })
  if (!answer.systemMessage) throw new Error('no answer')
  return performance.now() - startedAt
}

async function until(what: string, isSo: () => Promise<boolean>): Promise<void> {
  const endsAt = Date.now() + patienceMs
  while (!(await isSo())) {
    if (Date.now() > endsAt) throw new Error(`${what}: not within ${patienceMs / 60_000} minutes`)
    await setTimeout(pauseMs)
  }
}
