/** Which managed policies a user or role has. */

import type * as IAM from '@aws-sdk/client-iam'
import type { Call } from '../../call/call.ts'
import { noSuchOwner, noSuchPolicy, quotaExceeded } from '../errors.ts'
import { findOwner, type OwnerKind } from '../owners.ts'
import { changeIam, type IamRoom } from '../room.ts'
import { requireOwner } from './access.ts'
import { requireAttachable } from './boundaries.ts'
import { requirePolicy } from './managed-policies.ts'
import { change, given, query } from './operation-kinds.ts'
import { pageOfAll, pageStart } from './page.ts'

const attachmentsMax = 10
const quotaName = { user: 'PoliciesPerUser', role: 'PoliciesPerRole' }

export const attachUserPolicy = change<IAM.AttachUserPolicyRequest, object>((iam, call, input) =>
  attach(iam, call, 'AttachUserPolicy', 'user', given(input.UserName, 'UserName'), input.PolicyArn),
)
export const attachRolePolicy = change<IAM.AttachRolePolicyRequest, object>((iam, call, input) =>
  attach(iam, call, 'AttachRolePolicy', 'role', given(input.RoleName, 'RoleName'), input.PolicyArn),
)
export const detachUserPolicy = change<IAM.DetachUserPolicyRequest, object>((iam, call, input) =>
  detach(iam, call, 'DetachUserPolicy', 'user', given(input.UserName, 'UserName'), input.PolicyArn),
)
export const detachRolePolicy = change<IAM.DetachRolePolicyRequest, object>((iam, call, input) =>
  detach(iam, call, 'DetachRolePolicy', 'role', given(input.RoleName, 'RoleName'), input.PolicyArn),
)

export const listAttachedUserPolicies = query<
  IAM.ListAttachedUserPoliciesRequest,
  IAM.ListAttachedUserPoliciesResponse
>((iam, call, input) =>
  list(iam, call, 'ListAttachedUserPolicies', 'user', given(input.UserName, 'UserName'), input),
)
export const listAttachedRolePolicies = query<
  IAM.ListAttachedRolePoliciesRequest,
  IAM.ListAttachedRolePoliciesResponse
>((iam, call, input) =>
  list(iam, call, 'ListAttachedRolePolicies', 'role', given(input.RoleName, 'RoleName'), input),
)

export const listEntitiesForPolicy = query<
  IAM.ListEntitiesForPolicyRequest,
  IAM.ListEntitiesForPolicyResponse
>(async (iam, call, input) => {
  const arn = given(input.PolicyArn, 'PolicyArn')
  await requirePolicy(iam, call, 'ListEntitiesForPolicy', arn)
  const holders = await holdersOf(iam, call.principal.accountId, arn, input.PolicyUsageFilter)
  const wanted = holders.filter(
    ({ kind, path }) =>
      path.startsWith(input.PathPrefix ?? '/') &&
      (input.EntityFilter === undefined || input.EntityFilter === (kind === 'user' ? 'User' : 'Role')),
  )
  const { items, end } = pageOfAll(wanted, pageStart(input), ({ kind, name }) => `${kind}/${name}`)
  return {
    PolicyGroups: [],
    PolicyUsers: items.flatMap(({ kind, name, id }) =>
      kind === 'user' ? [{ UserName: name, UserId: id }] : [],
    ),
    PolicyRoles: items.flatMap(({ kind, name, id }) =>
      kind === 'role' ? [{ RoleName: name, RoleId: id }] : [],
    ),
    ...end,
  }
})

async function attach(
  iam: IamRoom,
  call: Call,
  operation: string,
  kind: OwnerKind,
  name: string,
  policyArn: string | undefined,
): Promise<object> {
  const { accountId } = call.principal
  const arn = given(policyArn, 'PolicyArn')
  await requireOwner(iam, call, operation, kind, name, { 'iam:PolicyARN': arn })
  await changeIam(iam.storage, accountId, async (tx) => {
    const owner = await findOwner(tx, kind, accountId, name)
    if (owner === null) throw noSuchOwner(kind, name)
    await requireAttachable(tx, accountId, arn)
    const had = await tx
      .selectFrom('iam_policy_attachment')
      .select('policy_arn')
      .where('owner_id', '=', owner.id)
      .execute()
    if (had.some(({ policy_arn }) => policy_arn === arn)) return
    if (had.length >= attachmentsMax) throw quotaExceeded(quotaName[kind], attachmentsMax)
    await tx
      .insertInto('iam_policy_attachment')
      .values({ owner_id: owner.id, policy_arn: arn, attached_at: iam.now() })
      .execute()
  })
  return {}
}

async function detach(
  iam: IamRoom,
  call: Call,
  operation: string,
  kind: OwnerKind,
  name: string,
  policyArn: string | undefined,
): Promise<object> {
  const arn = given(policyArn, 'PolicyArn')
  const owner = await requireOwner(iam, call, operation, kind, name, { 'iam:PolicyARN': arn })
  await changeIam(iam.storage, call.principal.accountId, async (tx) => {
    const deleted = await tx
      .deleteFrom('iam_policy_attachment')
      .where('owner_id', '=', owner.id)
      .where('policy_arn', '=', arn)
      .executeTakeFirst()
    if (deleted.numDeletedRows === 0n) throw noSuchPolicy(arn)
  })
  return {}
}

async function list(
  iam: IamRoom,
  call: Call,
  operation: string,
  kind: OwnerKind,
  name: string,
  input: { PathPrefix?: string; Marker?: string; MaxItems?: number },
) {
  const owner = await requireOwner(iam, call, operation, kind, name)
  const rows = await iam.storage.database
    .selectFrom('iam_policy_attachment')
    .select('policy_arn')
    .where('owner_id', '=', owner.id)
    .execute()
  const wanted = rows
    .map(({ policy_arn }) => policy_arn)
    .filter((arn) => pathOf(arn).startsWith(input.PathPrefix ?? '/'))
  const { items, end } = pageOfAll(wanted, pageStart(input), (arn) => arn)
  return {
    AttachedPolicies: items.map((arn) => ({
      PolicyName: arn.slice(arn.lastIndexOf('/') + 1),
      PolicyArn: arn,
    })),
    ...end,
  }
}

/** `arn:aws:iam::111122223333:policy/team/Name` → `/team/` */
function pathOf(policyArn: string): string {
  return policyArn.slice(policyArn.indexOf('/'), policyArn.lastIndexOf('/') + 1)
}

interface Holder {
  readonly kind: OwnerKind
  readonly name: string
  readonly id: string
  readonly path: string
}

async function holdersOf(
  { storage: { database } }: IamRoom,
  accountId: string,
  arn: string,
  usage: IAM.PolicyUsageType | undefined,
): Promise<readonly Holder[]> {
  const attached = await database
    .selectFrom('iam_policy_attachment')
    .select('owner_id')
    .where('policy_arn', '=', arn)
    .execute()
  const ids = new Set(attached.map(({ owner_id }) => owner_id))
  const users = await database
    .selectFrom('iam_user')
    .select(['user_id as id', 'user_name as name', 'path', 'permissions_boundary'])
    .where('account_id', '=', accountId)
    .execute()
  const roles = await database
    .selectFrom('iam_role')
    .select(['role_id as id', 'role_name as name', 'path', 'permissions_boundary'])
    .where('account_id', '=', accountId)
    .execute()
  const all = [
    ...users.map((user) => ({ ...user, kind: 'user' as const })),
    ...roles.map((role) => ({ ...role, kind: 'role' as const })),
  ]
  return all.filter(
    ({ id, permissions_boundary }) =>
      (usage !== 'PermissionsBoundary' && ids.has(id)) ||
      (usage !== 'PermissionsPolicy' && permissions_boundary === arn),
  )
}
