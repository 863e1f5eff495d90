/** Policies that live and die with one user or role. */

import type * as IAM from '@aws-sdk/client-iam'
import type { Call } from '../../call/call.ts'
import type { Tx } from '../../storage/storage.ts'
import { limitExceeded, noSuchInlinePolicy, noSuchOwner, policyOrError } from '../errors.ts'
import { findOwner, type Owner, type OwnerKind } from '../owners.ts'
import { parsePolicyDocument } from '../policy-document.ts'
import { changeIam, type IamRoom } from '../room.ts'
import { requireOwner } from './access.ts'
import { documentChars, urlEncoded } from './documents.ts'
import { change, given, query } from './operation-kinds.ts'
import { pageOf, pageStart } from './page.ts'

/** All inline documents of one owner together. */
const documentCharsMax = { user: 2048, role: 10_240 }

export const putUserPolicy = change<IAM.PutUserPolicyRequest, object>((iam, call, input) =>
  put(iam, call, 'PutUserPolicy', 'user', given(input.UserName, 'UserName'), input),
)
export const putRolePolicy = change<IAM.PutRolePolicyRequest, object>((iam, call, input) =>
  put(iam, call, 'PutRolePolicy', 'role', given(input.RoleName, 'RoleName'), input),
)

export const getUserPolicy = query<IAM.GetUserPolicyRequest, IAM.GetUserPolicyResponse>(
  async (iam, call, input) => {
    const UserName = given(input.UserName, 'UserName')
    return { UserName, ...(await get(iam, call, 'GetUserPolicy', 'user', UserName, input.PolicyName)) }
  },
)
export const getRolePolicy = query<IAM.GetRolePolicyRequest, IAM.GetRolePolicyResponse>(
  async (iam, call, input) => {
    const RoleName = given(input.RoleName, 'RoleName')
    return { RoleName, ...(await get(iam, call, 'GetRolePolicy', 'role', RoleName, input.PolicyName)) }
  },
)

export const deleteUserPolicy = change<IAM.DeleteUserPolicyRequest, object>((iam, call, input) =>
  remove(iam, call, 'DeleteUserPolicy', 'user', given(input.UserName, 'UserName'), input.PolicyName),
)
export const deleteRolePolicy = change<IAM.DeleteRolePolicyRequest, object>((iam, call, input) =>
  remove(iam, call, 'DeleteRolePolicy', 'role', given(input.RoleName, 'RoleName'), input.PolicyName),
)

export const listUserPolicies = query<IAM.ListUserPoliciesRequest, IAM.ListUserPoliciesResponse>(
  (iam, call, input) => list(iam, call, 'ListUserPolicies', 'user', given(input.UserName, 'UserName'), input),
)
export const listRolePolicies = query<IAM.ListRolePoliciesRequest, IAM.ListRolePoliciesResponse>(
  (iam, call, input) => list(iam, call, 'ListRolePolicies', 'role', given(input.RoleName, 'RoleName'), input),
)

async function put(
  iam: IamRoom,
  call: Call,
  operation: string,
  kind: OwnerKind,
  name: string,
  input: { PolicyName: string | undefined; PolicyDocument: string | undefined },
): Promise<object> {
  const { accountId } = call.principal
  const policyName = given(input.PolicyName, 'PolicyName')
  const document = given(input.PolicyDocument, 'PolicyDocument')
  await requireOwner(iam, call, operation, kind, name)
  policyOrError(() => parsePolicyDocument(document, 'identity'))
  await changeIam(iam.storage, accountId, async (tx) => {
    const owner = await findOwner(tx, kind, accountId, name)
    if (owner === null) throw noSuchOwner(kind, name)
    await requireRoom(tx, owner, policyName, document)
    await tx
      .insertInto('iam_inline_policy')
      .values({ owner_id: owner.id, policy_name: policyName, document })
      .onConflict((conflict) => conflict.columns(['owner_id', 'policy_name']).doUpdateSet({ document }))
      .execute()
  })
  return {}
}

async function requireRoom(tx: Tx, owner: Owner, policyName: string, document: string): Promise<void> {
  const others = await tx
    .selectFrom('iam_inline_policy')
    .select('document')
    .where('owner_id', '=', owner.id)
    .where('policy_name', '<>', policyName)
    .execute()
  const chars = others.reduce((sum, other) => sum + documentChars(other.document), documentChars(document))
  const max = documentCharsMax[owner.kind]
  if (chars > max)
    throw limitExceeded(`Maximum policy size of ${max} bytes exceeded for ${owner.kind} ${owner.name}`)
}

async function get(
  iam: IamRoom,
  call: Call,
  operation: string,
  kind: OwnerKind,
  name: string,
  policyNameGiven: string | undefined,
): Promise<{ PolicyName: string; PolicyDocument: string }> {
  const policyName = given(policyNameGiven, 'PolicyName')
  const owner = await requireOwner(iam, call, operation, kind, name)
  const row = await iam.storage.database
    .selectFrom('iam_inline_policy')
    .select('document')
    .where('owner_id', '=', owner.id)
    .where('policy_name', '=', policyName)
    .executeTakeFirst()
  if (row === undefined) throw noSuchInlinePolicy(kind, policyName)
  return { PolicyName: policyName, PolicyDocument: urlEncoded(row.document) }
}

async function remove(
  iam: IamRoom,
  call: Call,
  operation: string,
  kind: OwnerKind,
  name: string,
  policyNameGiven: string | undefined,
): Promise<object> {
  const policyName = given(policyNameGiven, 'PolicyName')
  const owner = await requireOwner(iam, call, operation, kind, name)
  await changeIam(iam.storage, call.principal.accountId, async (tx) => {
    const deleted = await tx
      .deleteFrom('iam_inline_policy')
      .where('owner_id', '=', owner.id)
      .where('policy_name', '=', policyName)
      .executeTakeFirst()
    if (deleted.numDeletedRows === 0n) throw noSuchInlinePolicy(kind, policyName)
  })
  return {}
}

async function list(
  iam: IamRoom,
  call: Call,
  operation: string,
  kind: OwnerKind,
  name: string,
  input: { Marker?: string; MaxItems?: number },
) {
  const owner = await requireOwner(iam, call, operation, kind, name)
  const start = pageStart(input)
  const rows = await iam.storage.database
    .selectFrom('iam_inline_policy')
    .select('policy_name')
    .where('owner_id', '=', owner.id)
    .where('policy_name', '>', start.after)
    .orderBy('policy_name')
    .limit(start.limit)
    .execute()
  const { items, end } = pageOf(rows, start, (row) => row.policy_name)
  return { PolicyNames: items.map((row) => row.policy_name), ...end }
}
