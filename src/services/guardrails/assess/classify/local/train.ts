import type { FilterType } from '../classifier.ts'
import type { LabelledText } from '../labelled-texts.ts'
import { featuresOf, scaleOf } from './features.ts'
import { termsOf } from './terms.ts'

/** For each kind a logistic regression over `featuresOf`. */
export interface Model {
  /** Index of a feature in every weights array. */
  readonly features: ReadonlyMap<string, number>
  readonly filters: ReadonlyMap<FilterType, { readonly weights: Float64Array; readonly bias: number }>
}

interface Example {
  readonly indexes: readonly number[]
  readonly labels: ReadonlySet<FilterType>
  readonly norm: number
}

const rounds = 40
const learningRate = 0.5
/** Keeps weights of rare features small. */
const decay = 0.002

/** Learns in a fixed order from fixed texts: the same model on every machine. `breathe` is awaited between steps. */
export async function train(
  texts: readonly LabelledText[],
  filters: readonly FilterType[],
  breathe: () => Promise<void>,
): Promise<Model> {
  const features = new Map<string, number>()
  const scales: number[] = []
  const examples: Example[] = []
  for (const { text, labels } of texts) {
    const found = featuresOf(termsOf(text).map(({ stem }) => stem))
    const indexes = found.map((feature) => {
      const index = features.get(feature) ?? features.size
      features.set(feature, index)
      scales[index] = scaleOf(feature)
      return index
    })
    examples.push({ indexes, labels, norm: 1 / Math.sqrt(found.length + 1) })
    await breathe()
  }
  const learned = new Map<FilterType, { weights: Float64Array; bias: number }>()
  for (const filter of filters) {
    const model = { weights: new Float64Array(features.size), bias: 0 }
    const positives = examples.filter(({ labels }) => labels.has(filter)).length
    // The harmless and the other kinds are many times as many.
    const emphasis = Math.sqrt((examples.length - positives) / Math.max(1, positives))
    for (let round = 0; round < rounds; round += 1) {
      const rate = learningRate / (1 + round / 20)
      for (const { indexes, labels, norm } of examples) {
        const target = labels.has(filter) ? 1 : 0
        const error = target - sigmoid(scoreOf(model, indexes, scales, norm))
        const step = rate * error * (target === 1 ? emphasis : 1)
        model.bias += step * 0.1
        for (const index of indexes) {
          const weight = model.weights[index] as number
          model.weights[index] = weight + step * (scales[index] as number) * norm * 4 - rate * decay * weight
        }
      }
      await breathe()
    }
    for (const [i, scale] of scales.entries()) model.weights[i] = (model.weights[i] as number) * scale
    learned.set(filter, model)
  }
  return { features, filters: learned }
}

function scoreOf(
  { weights, bias }: { weights: Float64Array; bias: number },
  indexes: readonly number[],
  scales: readonly number[],
  norm: number,
): number {
  let sum = 0
  for (const index of indexes) sum += (weights[index] as number) * (scales[index] as number)
  return bias + sum * norm * 4
}

/** Probability that a stretch of text with these stems is of the kind. */
export function probability(model: Model, filter: FilterType, features: readonly string[]): number {
  const learned = model.filters.get(filter)
  if (learned === undefined) return 0
  let sum = 0
  for (const feature of features) {
    const index = model.features.get(feature)
    if (index !== undefined) sum += learned.weights[index] as number
  }
  return sigmoid(learned.bias + (sum * 4) / Math.sqrt(features.length + 1))
}

function sigmoid(x: number): number {
  return 1 / (1 + Math.exp(-x))
}
