/** Who may be named in a grant (KMS API Reference, "CreateGrant": GranteePrincipal, GranteeServicePrincipal). */

import { parseArn } from '../call/arn.ts'
import type { Call } from '../call/call.ts'
import { servicePrincipal } from '../call/call.ts'
import { invalidGrantPrincipal, validation } from './errors.ts'
import type { PrincipalKind } from './grants.ts'
import type { Kms } from './kms.ts'

export interface GrantPrincipal {
  readonly name: string
  readonly kind: PrincipalKind
}

/** Exactly one of the two members. @throws ValidationException */
export function parseGrantee(principal: string | undefined, service: string | undefined): GrantPrincipal {
  const grantee = onePrincipal(principal, service)
  if (grantee === null) throw validation('Specify either GranteePrincipal or GranteeServicePrincipal.')
  return grantee
}

/** At most one of the two members. @throws ValidationException */
export function parseRetiring(
  principal: string | undefined,
  service: string | undefined,
): GrantPrincipal | null {
  if (principal !== undefined && service !== undefined) {
    throw validation('Specify either RetiringPrincipal or RetiringServicePrincipal.')
  }
  return onePrincipal(principal, service)
}

function onePrincipal(principal: string | undefined, service: string | undefined): GrantPrincipal | null {
  if (principal !== undefined && service !== undefined) return null
  if (principal !== undefined) return { name: principal, kind: 'principal' }
  return service === undefined ? null : { name: service, kind: 'service' }
}

/**
 * A grant names an account root, user, role, session or federated user that exists; never a group. A service may name
 * itself, in GranteePrincipal and RetiringPrincipal too, when it makes the grant with its user's permissions (so AWS's own
 * events show them). GranteeServicePrincipal is open to everyone, bound to a source.
 *
 * @returns the principal as grants know it: a user, role or session by its unique id, so that a later one of the same name
 *   is not meant.
 * @throws InvalidArnException
 */
export async function bindGrantPrincipal(
  kms: Kms,
  call: Call,
  given: GrantPrincipal,
): Promise<GrantPrincipal> {
  const { name, kind } = given
  if (kind === 'service') {
    if (!(await kms.iam.principalExists(name))) throw invalidGrantPrincipal(name)
    return given
  }
  if (isCallingService(call, name)) return given
  const arn = parseArn(name)
  const named = arn !== null && /^(root$|user\/|role\/|assumed-role\/|federated-user\/)/.test(arn.resource)
  if (!named || (arn.service !== 'iam' && arn.service !== 'sts')) throw invalidGrantPrincipal(name)
  const bound = await kms.iam.bindPrincipal(name)
  if (!(await kms.iam.principalExists(bound))) throw invalidGrantPrincipal(name)
  return { name: bound, kind }
}

function isCallingService(call: Call, name: string): boolean {
  if (call.principal.kind === 'service') return name === call.principal.servicePrincipal
  return call.via !== undefined && name === servicePrincipal(call.via.service, call.region)
}
