import type {
  RelevantContent,
  ScoreConfidence,
  SearchRelevantContentRequest,
  SearchRelevantContentResponse,
} from '@aws-sdk/client-qbusiness'
import { given } from '../../../resources/given.ts'
import { placeOf } from '../../../resources/place.ts'
import { shown } from '../../../resources/projection.ts'
import { openActiveApplication } from '../application.ts'
import { applicationArn } from '../arns.ts'
import { stringAttribute, writeAttribute } from '../attributes.ts'
import { requireQuestion } from '../chat-request.ts'
import { chatUser } from '../chat-user.ts'
import { getRetriever } from '../children.ts'
import { fieldInvalid, pageTokenInvalid } from '../errors.ts'
import { type Hit, retrieve } from '../retrieval.ts'
import type { QBusinessOperation } from '../room.ts'

/** The passages a chat would answer from, as the calling principal may read them. One page, best first. */
export const searchRelevantContent: QBusinessOperation<
  SearchRelevantContentRequest,
  SearchRelevantContentResponse
> = {
  readOnly: true,
  category: 'Data',
  recordRequest: shown(['applicationId', 'contentSource', 'maxResults'], ['queryText', 'attributeFilter']),
  async handle(room, call, input) {
    const applicationId = given(input.applicationId, 'applicationId')
    const resource = applicationArn(placeOf(call), applicationId)
    await room.iam.authorize(call, { action: 'qbusiness:SearchRelevantContent', resource })
    const application = await openActiveApplication(room, call, applicationId)
    if (input.nextToken !== undefined) throw pageTokenInvalid()
    const retrieverId = input.contentSource?.retriever?.retrieverId
    if (retrieverId === undefined) throw fieldInvalid('contentSource', 'A content source names a retriever.')
    const retriever = await getRetriever(application, retrieverId)
    const hits = await retrieve(room, application, [retriever.body.indexId], {
      text: requireQuestion(room, input.queryText, 'queryText'),
      user: chatUser(application, call, {}),
      filter: input.attributeFilter,
      limit: input.maxResults ?? 10,
    })
    const best = hits[0]?.passage.score ?? 0
    return { relevantContent: hits.map((hit) => describe(hit, best)) }
  },
}

function describe({ passage, document }: Hit, best: number): RelevantContent {
  const { body } = document
  return {
    content: passage.text,
    documentId: body.documentId,
    documentTitle: body.title ?? passage.title,
    documentUri: stringAttribute(body.attributes, '_source_uri'),
    documentAttributes: body.attributes.map(writeAttribute),
    scoreAttributes: { scoreConfidence: confidence(passage.score / best) },
  }
}

/** BM25 scores compare within one question only, so confidence is relative to the best passage. */
function confidence(share: number): ScoreConfidence {
  if (share >= 0.8) return 'VERY_HIGH'
  if (share >= 0.55) return 'HIGH'
  if (share >= 0.3) return 'MEDIUM'
  return share >= 0 ? 'LOW' : 'NOT_AVAILABLE'
}
