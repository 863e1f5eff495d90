/** The policies that a principal brings along, parsed and kept until something in its account changes. */

import type { AssumedRolePrincipal, Principal } from '../call/principal.ts'
import type { Database, Storage } from '../storage/storage.ts'
import type { IdentityPolicies, NamedPolicy } from './iam.ts'
import { findManagedDocument } from './managed-policies.ts'
import type { OwnerKind } from './owners.ts'
import { parsePolicyDocument } from './policy-document.ts'
import { iamSubject } from './room.ts'

const nothing: IdentityPolicies = { identity: [], boundary: null, session: [] }

/**
 * See `Iam.identityPolicies`. An account's root has every permission; a service principal brings none of its own. Answers
 * with the authority's own promise where it can: this is asked on every call.
 */
export function identityPolicies(storage: Storage, principal: Principal): Promise<IdentityPolicies> {
  switch (principal.kind) {
    case 'service':
      return Promise.resolve(nothing)
    case 'root':
      return Promise.resolve(rootPolicies)
    case 'user':
      return ownerPolicies(storage, 'user', principal.accountId, principal.userId, principal.userName)
    case 'assumed-role':
      return rolePolicies(storage, principal)
  }
}

function rolePolicies(storage: Storage, principal: AssumedRolePrincipal): Promise<IdentityPolicies> {
  const { accountId, roleId, roleName, sessionPolicies } = principal
  const policies = ownerPolicies(storage, 'role', accountId, roleId, roleName)
  if (sessionPolicies.length === 0) return policies
  return withSession(
    policies,
    sessionPolicies.map((policy) => sessionPolicy(storage, accountId, policy)),
  )
}

async function withSession(
  policies: Promise<IdentityPolicies>,
  session: readonly Promise<NamedPolicy>[],
): Promise<IdentityPolicies> {
  const [own, limits] = await Promise.all([policies, Promise.all(session)])
  return { ...own, session: limits }
}

const rootPolicies: IdentityPolicies = {
  ...nothing,
  identity: [
    {
      name: 'the account root user',
      document: parsePolicyDocument(
        '{"Version":"2012-10-17","Statement":{"Effect":"Allow","Action":"*","Resource":"*"}}',
        'identity',
      ),
    },
  ],
}

function ownerPolicies(
  { authority, database }: Storage,
  kind: OwnerKind,
  accountId: string,
  ownerId: string,
  ownerName: string,
): Promise<IdentityPolicies> {
  return authority.read(iamSubject(accountId), `policies/${ownerId}`, async () => {
    const inline = await database
      .selectFrom('iam_inline_policy')
      .select(['policy_name', 'document'])
      .where('owner_id', '=', ownerId)
      .orderBy('policy_name')
      .execute()
    const attached = await database
      .selectFrom('iam_policy_attachment')
      .select('policy_arn')
      .where('owner_id', '=', ownerId)
      .orderBy('policy_arn')
      .execute()
    const identity = inline.map(({ policy_name, document }) =>
      named(`inline policy ${policy_name} of ${kind} ${ownerName}`, document),
    )
    for (const { policy_arn } of attached) identity.push(await managedPolicy(database, policy_arn))
    const boundaryArn = await findBoundary(database, kind, ownerId)
    const boundary = boundaryArn === null ? null : await managedPolicy(database, boundaryArn)
    return { identity, boundary, session: [] }
  })
}

async function findBoundary(database: Database, kind: OwnerKind, ownerId: string): Promise<string | null> {
  const row =
    kind === 'user'
      ? await database
          .selectFrom('iam_user')
          .select('permissions_boundary')
          .where('user_id', '=', ownerId)
          .executeTakeFirst()
      : await database
          .selectFrom('iam_role')
          .select('permissions_boundary')
          .where('role_id', '=', ownerId)
          .executeTakeFirst()
  return row?.permissions_boundary ?? null
}

/** An inline document, or the ARN of a managed policy. */
function sessionPolicy(
  { authority, database }: Storage,
  accountId: string,
  policy: string,
): Promise<NamedPolicy> {
  if (!policy.startsWith('arn:')) return Promise.resolve(named('the session policy', policy))
  return authority.read(iamSubject(accountId), `managed/${policy}`, () => managedPolicy(database, policy))
}

/** A policy that is gone allows nothing: a boundary must not fall open. */
async function managedPolicy(database: Database, arn: string): Promise<NamedPolicy> {
  const text = await findManagedDocument(database, arn)
  if (text === null) return { name: arn, document: { version: '2012-10-17', id: null, statements: [] } }
  return named(arn, text)
}

function named(name: string, text: string): NamedPolicy {
  return { name, document: parsePolicyDocument(text, 'identity') }
}
