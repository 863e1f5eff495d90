/** Permissions boundaries: the most that a user or role may ever do, whatever its policies allow. */

import type * as IAM from '@aws-sdk/client-iam'
import type { Call } from '../../call/call.ts'
import type { Tx } from '../../storage/storage.ts'
import { noSuchOwner, notAttachable } from '../errors.ts'
import type { ConditionContext } from '../iam.ts'
import { isAttachable } from '../managed-policies.ts'
import { findOwner, type OwnerKind } from '../owners.ts'
import { changeIam, type IamRoom } from '../room.ts'
import { requireOwner } from './access.ts'
import { change, given } from './operation-kinds.ts'

export const putUserPermissionsBoundary = change<IAM.PutUserPermissionsBoundaryRequest, object>(
  (iam, call, input) => {
    const boundary = given(input.PermissionsBoundary, 'PermissionsBoundary')
    return setBoundary(
      iam,
      call,
      'PutUserPermissionsBoundary',
      'user',
      given(input.UserName, 'UserName'),
      boundary,
    )
  },
)
export const deleteUserPermissionsBoundary = change<IAM.DeleteUserPermissionsBoundaryRequest, object>(
  (iam, call, input) =>
    setBoundary(iam, call, 'DeleteUserPermissionsBoundary', 'user', given(input.UserName, 'UserName'), null),
)
export const putRolePermissionsBoundary = change<IAM.PutRolePermissionsBoundaryRequest, object>(
  (iam, call, input) => {
    const boundary = given(input.PermissionsBoundary, 'PermissionsBoundary')
    return setBoundary(
      iam,
      call,
      'PutRolePermissionsBoundary',
      'role',
      given(input.RoleName, 'RoleName'),
      boundary,
    )
  },
)
export const deleteRolePermissionsBoundary = change<IAM.DeleteRolePermissionsBoundaryRequest, object>(
  (iam, call, input) =>
    setBoundary(iam, call, 'DeleteRolePermissionsBoundary', 'role', given(input.RoleName, 'RoleName'), null),
)

async function setBoundary(
  iam: IamRoom,
  call: Call,
  operation: string,
  kind: OwnerKind,
  name: string,
  boundary: string | null,
): Promise<object> {
  const { accountId } = call.principal
  // Who may take boundaries off is decided by the boundary that is there.
  const context = boundaryContext(boundary ?? (await currentBoundary(iam, accountId, kind, name)))
  await requireOwner(iam, call, operation, kind, name, context)
  await changeIam(iam.storage, accountId, async (tx) => {
    const owner = await findOwner(tx, kind, accountId, name)
    if (owner === null) throw noSuchOwner(kind, name)
    await requireAttachable(tx, accountId, boundary)
    const change = { permissions_boundary: boundary }
    if (kind === 'user')
      await tx.updateTable('iam_user').set(change).where('user_id', '=', owner.id).execute()
    else await tx.updateTable('iam_role').set(change).where('role_id', '=', owner.id).execute()
  })
  return {}
}

async function currentBoundary(
  { storage: { database } }: IamRoom,
  accountId: string,
  kind: OwnerKind,
  name: string,
): Promise<string | undefined> {
  const table = database.selectFrom(kind === 'user' ? 'iam_user' : 'iam_role').select('permissions_boundary')
  const row = await table
    .where('account_id', '=', accountId)
    .where(kind === 'user' ? 'user_name' : 'role_name', '=', name)
    .executeTakeFirst()
  return row?.permissions_boundary ?? undefined
}

/** @throws AwsError NoSuchEntity unless the policy is the account's own or one of AWS's. Null: there is none to check. */
export async function requireAttachable(tx: Tx, accountId: string, policyArn: string | null): Promise<void> {
  if (policyArn !== null && !(await isAttachable(tx, accountId, policyArn))) throw notAttachable(policyArn)
}

/** `iam:PermissionsBoundary` lets a policy demand one of every user that its holder makes. */
export function boundaryContext(boundary: string | undefined): ConditionContext {
  return boundary === undefined ? {} : { 'iam:PermissionsBoundary': boundary }
}

export function boundaryMember(boundary: string | null): {
  PermissionsBoundary?: IAM.AttachedPermissionsBoundary
} {
  if (boundary === null) return {}
  return {
    PermissionsBoundary: {
      PermissionsBoundaryType: 'PermissionsBoundaryPolicy',
      PermissionsBoundaryArn: boundary,
    },
  }
}
