import { groundByWords } from '../../grounding/ground-by-words.ts'
import { createBreathe } from '../../slices.ts'
import type { Classified, Classifier, ClassifyRequest, Confidence, FilterType } from '../classifier.ts'
import { stronger } from '../classifier.ts'
import { parseLabelled } from '../labelled-texts.ts'
import { likeness, modelOf, vectorOf } from '../topics/topic-model.ts'
import { featuresOf } from './features.ts'
import { learnedTexts } from './learned-texts.ts'
import { stretchesOf } from './stretches.ts'
import type { Term } from './terms.ts'
import { confidenceOf } from './thresholds.ts'
import { type Model, probabilities, train } from './train.ts'

export const filterTypes: readonly FilterType[] = [
  'SEXUAL',
  'VIOLENCE',
  'HATE',
  'INSULTS',
  'MISCONDUCT',
  'PROMPT_ATTACK',
]

/** The likeness from which a text is about a topic; set between what it misses and what a shared word sets off. */
const topicThreshold = 0.45

/**
 * Judges by words, on this machine alone: content filters by a small model that is trained from our own texts at first use,
 * topics by likeness to their definitions and examples. English only; what it misses stands in docs/guardrails.md, measured.
 */
export function createLocalClassifier(): Classifier {
  let learned: Promise<Model> | undefined
  return {
    async classify(request) {
      learned ??= train(parseLabelled(learnedTexts), filterTypes, createBreathe())
      return judge(await learned, request)
    },
    async ground(request) {
      return groundByWords(request, createBreathe())
    },
  }
}

async function judge(model: Model, { texts, filters, topics }: ClassifyRequest): Promise<Classified> {
  const breathe = createBreathe()
  const confidences = new Map<FilterType, Confidence>(filters.map((filter) => [filter, 'NONE']))
  const models = topics.map(modelOf)
  const about = new Set<number>()
  for (const text of texts) {
    for (const terms of stretchesOf(text)) {
      judgeFilters(model, terms, confidences)
      const vector = models.length > 0 ? vectorOf(terms) : new Map<string, number>()
      for (const [i, topic] of models.entries()) {
        if (!about.has(i) && likeness(vector, topic) >= topicThreshold) about.add(i)
      }
      await breathe()
    }
  }
  return { filters: confidences, topics: about }
}

function judgeFilters(model: Model, terms: readonly Term[], confidences: Map<FilterType, Confidence>): void {
  if (confidences.size === 0) return
  const features = featuresOf(terms.map(({ stem }) => stem))
  const chances = probabilities(model, features)
  for (const [filter, confidence] of confidences) {
    confidences.set(filter, stronger(confidence, confidenceOf(filter, chances.get(filter) ?? 0)))
  }
}
