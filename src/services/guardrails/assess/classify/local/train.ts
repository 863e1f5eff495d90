import type { FilterType } from '../classifier.ts'
import type { LabelledText } from '../labelled-texts.ts'
import { featuresOf, scaleOf } from './features.ts'
import { termsOf } from './terms.ts'
import { unmask } from './unmask.ts'

/** For each kind a logistic regression over `featuresOf`. */
export interface Model {
  /** Index of a feature: its weights begin at `index * kinds` in `weights`. */
  readonly features: ReadonlyMap<string, number>
  /** Kinds in the order of their weights. */
  readonly filters: readonly FilterType[]
  readonly weights: Float64Array
  readonly biases: Float64Array
}

interface Example {
  readonly indexes: Int32Array
  readonly scales: Float64Array
  /** 1 for each kind that it is of. */
  readonly targets: Float64Array
}

const rounds = 9
const learningRate = 0.3
/** Keeps weights of rare features small. */
const decay = 0.0006
/** Added to the squared gradients of AdaGrad, so that the first steps are no leaps. */
const damping = 0.5

/** Learns in a fixed order from fixed texts: the same model on every machine. `breathe` is awaited between steps. */
export async function train(
  texts: readonly LabelledText[],
  filters: readonly FilterType[],
  breathe: () => Promise<void>,
): Promise<Model> {
  const found: string[][] = []
  for (const { text } of texts) {
    found.push(featuresOf(termsOf(unmask(text)).map(({ stem }) => stem)))
    await breathe()
  }
  const features = repeated(found)
  const examples = texts.map(({ labels }, i) => exampleOf(found[i] as string[], labels, features, filters))
  await breathe()
  const kinds = filters.length
  const weights = new Float64Array(features.size * kinds)
  const model = { features, filters, weights, biases: new Float64Array(kinds) }
  const emphases = filters.map((_, kind) => emphasisOf(examples, kind))
  const squares = new Float64Array(weights.length).fill(damping)
  const order = shuffled(examples)
  for (let round = 0; round < rounds; round += 1) {
    for (const [i, example] of order.entries()) {
      learn(model, squares, emphases, example)
      if (i % 64 === 0) await breathe()
    }
  }
  return model
}

/** Indexes of the features that at least two texts have: what only one has says nothing of others. */
function repeated(found: readonly (readonly string[])[]): Map<string, number> {
  const seen = new Set<string>()
  const features = new Map<string, number>()
  for (const feature of found.flat()) {
    if (!seen.has(feature)) seen.add(feature)
    else if (!features.has(feature)) features.set(feature, features.size)
  }
  return features
}

function exampleOf(
  found: readonly string[],
  labels: ReadonlySet<FilterType>,
  features: ReadonlyMap<string, number>,
  filters: readonly FilterType[],
): Example {
  const norm = normOf(found)
  const known = found.filter((feature) => features.has(feature))
  return {
    indexes: Int32Array.from(known, (feature) => features.get(feature) ?? 0),
    scales: Float64Array.from(known, (feature) => scaleOf(feature) * norm),
    targets: Float64Array.from(filters, (filter) => (labels.has(filter) ? 1 : 0)),
  }
}

/** The harmless and the other kinds are many times as many. */
function emphasisOf(examples: readonly Example[], kind: number): number {
  const positives = examples.filter(({ targets }) => targets[kind] === 1).length
  return Math.sqrt((examples.length - positives) / Math.max(1, positives))
}

/** By a generator of fixed seed (Lehmer's, modulus 2^31 - 1). */
function shuffled<T>(items: readonly T[]): T[] {
  const order = [...items]
  let seed = 20_011
  for (let i = order.length - 1; i > 0; i -= 1) {
    seed = (seed * 48_271) % 2_147_483_647
    const j = seed % (i + 1)
    const swapped = order[i] as T
    order[i] = order[j] as T
    order[j] = swapped
  }
  return order
}

function learn(
  { weights, biases }: { readonly weights: Float64Array; readonly biases: Float64Array },
  squares: Float64Array,
  emphases: readonly number[],
  { indexes, scales, targets }: Example,
): void {
  const kinds = biases.length
  for (let kind = 0; kind < kinds; kind += 1) {
    let sum = biases[kind] as number
    for (let i = 0; i < indexes.length; i += 1) {
      sum += (weights[(indexes[i] as number) * kinds + kind] as number) * (scales[i] as number)
    }
    const target = targets[kind] as number
    const error = (target - sigmoid(sum)) * (target === 1 ? (emphases[kind] as number) : 1)
    biases[kind] = (biases[kind] as number) + 0.02 * error
    for (let i = 0; i < indexes.length; i += 1) {
      const at = (indexes[i] as number) * kinds + kind
      const weight = weights[at] as number
      const gradient = error * (scales[i] as number) - decay * weight
      const square = (squares[at] as number) + gradient * gradient
      squares[at] = square
      weights[at] = weight + (learningRate * gradient) / Math.sqrt(square)
    }
  }
}

/** How much each feature of a stretch weighs: a long stretch has many, each of which says less. */
function normOf(found: readonly string[]): number {
  return 4 / Math.sqrt(found.length + 8)
}

/** For each of the model's filters the probability that a stretch of text with these features is of the kind. */
export function probabilities(
  { features, filters, weights, biases }: Model,
  found: readonly string[],
): ReadonlyMap<FilterType, number> {
  const kinds = filters.length
  const sums = Float64Array.from(biases)
  const norm = normOf(found)
  for (const feature of found) {
    const index = features.get(feature)
    if (index === undefined) continue
    const scale = scaleOf(feature) * norm
    for (let kind = 0; kind < kinds; kind += 1) {
      sums[kind] = (sums[kind] as number) + (weights[index * kinds + kind] as number) * scale
    }
  }
  return new Map(filters.map((filter, kind) => [filter, sigmoid(sums[kind] as number)]))
}

function sigmoid(x: number): number {
  return 1 / (1 + Math.exp(-x))
}
