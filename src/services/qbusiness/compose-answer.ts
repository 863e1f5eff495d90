import type { TextSegment } from '@aws-sdk/client-qbusiness'
import { AwsError } from '../../call/aws-error.ts'
import { type Answer, AnswerUnavailableError } from '../../search/search.ts'
import { stringAttribute } from './attributes.ts'
import type { StoredSource, TurnBody } from './bodies.ts'
import type { Hit } from './retrieval.ts'
import type { QBusinessRoom } from './room.ts'

const snippetCharactersMax = 1_000
/** What Amazon Q Business says when retrieval found nothing to answer from. */
export const nothingFound = 'Sorry, I could not find relevant information to complete your request.'

/** Writes the answer from the hits alone. @throws ExternalResourceException when the answering endpoint fails. */
export async function composeAnswer(
  room: QBusinessRoom,
  question: string,
  hits: readonly Hit[],
): Promise<Pick<TurnBody, 'answer' | 'sources'>> {
  if (hits.length === 0) return { answer: nothingFound, sources: [] }
  const answer = await write(room, question, hits)
  // Without a citation the passages held no answer, so none of them is a source of one.
  if (answer.citations.length === 0)
    return { answer: answer.text === '' ? nothingFound : answer.text, sources: [] }
  return { answer: answer.text, sources: sourcesOf(answer, hits) }
}

async function write(room: QBusinessRoom, question: string, hits: readonly Hit[]): Promise<Answer> {
  try {
    return await room.answer(
      question,
      hits.map((hit) => ({ ...hit.passage, title: titleOf(hit) })),
    )
  } catch (error) {
    if (!(error instanceof AnswerUnavailableError)) throw error
    throw new AwsError(
      'ExternalResourceException',
      'The configured answering endpoint did not answer. Try again.',
      {
        cause: error,
      },
    )
  }
}

/** One source a document, in the order of first citation. */
function sourcesOf(answer: Answer, hits: readonly Hit[]): readonly StoredSource[] {
  const sources = new Map<string, { hit: Hit; textMessageSegments: TextSegment[] }>()
  for (const { passage, beginOffset, endOffset, excerpt } of answer.citations) {
    const hit = hits[passage]
    if (hit === undefined) continue
    const source = sources.get(hit.document.id) ?? { hit, textMessageSegments: [] }
    source.textMessageSegments.push({ beginOffset, endOffset, snippetExcerpt: { text: excerpt } })
    sources.set(hit.document.id, source)
  }
  return [...sources.values()].map(({ hit, textMessageSegments }, position) => ({
    title: titleOf(hit),
    snippet: hit.passage.text.slice(0, snippetCharactersMax),
    url: stringAttribute(hit.document.body.attributes, '_source_uri'),
    citationNumber: position + 1,
    updatedAtMs: hit.document.updatedAt,
    textMessageSegments,
    documentId: hit.document.body.documentId,
    indexId: hit.indexId,
    datasourceId: hit.document.body.dataSourceId,
  }))
}

function titleOf({ passage, document }: Pick<Hit, 'passage' | 'document'>): string {
  return document.body.title ?? (passage.title === '' ? document.body.documentId : passage.title)
}
