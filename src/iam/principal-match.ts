import type { AssumedRolePrincipal, Principal } from '../call/principal.ts'
import type { PrincipalPattern, Statement } from './policy-document.ts'

/**
 * How a statement's principal element covers a caller:
 * - `exact`: it names the user, the session or the account's root user who calls;
 * - `named`: it names the session's role, the service, or everyone;
 * - `delegated`: it names the caller's account, which stands for the account's own identity policies;
 * - `none`: not at all.
 * A statement without principal element (identity policy) is `exact` for whoever holds the policy.
 */
export type PrincipalMatch = 'exact' | 'named' | 'delegated' | 'none'

export function principalMatch(statement: Statement, principal: Principal): PrincipalMatch {
  if (statement.principal !== null) return patternMatch(statement.principal, principal)
  if (statement.notPrincipal === null) return 'exact'
  const excepted = patternMatch(statement.notPrincipal, principal)
  // An excepted account root does not except the account's users from a Deny (IAM User Guide, "NotPrincipal"). An Allow
  // for everyone but an account is read the careful way round: nobody in that account gets it.
  if (excepted === 'delegated') return statement.effect === 'Deny' ? 'named' : 'none'
  return excepted === 'none' ? 'named' : 'none'
}

function patternMatch(pattern: PrincipalPattern, principal: Principal): PrincipalMatch {
  if (principal.kind === 'service') {
    const named =
      pattern.services.includes(principal.servicePrincipal) || pattern.services.includes(principal.invokedBy)
    return named || pattern.any ? 'named' : 'none'
  }
  let best: PrincipalMatch = pattern.any ? 'named' : 'none'
  for (const name of pattern.aws) {
    const match = nameMatch(name, principal)
    if (match === 'exact') return match
    if (match === 'named' || (match === 'delegated' && best === 'none')) best = match
  }
  return best
}

/** `name` is an ARN or, for a principal that a policy was bound to, a unique id (`AIDA…`, `AROA…`, `AROA…:session`). */
function nameMatch(name: string, principal: Exclude<Principal, { kind: 'service' }>): PrincipalMatch {
  if (name === principal.arn) return 'exact'
  if (principal.kind === 'user' && name === principal.userId) return 'exact'
  if (principal.kind === 'assumed-role') {
    if (name === principal.roleArn || name === principal.roleId) return 'named'
    if (isSession(name, principal)) return 'exact'
  }
  return isRootOf(name, principal.accountId) ? 'delegated' : 'none'
}

/** Compares in place, as `isRootOf` does. */
function isSession(name: string, { roleId, sessionName }: AssumedRolePrincipal): boolean {
  return (
    name.length === roleId.length + 1 + sessionName.length &&
    name.startsWith(roleId) &&
    name.charAt(roleId.length) === ':' &&
    name.endsWith(sessionName)
  )
}

const rootPrefix = 'arn:aws:iam::'
const rootSuffix = ':root'

/** Compares in place: this runs for every statement of every call. */
function isRootOf(arn: string, accountId: string): boolean {
  return (
    arn.length === rootPrefix.length + accountId.length + rootSuffix.length &&
    arn.startsWith(rootPrefix) &&
    arn.startsWith(accountId, rootPrefix.length) &&
    arn.endsWith(rootSuffix)
  )
}
