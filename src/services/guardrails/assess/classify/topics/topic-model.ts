import type { Topic } from '../classifier.ts'
import { type Term, termsOf } from '../local/terms.ts'
import { rarityOf } from './background.ts'
import { fieldsOf, isAmbiguous } from './fields.ts'

/** Grammar, and the words in which definitions talk of any topic: neither is what a topic is about. */
const empty: ReadonlySet<string> = new Set(
  termsOf(
    `a about above after again all also am an and any anyone anything are around as ask asking at be because been before being
    best between both but by can could did do does doing done each etc ever every everyone few for from further get give given
    giving go goal had has have having he help her here him his how i if in including into involve involving is it its just know
    kind let like look make making many may me might more most much must my need no nor not of off on one only or other our out
    over own particular people person please put question recommend recommendation regarding relate related request same say
    seek she should show so some someone specific such suggest suggestion take tell than that the their them then there these
    they thing think this those through to too try under until up use using user very want was way we well were what when where
    whether which while who whom why will with within without work would you your yours advice advise guidance information
    discuss discussion topic content inquiry inquire provide provision generate type write explain describe statement opinion
    subject matter concern instruction activity aim purpose offer service product form include answer content general purposes
    good bad new today now next year day time thank hello hi today don dont im ive ill`,
  ).map(({ stem }) => stem),
)

export interface TopicModel {
  /** Words of the topic by stem, and fields as `@field`, with their weights. */
  readonly weights: ReadonlyMap<string, number>
  readonly examples: readonly ReadonlyMap<string, number>[]
}

export function modelOf({ name, definition, examples }: Topic): TopicModel {
  const weights = new Map<string, number>()
  addAll(weights, vectorOf(termsOf(name)), 1)
  addAll(weights, vectorOf(termsOf(definition)), 0.8)
  for (const example of examples) addAll(weights, vectorOf(termsOf(example)), 0.8)
  return { weights, examples: examples.map((example) => vectorOf(termsOf(example))) }
}

/** The words of a stretch of text that could make it about something. */
export function vectorOf(terms: readonly Term[]): Map<string, number> {
  const vector = new Map<string, number>()
  for (const { stem } of terms) {
    if (empty.has(stem) || stem.length < 2) continue
    const ambiguous = isAmbiguous(stem)
    vector.set(stem, (0.5 + 0.5 * rarityOf(stem)) * (ambiguous ? 0.5 : 1))
    for (const field of fieldsOf(stem)) {
      // Several words of a field say more than one, with less and less to add.
      const present = vector.get(`@${field}`) ?? 0
      vector.set(`@${field}`, Math.min(2, present === 0 ? (ambiguous ? 0.6 : 1) : Math.max(1, present + 0.5)))
    }
  }
  return vector
}

/**
 * From 0 to 1: how near a stretch of text is to a topic. The higher of its likeness to one of the examples and of the share
 * of its words that belong to the topic.
 */
export function likeness(vector: ReadonlyMap<string, number>, model: TopicModel): number {
  if (vector.size === 0) return 0
  const examples = model.examples.map((example) => cosine(vector, example))
  return Math.max(cosine(vector, model.weights) * aboutness, ...examples)
}

/** A topic's own vector is long: a short text can never be as like to it as to an example. */
const aboutness = 1.5

function cosine(a: ReadonlyMap<string, number>, b: ReadonlyMap<string, number>): number {
  let dot = 0
  for (const [term, weight] of a) dot += weight * (b.get(term) ?? 0)
  if (dot === 0) return 0
  return dot / Math.sqrt(squares(a) * squares(b))
}

function squares(vector: ReadonlyMap<string, number>): number {
  let sum = 0
  for (const weight of vector.values()) sum += weight * weight
  return sum
}

function addAll(sum: Map<string, number>, vector: ReadonlyMap<string, number>, scale: number): void {
  for (const [term, weight] of vector) sum.set(term, Math.min(2.5, (sum.get(term) ?? 0) + weight * scale))
}
