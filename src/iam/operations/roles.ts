import type * as IAM from '@aws-sdk/client-iam'
import { sql } from 'kysely'
import { AwsError } from '../../call/aws-error.ts'
import type { Call } from '../../call/call.ts'
import type { Tx } from '../../storage/storage.ts'
import { alreadyExists, noSuchOwner, policyOrError, quotaExceeded } from '../errors.ts'
import { findRole, ownerArn, parseTags, type RoleRow } from '../owners.ts'
import { type PolicyDocument, parsePolicyDocument } from '../policy-document.ts'
import { changeIam, type IamRoom } from '../room.ts'
import { newUniqueId } from '../unique-ids.ts'
import { authorizeIam, requestTagContext, requireOwner } from './access.ts'
import { boundaryContext, boundaryMember, requireAttachable } from './boundaries.ts'
import { documentChars, urlEncoded } from './documents.ts'
import { change, given, query } from './operation-kinds.ts'
import { pageOf, pageStart } from './page.ts'
import { checkTags } from './tags.ts'
import { requireNoPolicies } from './users.ts'

const sessionSecondsDefault = 3600
const trustPolicyCharsMax = 2048

export const createRole = change<IAM.CreateRoleRequest, IAM.CreateRoleResponse>(async (iam, call, input) => {
  const { accountId } = call.principal
  const name = given(input.RoleName, 'RoleName')
  const path = input.Path ?? '/'
  const arn = ownerArn('role', accountId, path, name)
  const tags = checkTags(input.Tags)
  const context = { ...requestTagContext(tags), ...boundaryContext(input.PermissionsBoundary) }
  await authorizeIam(iam, call, 'CreateRole', arn, context)
  if (tags.length > 0) await authorizeIam(iam, call, 'TagRole', arn, context)
  const row: RoleRow = {
    role_id: newUniqueId('AROA'),
    account_id: accountId,
    role_name: name,
    path,
    arn,
    description: input.Description ?? null,
    trust_policy: await checkTrustPolicy(
      iam,
      given(input.AssumeRolePolicyDocument, 'AssumeRolePolicyDocument'),
    ),
    max_session_seconds: input.MaxSessionDuration ?? sessionSecondsDefault,
    permissions_boundary: input.PermissionsBoundary ?? null,
    tags: JSON.stringify(tags),
    created_at: iam.now(),
  }
  await changeIam(iam.storage, accountId, async (tx) => {
    await requireFreeName(tx, accountId, name)
    await requireAttachable(tx, accountId, row.permissions_boundary)
    await tx.insertInto('iam_role').values(row).execute()
  })
  return { Role: await roleShape(iam, row) }
})

export const getRole = query<IAM.GetRoleRequest, IAM.GetRoleResponse>(async (iam, call, input) => {
  const name = given(input.RoleName, 'RoleName')
  await requireOwner(iam, call, 'GetRole', 'role', name)
  const row = await findRole(iam.storage.database, call.principal.accountId, name)
  if (row === null) throw noSuchOwner('role', name)
  return { Role: { ...(await roleShape(iam, row)), RoleLastUsed: {} } }
})

export const listRoles = query<IAM.ListRolesRequest, IAM.ListRolesResponse>(async (iam, call, input) => {
  const { accountId } = call.principal
  const prefix = input.PathPrefix ?? '/'
  await authorizeIam(iam, call, 'ListRoles', `arn:aws:iam::${accountId}:role${prefix}`)
  const start = pageStart(input)
  const rows = await iam.storage.database
    .selectFrom('iam_role')
    .selectAll()
    .where('account_id', '=', accountId)
    .where('role_name', '>', start.after)
    .where(sql<string>`substr(path, 1, ${sql.lit(prefix.length)})`, '=', prefix)
    .orderBy('role_name')
    .limit(start.limit)
    .execute()
  const { items, end } = pageOf(rows, start, (row) => row.role_name)
  // Tags and boundary are left to GetRole (IAM API reference, "ListRoles").
  const roles = await Promise.all(items.map((row) => roleShape(iam, row)))
  return {
    Roles: roles.map((role) => ({ ...role, Tags: undefined, PermissionsBoundary: undefined })),
    ...end,
  }
})

export const updateAssumeRolePolicy = change<IAM.UpdateAssumeRolePolicyRequest, object>(
  async (iam, call, input) => {
    const name = given(input.RoleName, 'RoleName')
    await requireOwner(iam, call, 'UpdateAssumeRolePolicy', 'role', name)
    const trustPolicy = await checkTrustPolicy(iam, given(input.PolicyDocument, 'PolicyDocument'))
    return updateRow(iam, call, name, { trust_policy: trustPolicy })
  },
)

/** Members left out go back to their defaults (IAM API reference, "UpdateRole"). */
export const updateRole = change<IAM.UpdateRoleRequest, object>(async (iam, call, input) => {
  const name = given(input.RoleName, 'RoleName')
  await requireOwner(iam, call, 'UpdateRole', 'role', name)
  return updateRow(iam, call, name, {
    ...(input.Description !== undefined && { description: input.Description }),
    max_session_seconds: input.MaxSessionDuration ?? sessionSecondsDefault,
  })
})

export const deleteRole = change<IAM.DeleteRoleRequest, object>(async (iam, call, input) => {
  const { accountId } = call.principal
  const name = given(input.RoleName, 'RoleName')
  await requireOwner(iam, call, 'DeleteRole', 'role', name)
  await changeIam(iam.storage, accountId, async (tx) => {
    const row = await findRole(tx, accountId, name)
    if (row === null) throw noSuchOwner('role', name)
    await requireNoPolicies(tx, row.role_id)
    await tx.deleteFrom('iam_role').where('role_id', '=', row.role_id).execute()
  })
  return {}
})

async function updateRow(iam: IamRoom, call: Call, name: string, change: Partial<RoleRow>): Promise<object> {
  const { accountId } = call.principal
  await changeIam(iam.storage, accountId, async (tx) => {
    const updated = await tx
      .updateTable('iam_role')
      .set(change)
      .where('account_id', '=', accountId)
      .where('role_name', '=', name)
      .executeTakeFirst()
    if (updated.numUpdatedRows === 0n) throw noSuchOwner('role', name)
  })
  return {}
}

/** The trust policy as it is stored. @throws AwsError MalformedPolicyDocument, also for a principal that does not exist; LimitExceeded */
async function checkTrustPolicy(iam: IamRoom, text: string): Promise<string> {
  const document = policyOrError(() => parsePolicyDocument(text, 'trust'))
  if (documentChars(text) > trustPolicyCharsMax) throw quotaExceeded('ACLSizePerRole', trustPolicyCharsMax)
  for (const { type, name } of principalsOf(document)) {
    if (await iam.principalExists(name)) continue
    throw new AwsError('MalformedPolicyDocumentException', `Invalid principal in policy: "${type}":"${name}"`)
  }
  return iam.bindPrincipals(text)
}

function principalsOf(document: PolicyDocument): readonly { type: string; name: string }[] {
  return document.statements.flatMap(({ principal }) => [
    ...(principal?.aws ?? []).map((name) => ({ type: 'AWS', name })),
    ...(principal?.services ?? []).map((name) => ({ type: 'SERVICE', name })),
  ])
}

async function requireFreeName(tx: Tx, accountId: string, name: string): Promise<void> {
  const taken = await tx
    .selectFrom('iam_role')
    .select('role_id')
    .where('account_id', '=', accountId)
    .where(sql<string>`lower(role_name)`, '=', name.toLowerCase())
    .executeTakeFirst()
  if (taken !== undefined) throw alreadyExists(`Role with name ${name} already exists.`)
}

async function roleShape(iam: IamRoom, row: RoleRow): Promise<IAM.Role> {
  const tags = parseTags(row.tags)
  return {
    Path: row.path,
    RoleName: row.role_name,
    RoleId: row.role_id,
    Arn: row.arn,
    CreateDate: new Date(row.created_at),
    AssumeRolePolicyDocument: urlEncoded(await iam.showPrincipals(row.trust_policy)),
    ...(row.description !== null && { Description: row.description }),
    MaxSessionDuration: row.max_session_seconds,
    ...boundaryMember(row.permissions_boundary),
    ...(tags.length > 0 && { Tags: [...tags] }),
  }
}
