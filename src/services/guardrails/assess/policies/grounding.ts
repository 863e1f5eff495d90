import type { GuardrailContextualGroundingFilter } from '@aws-sdk/client-bedrock-runtime'
import type { GuardrailDefinition } from '../../definition.ts'
import { invalid } from '../../errors.ts'
import type { Classifier } from '../classify/classifier.ts'
import { type Content, countCharacters, type Source } from '../content.ts'
import { unitsOf } from '../usage.ts'
import { silent, type Verdict } from './verdict.ts'

/** In characters (user guide, "Use contextual grounding check"). */
const sourceMax = 100_000
const queryMax = 1_000
const answerMax = 5_000

/**
 * Whether an answer is supported by its sources and answers its query. Only for answers (`OUTPUT`), and only when the
 * request brings both a grounding source and a query.
 * @throws ValidationException for more than 100,000 characters of sources, 1,000 of query or 5,000 of answer.
 */
export async function judgeGrounding(
  policy: GuardrailDefinition['contextualGroundingPolicyConfig'],
  content: Content,
  source: Source,
  isFull: boolean,
  classifier: Classifier,
): Promise<Verdict> {
  const filters = (policy?.filtersConfig ?? []).filter(({ enabled }) => enabled !== false)
  const { groundingSources: sources, queries, judged } = content
  if (filters.length === 0 || source !== 'OUTPUT') return silent
  if (sources.length === 0 || queries.length === 0 || judged.length === 0) return silent

  const query = queries.join('\n')
  const answer = judged.map(({ text }) => text).join('\n')
  const lengths = {
    source: sources.reduce((sum, text) => sum + countCharacters(text), 0),
    query: countCharacters(query),
    answer: countCharacters(answer),
  }
  if (lengths.source > sourceMax) throw tooLong('grounding source', sourceMax)
  if (lengths.query > queryMax) throw tooLong('query', queryMax)
  if (lengths.answer > answerMax) throw tooLong('content to guard', answerMax)

  const scores = await classifier.ground({ sources, query, answer })
  const reports = filters.map(
    ({ type, threshold = 0, action = 'BLOCK' }): GuardrailContextualGroundingFilter => {
      const score = round(type === 'RELEVANCE' ? scores.relevance : scores.grounding)
      const detected = score < threshold
      return { type, threshold, score, action: detected && action === 'BLOCK' ? 'BLOCKED' : 'NONE', detected }
    },
  )
  const shown = reports.filter(({ detected }) => isFull || detected)
  return {
    ...silent,
    assessment: shown.length > 0 ? { contextualGroundingPolicy: { filters: shown } } : {},
    blocked: reports.some(({ action }) => action === 'BLOCKED'),
    usage: { contextualGroundingPolicyUnits: unitsOf(lengths.source + lengths.query + lengths.answer) },
  }
}

function tooLong(what: string, max: number) {
  return invalid(`The ${what} must have at most ${max} characters for contextual grounding checks.`)
}

function round(score: number): number {
  return Math.round(Math.min(1, Math.max(0, score)) * 100) / 100
}
