/** A public framework as data: which of its requirements our rules are evidence for, how strongly, and who says so. */

import type { ControlBundle } from '../rule.ts'

/** `direct`: the requirement is about encryption or its keys. `supporting`: the customer's key helps to meet it. */
export type Strength = 'direct' | 'supporting'

/**
 * Where a mapping comes from: Prowler's compliance files, Powerpipe's AWS compliance mod, AWS Security Hub's control
 * documentation, or our own judgement.
 */
export type MappedBy = 'prowler' | 'powerpipe' | 'security-hub' | 'judgement'

export interface Mapping {
  /** All rules of the bundle, or … */
  readonly bundle?: ControlBundle
  /** … these. */
  readonly rules?: readonly string[]
  readonly strength: Strength
  readonly mappedBy: readonly MappedBy[]
}

export interface Control {
  readonly id: string
  /** In our words; empty where we have not read the text. */
  readonly title: string
  readonly mappings: readonly Mapping[]
}

export interface Framework {
  readonly framework: string
  /** What a reader should know before trusting it. */
  readonly note: string
  /** Ids move between versions, so each version has its own list. An empty name: it has no versions. */
  readonly versions: Readonly<Record<string, readonly Control[]>>
}

const strengths: ReadonlySet<string> = new Set(['direct', 'supporting'] satisfies Strength[])
const sources: ReadonlySet<string> = new Set([
  'prowler',
  'powerpipe',
  'security-hub',
  'judgement',
] satisfies MappedBy[])

/** @throws when the file is not a framework: a mistake in our own data, found when it is loaded. */
export function parseFramework(file: unknown): Framework {
  const { framework, note, versions } = record(file)
  return {
    framework: text(framework),
    note: text(note),
    versions: Object.fromEntries(
      Object.entries(record(versions)).map(([version, controls]) => [version, list(controls).map(control)]),
    ),
  }
}

function control(value: unknown): Control {
  const { id, title, mappings } = record(value)
  return { id: text(id), title: text(title), mappings: list(mappings).map(mapping) }
}

function mapping(value: unknown): Mapping {
  const { bundle, rules, strength, mappedBy } = record(value)
  if ((bundle === undefined) === (rules === undefined)) throw new Error('A mapping names a bundle or rules')
  return {
    ...(bundle === undefined ? {} : { bundle: text(bundle) as ControlBundle }),
    ...(rules === undefined ? {} : { rules: list(rules).map(text) }),
    strength: oneOf(strengths, strength) as Strength,
    mappedBy: list(mappedBy).map((source) => oneOf(sources, source) as MappedBy),
  }
}

function oneOf(allowed: ReadonlySet<string>, value: unknown): string {
  if (typeof value !== 'string' || !allowed.has(value)) throw new Error(`${String(value)} is not known`)
  return value
}

function record(value: unknown): Readonly<Record<string, unknown>> {
  if (value === null || typeof value !== 'object' || Array.isArray(value)) throw new Error('Not an object')
  return value as Record<string, unknown>
}

function list(value: unknown): readonly unknown[] {
  if (!Array.isArray(value)) throw new Error('Not a list')
  return value
}

function text(value: unknown): string {
  if (typeof value !== 'string') throw new Error('Not a text')
  return value
}
