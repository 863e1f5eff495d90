import { ownMember, parseJson } from '../../../../../model/chat-completion.ts'
import type { Classified, Classifier, ClassifyRequest, Confidence, FilterType } from '../classifier.ts'
import { confidences, stronger } from '../classifier.ts'
import { type ClassifierEndpoint, complete, notUnderstood } from './chat-endpoint.ts'
import { classifyQuestion, groundQuestion } from './questions.ts'

/** Of one question, in UTF-16 units. Models judge long texts badly, and their windows end. */
const pieceLength = 12_000
/** So that nothing hides on the border between two pieces. */
const overlap = 500
/** Pieces that are asked about at the same time. */
const atOnce = 4

/**
 * Lets a chat model judge. The content leaves the process in plain for this endpoint: configuring one means trusting it. An
 * endpoint that fails, or answers otherwise than asked, makes the whole judgement fail: nothing passes unjudged.
 */
export function createEndpointClassifier(endpoint: ClassifierEndpoint): Classifier {
  return {
    async classify(request) {
      const pieces = request.texts.flatMap(piecesOf).filter((piece) => piece.trim() !== '')
      const filters = new Map<FilterType, Confidence>(request.filters.map((filter) => [filter, 'NONE']))
      const topics = new Set<number>()
      for (let i = 0; i < pieces.length; i += atOnce) {
        const some = pieces.slice(i, i + atOnce).map((piece) => classifyPiece(endpoint, piece, request))
        for (const judged of await Promise.all(some)) {
          for (const [filter, confidence] of judged.filters) {
            filters.set(filter, stronger(filters.get(filter) ?? 'NONE', confidence))
          }
          for (const topic of judged.topics) topics.add(topic)
        }
      }
      return { filters, topics }
    },
    async ground(request) {
      const { system, user } = groundQuestion(request)
      const answer = objectIn(await complete(endpoint, system, user))
      return {
        grounding: requireShare(ownMember(answer, 'grounding')),
        relevance: requireShare(ownMember(answer, 'relevance')),
      }
    },
  }
}

async function classifyPiece(
  endpoint: ClassifierEndpoint,
  piece: string,
  request: ClassifyRequest,
): Promise<Classified> {
  const { system, user } = classifyQuestion(piece, request)
  const answer = objectIn(await complete(endpoint, system, user))
  const judged = ownMember(answer, 'filters')
  const filters = new Map(
    request.filters.map((filter) => [filter, requireConfidence(ownMember(judged, filter))] as const),
  )
  return { filters, topics: requireTopics(ownMember(answer, 'topics'), request.topics.length) }
}

function piecesOf(text: string): string[] {
  const pieces: string[] = []
  for (let from = 0; from === 0 || from < text.length - overlap; from += pieceLength - overlap) {
    pieces.push(text.slice(from, from + pieceLength).toWellFormed())
  }
  return pieces
}

/** Models like to put a fence or a sentence around the JSON they were asked for. */
function objectIn(answer: string): unknown {
  const object = parseJson(answer.slice(answer.indexOf('{'), answer.lastIndexOf('}') + 1))
  if (typeof object !== 'object' || object === null) throw notUnderstood()
  return object
}

function requireConfidence(value: unknown): Confidence {
  const found = confidences.find((confidence) => confidence === value)
  if (found === undefined) throw notUnderstood()
  return found
}

function requireTopics(value: unknown, count: number): Set<number> {
  if (count === 0) return new Set()
  if (!Array.isArray(value)) throw notUnderstood()
  const numbers = value.map(Number)
  if (!numbers.every((number) => Number.isInteger(number) && number >= 0 && number < count))
    throw notUnderstood()
  return new Set(numbers)
}

function requireShare(value: unknown): number {
  if (typeof value !== 'number' || !(value >= 0 && value <= 1)) throw notUnderstood()
  return value
}
