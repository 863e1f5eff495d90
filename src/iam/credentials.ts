/** From an access key id to who holds it. */

import type { AssumedRolePrincipal, Principal, RootPrincipal, UserPrincipal } from '../call/principal.ts'
import type { RootKey } from '../rootkey/rootkey.ts'
import type { Storage } from '../storage/storage.ts'
import type { Credentials } from './iam.ts'
import { parseTags, type RoleRow, tagMap, type UserRow } from './owners.ts'
import { iamSubject } from './room.ts'
import { openSessionToken, type SessionFacts } from './session-token.ts'
import { accountOfAccessKeyId } from './unique-ids.ts'

export interface CredentialSource {
  readonly storage: Storage
  readonly rootKey: RootKey
  readonly now: () => number
  readonly accounts: () => Promise<readonly string[]>
}

/** Thrown inside a load so that what does not exist is not kept: made-up ids must not fill the cache. */
class NotThereError extends Error {}

/** See `Iam.findCredentials`. Long-term keys come from the authority's cache; session tokens are opened on each use. */
export async function findCredentials(
  source: CredentialSource,
  accessKeyId: string,
  sessionToken: string | null,
): Promise<Credentials | null | 'expired'> {
  const accountId = accountOfAccessKeyId(accessKeyId)
  if (accountId === null || !(await source.accounts()).includes(accountId)) return null
  try {
    if (accessKeyId.startsWith('ASIA'))
      return await sessionCredentials(source, accountId, accessKeyId, sessionToken)
    if (sessionToken !== null) return null
    return await source.storage.authority.read(iamSubject(accountId), `access-key/${accessKeyId}`, () =>
      loadAccessKey(source, accountId, accessKeyId),
    )
  } catch (error) {
    if (error instanceof NotThereError) return null
    throw error
  }
}

async function loadAccessKey(
  source: CredentialSource,
  accountId: string,
  accessKeyId: string,
): Promise<Credentials> {
  const row = await source.storage.database
    .selectFrom('iam_access_key')
    .selectAll()
    .where('access_key_id', '=', accessKeyId)
    .executeTakeFirst()
  if (row === undefined || row.status !== 'Active' || row.account_id !== accountId) throw new NotThereError()
  const principal =
    row.user_id === null
      ? rootPrincipal(accountId, accessKeyId)
      : userPrincipal(await loadUser(source.storage, row.user_id), accessKeyId)
  const secret = source.rootKey.unwrap(accessKeyBinding(accessKeyId), row.sealed_secret)
  return { principal, secretAccessKey: secret.toString('utf8') }
}

export function accessKeyBinding(accessKeyId: string) {
  return { purpose: 'iam-access-key', identity: [accessKeyId] }
}

async function sessionCredentials(
  source: CredentialSource,
  accountId: string,
  accessKeyId: string,
  sessionToken: string | null,
): Promise<Credentials | null | 'expired'> {
  const facts = sessionToken === null ? null : openSessionToken(source.rootKey, accessKeyId, sessionToken)
  if (facts === null || facts.accountId !== accountId) return null
  if (facts.expiresAt <= source.now()) return 'expired'
  return {
    principal: await sessionPrincipal(source, facts, accessKeyId),
    secretAccessKey: facts.secretAccessKey,
  }
}

async function sessionPrincipal(
  { storage }: CredentialSource,
  facts: SessionFacts,
  accessKeyId: string,
): Promise<Principal> {
  if (facts.kind === 'root') return rootPrincipal(facts.accountId, accessKeyId)
  const subject = iamSubject(facts.accountId)
  if (facts.kind === 'user') {
    const user = await storage.authority.read(subject, `user/${facts.ownerId}`, () =>
      loadUser(storage, facts.ownerId),
    )
    return { ...userPrincipal(user, accessKeyId), sessionIssuedAt: facts.issuedAt }
  }
  const role = await storage.authority.read(subject, `role/${facts.ownerId}`, () =>
    loadRole(storage, facts.ownerId),
  )
  return rolePrincipal(role, facts, accessKeyId)
}

async function loadUser(storage: Storage, userId: string): Promise<UserRow> {
  const row = await storage.database
    .selectFrom('iam_user')
    .selectAll()
    .where('user_id', '=', userId)
    .executeTakeFirst()
  if (row === undefined) throw new NotThereError()
  return row
}

async function loadRole(storage: Storage, roleId: string): Promise<RoleRow> {
  const row = await storage.database
    .selectFrom('iam_role')
    .selectAll()
    .where('role_id', '=', roleId)
    .executeTakeFirst()
  if (row === undefined) throw new NotThereError()
  return row
}

export function rootPrincipal(accountId: string, accessKeyId: string): RootPrincipal {
  return { kind: 'root', accountId, arn: `arn:aws:iam::${accountId}:root`, accessKeyId }
}

function userPrincipal(row: UserRow, accessKeyId: string): UserPrincipal {
  return {
    kind: 'user',
    accountId: row.account_id,
    arn: row.arn,
    userId: row.user_id,
    userName: row.user_name,
    accessKeyId,
    tags: tagMap(parseTags(row.tags)),
  }
}

function rolePrincipal(row: RoleRow, facts: SessionFacts, accessKeyId: string): AssumedRolePrincipal {
  return {
    kind: 'assumed-role',
    accountId: row.account_id,
    arn: `arn:aws:sts::${row.account_id}:assumed-role/${row.role_name}/${facts.sessionName}`,
    roleArn: row.arn,
    roleId: row.role_id,
    roleName: row.role_name,
    sessionName: facts.sessionName,
    accessKeyId,
    sessionIssuedAt: facts.issuedAt,
    sessionPolicies: facts.policies,
    tags: sessionTags(parseTags(row.tags), facts.tags),
    transitiveTagKeys: facts.transitiveTagKeys,
    sourceIdentity: facts.sourceIdentity,
  }
}

/** Tag keys are compared without case; a session tag replaces the role's. */
function sessionTags(
  roleTags: SessionFacts['tags'],
  tags: SessionFacts['tags'],
): Readonly<Record<string, string>> {
  const replaced = new Set(tags.map(({ Key }) => Key.toLowerCase()))
  return tagMap([...roleTags.filter(({ Key }) => !replaced.has(Key.toLowerCase())), ...tags])
}
