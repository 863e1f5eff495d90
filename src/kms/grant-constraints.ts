/** Grant constraints (KMS API Reference, "GrantConstraints"): what a request must bring for a grant to count. */

import { createHash } from 'node:crypto'
import type { EncryptionContext } from './encryption-context.ts'
import { validation } from './errors.ts'

/** Stored and sent in this spelling. Empty maps are left out. */
export interface GrantConstraints {
  readonly EncryptionContextSubset?: EncryptionContext
  readonly EncryptionContextEquals?: EncryptionContext
  readonly SourceArn?: string
}

const pairsMax = 8
const valueLengthMax = 384

/**
 * Copies constraints from a request; an empty map constrains nothing.
 * @throws ValidationException beyond 8 pairs or 384 characters.
 */
export function parseConstraints(given: GrantConstraints | undefined): GrantConstraints {
  if (given === undefined) return {}
  return {
    ...contextConstraint('EncryptionContextSubset', given.EncryptionContextSubset),
    ...contextConstraint('EncryptionContextEquals', given.EncryptionContextEquals),
    ...(given.SourceArn === undefined ? {} : { SourceArn: given.SourceArn }),
  }
}

function contextConstraint(
  member: 'EncryptionContextSubset' | 'EncryptionContextEquals',
  pairs: EncryptionContext | undefined,
): GrantConstraints {
  const entries = Object.entries(pairs ?? {})
  if (entries.length === 0) return {}
  if (entries.length > pairsMax) throw validation(`${member} must not have more than ${pairsMax} pairs.`)
  for (const [key, value] of entries) {
    if (typeof value !== 'string' || !key.isWellFormed() || !value.isWellFormed()) {
      throw validation(`${member} must hold pairs of Unicode text.`)
    }
    if (value.length > valueLengthMax) {
      throw validation(`Values of ${member} must not be longer than ${valueLengthMax} characters.`)
    }
  }
  return { [member]: Object.fromEntries(entries) }
}

export function isUnconstrained(constraints: GrantConstraints): boolean {
  return Object.keys(constraints).length === 0
}

/** @param encryptionContext null where the operation has none that constraints look at. */
export function constraintsHold(
  constraints: GrantConstraints,
  encryptionContext: EncryptionContext | null,
  sourceArn: string | null,
): boolean {
  if (constraints.SourceArn !== undefined && constraints.SourceArn !== sourceArn) return false
  if (encryptionContext === null) return true
  const { EncryptionContextSubset: subset, EncryptionContextEquals: equals } = constraints
  if (subset !== undefined && !contains(encryptionContext, subset)) return false
  return equals === undefined || areSame(encryptionContext, equals)
}

/** Whether a grant made by authority of a parent grant is as strict as the parent ("Granting CreateGrant permission"). */
export function atLeastAsStrict(child: GrantConstraints, parent: GrantConstraints): boolean {
  if (parent.SourceArn !== undefined && child.SourceArn !== parent.SourceArn) return false
  const { EncryptionContextSubset: subset, EncryptionContextEquals: equals } = parent
  if (equals !== undefined) {
    const same = child.EncryptionContextEquals
    if (same === undefined || !areSame(same, equals)) return false
  }
  return (
    subset === undefined ||
    contains(child.EncryptionContextSubset ?? {}, subset) ||
    contains(child.EncryptionContextEquals ?? {}, subset)
  )
}

/** All pairs of a grant's context constraints, for `kms:EncryptionContext:*` on CreateGrant. */
export function constraintPairs(constraints: GrantConstraints): EncryptionContext {
  return { ...constraints.EncryptionContextSubset, ...constraints.EncryptionContextEquals }
}

/** `kms:GrantConstraintType` */
export function constraintType(constraints: GrantConstraints): string | null {
  if (constraints.EncryptionContextEquals !== undefined) return 'EncryptionContextEquals'
  if (constraints.EncryptionContextSubset !== undefined) return 'EncryptionContextSubset'
  return constraints.SourceArn === undefined ? null : 'SourceArn'
}

/**
 * In a constraint the key is compared case-insensitively and the value exactly (API Reference, "GrantConstraints"; the
 * developer guide says otherwise). The encryption context itself is always compared exactly when it decrypts.
 */
function comparedKey(key: string): string {
  return key.toLowerCase()
}

/** As many pairs too: `{A, a}` holds all of `{A}` and is another context. */
function areSame(a: EncryptionContext, b: EncryptionContext): boolean {
  return Object.keys(a).length === Object.keys(b).length && contains(a, b) && contains(b, a)
}

function contains(all: EncryptionContext, some: EncryptionContext): boolean {
  const entries = Object.entries(all).map(([key, value]) => [comparedKey(key), value] as const)
  return Object.entries(some).every(([key, value]) =>
    entries.some(([otherKey, otherValue]) => otherKey === comparedKey(key) && otherValue === value),
  )
}

// --- finding one grant among many ----------------------------------------------------------------------------------

/**
 * What a grant can be indexed by: its source if it has one, else its whole context if that must be equal, else any pair of
 * its context; '' without constraints. A request that does not bring what is chosen cannot satisfy the grant.
 */
export function selectorChoices(constraints: GrantConstraints): readonly string[] {
  const { SourceArn: source, EncryptionContextEquals: equals, EncryptionContextSubset: subset } = constraints
  if (source !== undefined) return [sourceSelector(source)]
  if (equals !== undefined) return [contextSelector(equals)]
  return subset === undefined ? [''] : pairSelectors(subset)
}

export const sourceSelectorPrefix = 'source:'

export function sourceSelector(sourceArn: string): string {
  return `${sourceSelectorPrefix}${digest([sourceArn])}`
}

/** What a request's context brings along. */
export function selectorsOf(context: EncryptionContext): string[] {
  const pairs = pairSelectors(context)
  return pairs.length === 0 ? [] : [contextSelector(context), ...pairs]
}

function pairSelectors(context: EncryptionContext): string[] {
  return Object.entries(context).map(([key, value]) => `context:${digest([comparedKey(key), value])}`)
}

/** Contexts that `areSame` have the same. */
function contextSelector(context: EncryptionContext): string {
  const pairs = new Set(pairSelectors(context))
  return `equals:${digest([String(Object.keys(context).length), ...[...pairs].sort()])}`
}

function digest(parts: readonly string[]): string {
  return createHash('sha256').update(JSON.stringify(parts)).digest('base64url')
}
