/** What statements say about actions, keys and callers. */

import type { Condition, Policy, Principal, Statement } from './policy-document.ts'
import { hasWildcard, matchesWildcard } from './wildcard.ts'

export function allows(statement: Statement, action: string): boolean {
  const named = statement.actions.some((pattern) => matchesWildcard(pattern, action, true))
  return named !== statement.notAction
}

/** Whether it says anything about KMS at all. */
export function speaksOfKms({ actions, notAction }: Statement): boolean {
  if (notAction) return !actions.some((pattern) => matchesWildcard(pattern, 'kms:*', true))
  return actions.some((pattern) => matchesWildcard(pattern.split(':')[0] ?? '', 'kms', true))
}

/** A key policy's resource is `*` nearly always; one that names another key does nothing. */
export function appliesTo({ resources, notResource }: Statement, keyArn: string): boolean {
  if (resources.length === 0) return true
  return resources.some((pattern) => matchesWildcard(pattern, keyArn)) !== notResource
}

/** Statements of a key policy that allow something on this key. */
export function allowing({ statements }: Policy, keyArn: string): readonly Statement[] {
  return statements.filter(
    (statement) => statement.effect === 'Allow' && speaksOfKms(statement) && appliesTo(statement, keyArn),
  )
}

/** Everyone in every account: `*`, or all but some. */
export function meansEveryone({ principals, notPrincipal }: Statement): boolean {
  return notPrincipal || principals.some(({ kind, value }) => kind !== 'Service' && value === '*')
}

/** The account of an ARN or a bare id; null: `*`, a service, or the unique id of somebody deleted. */
export function accountOf({ kind, value }: Principal): string | null {
  if (kind !== 'AWS') return null
  return accountIn(value)
}

export function accountIn(value: string): string | null {
  if (isAccount(value)) return value
  const account = value.startsWith('arn:') ? (value.split(':')[4] ?? '') : ''
  return isAccount(account) ? account : null
}

export function isAccount(text: string): boolean {
  return /^\d{12}$/.test(text)
}

export function isRootOf({ kind, value }: Principal, account: string): boolean {
  return (
    kind === 'AWS' && (value === account || new RegExp(`^arn:aws[a-z-]*:iam::${account}:root$`).test(value))
  )
}

/** IAM puts the unique id in the place of a user or role that was deleted. */
export function isOrphan({ kind, value }: Principal): boolean {
  return kind === 'AWS' && /^(?:AIDA|AROA)[A-Z0-9]+$/.test(value)
}

const positive = new Set(['StringEquals', 'StringEqualsIgnoreCase', 'StringLike', 'ArnEquals', 'ArnLike'])

/**
 * A condition that a caller must fulfil: it compares for likeness, and the key has to be there. Without the key, `IfExists` and
 * `ForAllValues` are true ("Multivalued context keys").
 */
export function demands(condition: Condition): boolean {
  return positive.has(condition.operator) && !condition.ifExists && condition.set !== 'ForAllValues'
}

/** Values that mean only themselves: no wildcard, no variable that the caller's own request fills. */
export function areFixed(values: readonly string[]): boolean {
  return values.length > 0 && values.every((value) => !hasWildcard(value) && !value.includes('${'))
}

/** ARNs whose account is written out; nothing before it may stand for a colon. */
export function haveFixedAccount(values: readonly string[]): boolean {
  return values.length > 0 && values.every(hasFixedAccount)
}

function hasFixedAccount(value: string): boolean {
  const [arn, partition = '', service = '', region = '', account = ''] = value.split(':')
  return (
    arn === 'arn' && isAccount(account) && ![partition, service].some(hasWildcard) && !hasWildcard(region)
  )
}
