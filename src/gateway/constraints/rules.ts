/** Rules of a single value (no structure): AWS's sentence for each and whether a value keeps it. */

import type { Constraint } from './model.ts'
import { compilePattern } from './patterns.ts'

export interface Rule {
  readonly text: string
  readonly holds: (value: unknown) => boolean
}

export type ValueKind = 'text' | 'number' | 'blob' | 'list' | 'map' | 'other'

/**
 * Length first, and a pattern only sees what has passed it: no pattern runs on a text longer than the model allows.
 * AWS would name the pattern as well.
 */
export function compileRules(
  kind: ValueKind,
  constraint: Constraint,
  enumValues: readonly string[] | null,
): readonly Rule[] {
  if (kind === 'number') return rangeRules(constraint)
  if (kind === 'other') return []
  const rules = lengthRules(kind, constraint)
  if (kind !== 'text') return rules
  if (constraint.pattern !== undefined)
    rules.push(patternRule(constraint.pattern, constraint.max ?? patternTextMax))
  if (enumValues !== null) rules.push(enumRule(enumValues))
  return rules
}

/** For patterns of members whose length the model leaves open. */
const patternTextMax = 1024 * 1024

function rangeRules({ min, max }: Constraint): Rule[] {
  const rules: Rule[] = []
  if (max !== undefined) {
    const text = `Member must have value less than or equal to ${max}`
    rules.push({ text, holds: (value) => (value as number) <= max })
  }
  if (min !== undefined) {
    const text = `Member must have value greater than or equal to ${min}`
    rules.push({ text, holds: (value) => (value as number) >= min })
  }
  return rules
}

function lengthRules(kind: ValueKind, { min, max }: Constraint): Rule[] {
  const rules: Rule[] = []
  if (max !== undefined) {
    const text = `Member must have length less than or equal to ${max}`
    rules.push({ text, holds: (value) => isAtMost(kind, value, max) })
  }
  if (min !== undefined && min > 0) {
    const text = `Member must have length greater than or equal to ${min}`
    rules.push({ text, holds: (value) => isAtLeast(kind, value, min) })
  }
  return rules
}

function patternRule(source: string, lengthMax: number): Rule {
  const pattern = compilePattern(source)
  return {
    text: `Member must satisfy regular expression pattern: ${source}`,
    // A text that is too long has its own violation already.
    holds: (value) => !isAtMost('text', value, lengthMax) || pattern.test(value as string),
  }
}

function enumRule(values: readonly string[]): Rule {
  const set = new Set(values)
  return {
    text: `Member must satisfy enum value set: [${values.join(', ')}]`,
    holds: (value) => set.has(value as string),
  }
}

/** Texts are measured in code points (Smithy, "length trait"); UTF-16 length is an upper bound that is usually enough. */
function isAtMost(kind: ValueKind, value: unknown, max: number): boolean {
  if (kind !== 'text') return sizeOf(kind, value) <= max
  const text = value as string
  return text.length <= max || (text.length <= 2 * max && codePoints(text) <= max)
}

function isAtLeast(kind: ValueKind, value: unknown, min: number): boolean {
  if (kind !== 'text') return sizeOf(kind, value) >= min
  const text = value as string
  return text.length >= 2 * min || (text.length >= min && codePoints(text) >= min)
}

function codePoints(text: string): number {
  let count = text.length
  for (let i = 1; i < text.length; i++) {
    const code = text.charCodeAt(i)
    if (code >= 0xdc00 && code <= 0xdfff) count -= 1
  }
  return count
}

function sizeOf(kind: ValueKind, value: unknown): number {
  if (kind === 'list') return (value as readonly unknown[]).length
  if (kind === 'blob') return (value as Uint8Array).byteLength
  return Object.keys(value as object).length
}
