import type { AttributeFilter, DocumentAttribute } from '@aws-sdk/client-qbusiness'
import { type Attribute, type AttributeValue, readAttribute } from './attributes.ts'
import { fieldInvalid } from './errors.ts'

export type AttributePredicate = (attributes: ReadonlyMap<string, AttributeValue>) => boolean

// A filter is a tree a client writes: both limits keep its evaluation, which runs once a document, small.
const depthMax = 10
const nodesMax = 100

const comparisons = {
  equalsTo: (held: AttributeValue, wanted: AttributeValue) => equals(held, wanted),
  containsAll: (held: AttributeValue, wanted: AttributeValue) =>
    items(wanted).every((item) => items(held).includes(item)),
  containsAny: (held: AttributeValue, wanted: AttributeValue) =>
    items(wanted).some((item) => items(held).includes(item)),
  greaterThan: (held: AttributeValue, wanted: AttributeValue) => compare(held, wanted, (a, b) => a > b),
  greaterThanOrEquals: (held: AttributeValue, wanted: AttributeValue) =>
    compare(held, wanted, (a, b) => a >= b),
  lessThan: (held: AttributeValue, wanted: AttributeValue) => compare(held, wanted, (a, b) => a < b),
  lessThanOrEquals: (held: AttributeValue, wanted: AttributeValue) => compare(held, wanted, (a, b) => a <= b),
} as const

type Comparison = keyof typeof comparisons
const comparisonNames: readonly Comparison[] = Object.keys(comparisons).filter(isComparison)

/**
 * A document whose attribute is absent or of another type than the filter's never matches a comparison.
 * @throws ValidationException on an empty, ambiguous, too deep or too large filter.
 */
export function compileFilter(filter: AttributeFilter | undefined): AttributePredicate | null {
  if (filter === undefined) return null
  return compileNode(filter, 1, { nodes: 0 })
}

function compileNode(filter: AttributeFilter, depth: number, budget: { nodes: number }): AttributePredicate {
  budget.nodes++
  if (depth > depthMax) throw invalid(`An attribute filter is at most ${depthMax} levels deep.`)
  if (budget.nodes > nodesMax) throw invalid(`An attribute filter has at most ${nodesMax} conditions.`)
  const parts: AttributePredicate[] = []
  if (filter.andAllFilters !== undefined) {
    const all = filter.andAllFilters.map((child) => compileNode(child, depth + 1, budget))
    parts.push((attributes) => all.every((predicate) => predicate(attributes)))
  }
  if (filter.orAllFilters !== undefined) {
    const any = filter.orAllFilters.map((child) => compileNode(child, depth + 1, budget))
    parts.push((attributes) => any.some((predicate) => predicate(attributes)))
  }
  if (filter.notFilter !== undefined) {
    const negated = compileNode(filter.notFilter, depth + 1, budget)
    parts.push((attributes) => !negated(attributes))
  }
  for (const name of comparisonNames) {
    const operand = filter[name]
    if (operand !== undefined) parts.push(compileComparison(name, operand))
  }
  const [only, ...others] = parts
  if (only === undefined || others.length > 0)
    throw invalid('An attribute filter has exactly one condition at each level.')
  return only
}

function compileComparison(name: Comparison, operand: DocumentAttribute): AttributePredicate {
  const wanted = readAttribute(operand, 'attributeFilter')
  requireComparable(name, wanted)
  const holds = comparisons[name]
  return (attributes) => {
    const held = attributes.get(wanted.name)
    return held !== undefined && holds(held, wanted.value)
  }
}

function requireComparable(name: Comparison, wanted: Attribute): void {
  const { kind } = wanted.value
  if (name === 'equalsTo') return
  if (name === 'containsAll' || name === 'containsAny') {
    if (kind === 'string' || kind === 'list') return
    throw invalid(`${name} compares strings and string lists.`)
  }
  if (kind !== 'long' && kind !== 'date') throw invalid(`${name} compares numbers and dates.`)
}

function equals(held: AttributeValue, wanted: AttributeValue): boolean {
  if (held.kind !== wanted.kind) return false
  if (held.kind !== 'list' || wanted.kind !== 'list') return held.value === wanted.value
  const [a, b] = [new Set(held.value), new Set(wanted.value)]
  return a.size === b.size && a.isSubsetOf(b)
}

function items(value: AttributeValue): readonly string[] {
  if (value.kind === 'list') return value.value
  return value.kind === 'string' ? [value.value] : []
}

function compare(
  held: AttributeValue,
  wanted: AttributeValue,
  holds: (a: number, b: number) => boolean,
): boolean {
  if (held.kind !== wanted.kind || held.kind === 'list' || held.kind === 'string') return false
  if (wanted.kind === 'list' || wanted.kind === 'string') return false
  return holds(held.value, wanted.value)
}

function isComparison(name: string): name is Comparison {
  return Object.hasOwn(comparisons, name)
}

function invalid(message: string) {
  return fieldInvalid('attributeFilter', message)
}
