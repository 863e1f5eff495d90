import type { GuardrailContentFilterType } from '@aws-sdk/client-bedrock'

export type FilterType = GuardrailContentFilterType

/** How sure a classifier is that a text is of a kind, weakest first. */
export const confidences = ['NONE', 'LOW', 'MEDIUM', 'HIGH'] as const
export type Confidence = (typeof confidences)[number]

export interface Topic {
  readonly name: string
  readonly definition: string
  readonly examples: readonly string[]
}

export interface ClassifyRequest {
  /** Folded. Judged together: the worst of them counts. */
  readonly texts: readonly string[]
  readonly source: 'INPUT' | 'OUTPUT'
  readonly filters: readonly FilterType[]
  readonly topics: readonly Topic[]
}

export interface Classified {
  /** One for every filter asked for. */
  readonly filters: ReadonlyMap<FilterType, Confidence>
  /** Indexes of topics that the text is about. */
  readonly topics: ReadonlySet<number>
}

export interface GroundRequest {
  readonly sources: readonly string[]
  readonly query: string
  readonly answer: string
}

/** From 0 to 1. */
export interface GroundScores {
  /** How far the sources support the answer. */
  readonly grounding: number
  /** How far the answer is one to the query. */
  readonly relevance: number
}

/** What judges the meaning of texts; everything else in an assessment is decided by rules. */
export interface Classifier {
  /** @throws ClassifierUnavailableError */
  classify(request: ClassifyRequest): Promise<Classified>
  /** @throws ClassifierUnavailableError */
  ground(request: GroundRequest): Promise<GroundScores>
}

/** The classifier cannot judge now. `message` says why without a word of the content. */
export class ClassifierUnavailableError extends Error {
  override readonly name = 'ClassifierUnavailableError'
}

export function stronger(a: Confidence, b: Confidence): Confidence {
  return confidences.indexOf(a) >= confidences.indexOf(b) ? a : b
}
