/** What a key policy gives away. Each answer names the statements that a person should look at. */

import { isLogGroupPinned, isPinned, isServicePinned } from './pins.ts'
import type { Policy, Principal, Statement } from './policy-document.ts'
import {
  accountIn,
  accountOf,
  allowing,
  allows,
  appliesTo,
  demands,
  isOrphan,
  isRootOf,
  meansEveryone,
} from './statements.ts'

export interface KeyOwner {
  readonly arn: string
  /** 12 digits. */
  readonly account: string
}

/** Statements that allow something to everyone, with nothing to hold callers down. `NotPrincipal` means nearly everyone. */
export function publicStatements(policy: Policy, key: KeyOwner): readonly Statement[] {
  return allowing(policy, key.arn).filter(
    (statement) => statement.notPrincipal || (meansEveryone(statement) && !isPinned(statement.conditions)),
  )
}

export interface BroadAdmin {
  readonly statement: Statement
  /** As it stands in the policy. */
  readonly principal: string
  readonly orphan: boolean
}

/**
 * Principals with `kms:*`, or all that puts or creates, besides the account's root and those who are meant to have it; and
 * principals that were deleted, whatever they may do.
 */
export function broadAdmins(
  policy: Policy,
  key: KeyOwner,
  adminPrincipals: readonly string[],
): readonly BroadAdmin[] {
  return allowing(policy, key.arn).flatMap((statement) => {
    const broad = isBroad(statement)
    const everyone: Principal = { kind: 'AWS', value: 'everyone but those named' }
    const principals = statement.notPrincipal ? [everyone] : statement.principals
    return principals
      .filter((principal) => {
        if (isOrphan(principal)) return true
        return broad && !isRootOf(principal, key.account) && !adminPrincipals.includes(principal.value)
      })
      .map((principal) => ({ statement, principal: principal.value, orphan: isOrphan(principal) }))
  })
}

/** It covers actions that nobody has thought of yet. */
function isBroad(statement: Statement): boolean {
  return allows(statement, 'kms:PutAnythingElse') || allows(statement, 'kms:CreateAnythingElse')
}

export interface ForeignUse {
  readonly statement: Statement
  /** 12 digits, or `*` for any. */
  readonly account: string
}

const callerKeys = new Set(['kms:calleraccount', 'aws:principalaccount', 'aws:principalarn'])

/** Accounts other than the key's and the trusted ones that a statement lets in. Services are no accounts. */
export function foreignUses(
  policy: Policy,
  key: KeyOwner,
  trustedAccounts: readonly string[],
): readonly ForeignUse[] {
  const known = new Set([key.account, ...trustedAccounts])
  return allowing(policy, key.arn).flatMap((statement) => {
    const named = statement.notPrincipal ? [] : statement.principals.map(accountOf)
    const pinned = statement.conditions.filter(
      (condition) => demands(condition) && callerKeys.has(condition.key),
    )
    const accounts = new Set([...named, ...pinned.flatMap(({ values }) => values.map(accountIn))])
    const anybody = meansEveryone(statement) && !isPinned(statement.conditions)
    return [...accounts, anybody ? '*' : null]
      .filter((account) => account !== null && !known.has(account))
      .map((account) => ({ statement, account: account ?? '' }))
  })
}

export interface UnscopedService {
  readonly statement: Statement
  readonly service: string
}

const regionalLogs = /^logs\.[a-z0-9-]+\.amazonaws\.com(?:\.cn)?$/

/** Services that anybody's resources could speak through. */
export function unscopedServices(policy: Policy, key: KeyOwner): readonly UnscopedService[] {
  return allowing(policy, key.arn).flatMap((statement) =>
    (statement.notPrincipal ? [] : statement.principals)
      .filter(({ kind }) => kind === 'Service')
      .filter(({ value }) =>
        regionalLogs.test(value)
          ? !isLogGroupPinned(statement.conditions)
          : !isServicePinned(statement.conditions),
      )
      .map(({ value }) => ({ statement, service: value })),
  )
}

const put = 'kms:PutKeyPolicy'

/**
 * Somebody of the key's own account may still change the policy: another account's principals cannot ("KMS key permissions",
 * cross-account use of PutKeyPolicy: no). A plain Deny for everyone undoes every Allow.
 */
export function isPolicyEditable(policy: Policy, key: KeyOwner): boolean {
  const denied = policy.statements.some(
    (statement) =>
      statement.effect === 'Deny' &&
      statement.conditions.length === 0 &&
      !statement.notPrincipal &&
      meansEveryone(statement) &&
      allows(statement, put) &&
      appliesTo(statement, key.arn),
  )
  if (denied) return false
  return allowing(policy, key.arn).some(
    (statement) =>
      allows(statement, put) && (statement.notPrincipal || statement.principals.some(canEdit(key))),
  )
}

function canEdit(key: KeyOwner) {
  return (principal: Principal) =>
    principal.kind === 'AWS' && (principal.value === '*' || accountOf(principal) === key.account)
}
