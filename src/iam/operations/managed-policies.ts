/** Customer managed policies; AWS's own can be read and attached, not changed. */

import type * as IAM from '@aws-sdk/client-iam'
import { sql } from 'kysely'
import type { Call } from '../../call/call.ts'
import {
  type AwsManagedPolicy,
  awsManagedPolicies,
  awsManagedSince,
  findAwsManagedPolicy,
} from '../aws-managed-policies.ts'
import { alreadyExists, deleteConflict, noSuchPolicy, policyOrError, quotaExceeded } from '../errors.ts'
import { findPolicyRow, type PolicyRow } from '../managed-policies.ts'
import { parseTags } from '../owners.ts'
import { parsePolicyDocument } from '../policy-document.ts'
import { changeIam, type IamRoom } from '../room.ts'
import { newUniqueId } from '../unique-ids.ts'
import { authorizeIam, requestTagContext, resourceTagContext } from './access.ts'
import { documentChars } from './documents.ts'
import { change, given, query } from './operation-kinds.ts'
import { pageOfAll, pageStart } from './page.ts'
import { checkTags } from './tags.ts'

const policyCharsMax = 6144

export const createPolicy = change<IAM.CreatePolicyRequest, IAM.CreatePolicyResponse>(
  async (iam, call, input) => {
    const { accountId } = call.principal
    const name = given(input.PolicyName, 'PolicyName')
    const path = input.Path ?? '/'
    const arn = `arn:aws:iam::${accountId}:policy${path}${name}`
    const tags = checkTags(input.Tags)
    const context = requestTagContext(tags)
    await authorizeIam(iam, call, 'CreatePolicy', arn, context)
    if (tags.length > 0) await authorizeIam(iam, call, 'TagPolicy', arn, context)
    const document = checkPolicyDocument(given(input.PolicyDocument, 'PolicyDocument'))
    const createdAt = iam.now()
    const row: PolicyRow = {
      policy_id: newUniqueId('ANPA'),
      account_id: accountId,
      policy_name: name,
      path,
      arn,
      description: input.Description ?? null,
      default_version_id: 'v1',
      next_version: 2,
      tags: JSON.stringify(tags),
      created_at: createdAt,
      updated_at: createdAt,
    }
    await changeIam(iam.storage, accountId, async (tx) => {
      const taken = await tx
        .selectFrom('iam_policy')
        .select('policy_id')
        .where('account_id', '=', accountId)
        .where(sql<string>`lower(policy_name)`, '=', name.toLowerCase())
        .executeTakeFirst()
      if (taken !== undefined) {
        throw alreadyExists(`A policy called ${name} already exists. Duplicate names are not allowed.`)
      }
      await tx.insertInto('iam_policy').values(row).execute()
      await tx
        .insertInto('iam_policy_version')
        .values({ policy_id: row.policy_id, version_id: 'v1', document, created_at: createdAt })
        .execute()
    })
    return { Policy: policyShape(row, { attached: 0, boundaries: 0 }) }
  },
)

export const getPolicy = query<IAM.GetPolicyRequest, IAM.GetPolicyResponse>(async (iam, call, input) => {
  const arn = given(input.PolicyArn, 'PolicyArn')
  const policy = await requirePolicy(iam, call, 'GetPolicy', arn)
  const uses = (await countUses(iam, call.principal.accountId)).get(arn) ?? unused
  if (policy.kind === 'aws')
    return { Policy: { ...awsPolicyShape(policy.policy, uses), Description: policy.policy.description } }
  const { row } = policy
  const tags = parseTags(row.tags)
  return {
    Policy: {
      ...policyShape(row, uses),
      ...(row.description !== null && { Description: row.description }),
      Tags: [...tags],
    },
  }
})

export const listPolicies = query<IAM.ListPoliciesRequest, IAM.ListPoliciesResponse>(
  async (iam, call, input) => {
    const { accountId } = call.principal
    await authorizeIam(iam, call, 'ListPolicies', '*')
    const rows =
      input.Scope === 'AWS'
        ? []
        : await iam.storage.database
            .selectFrom('iam_policy')
            .selectAll()
            .where('account_id', '=', accountId)
            .execute()
    const uses = await countUses(iam, accountId)
    const all = [
      ...(input.Scope === 'Local'
        ? []
        : awsManagedPolicies().map((policy) => awsPolicyShape(policy, uses.get(policy.arn) ?? unused))),
      ...rows.map((row) => policyShape(row, uses.get(row.arn) ?? unused)),
    ]
    const usage = input.PolicyUsageFilter
    const wanted = all.filter(
      (policy) =>
        policy.Path.startsWith(input.PathPrefix ?? '/') &&
        (!input.OnlyAttached || policy.AttachmentCount > 0) &&
        (usage === undefined ||
          (usage === 'PermissionsBoundary' ? policy.PermissionsBoundaryUsageCount : policy.AttachmentCount) >
            0),
    )
    const { items, end } = pageOfAll(wanted, pageStart(input), ({ Arn }) => Arn)
    return { Policies: items, ...end }
  },
)

export const deletePolicy = change<IAM.DeletePolicyRequest, object>(async (iam, call, input) => {
  const arn = given(input.PolicyArn, 'PolicyArn')
  await requireOwnPolicy(iam, call, 'DeletePolicy', arn)
  const { accountId } = call.principal
  await changeIam(iam.storage, accountId, async (tx) => {
    const row = await findPolicyRow(tx, arn)
    if (row === null) throw noSuchPolicy(arn)
    const attachment = await tx
      .selectFrom('iam_policy_attachment')
      .select('owner_id')
      .where('policy_arn', '=', arn)
      .executeTakeFirst()
    const user = await tx
      .selectFrom('iam_user')
      .select('user_id')
      .where('permissions_boundary', '=', arn)
      .executeTakeFirst()
    const role = await tx
      .selectFrom('iam_role')
      .select('role_id')
      .where('permissions_boundary', '=', arn)
      .executeTakeFirst()
    if (attachment ?? user ?? role) throw deleteConflict('Cannot delete a policy attached to entities.')
    const versions = await tx
      .selectFrom('iam_policy_version')
      .select('version_id')
      .where('policy_id', '=', row.policy_id)
      .execute()
    if (versions.length > 1) {
      throw deleteConflict(
        "This policy has more than one version. Before you delete a policy, you must delete the policy's versions. The default version is deleted with the policy.",
      )
    }
    await tx.deleteFrom('iam_policy_version').where('policy_id', '=', row.policy_id).execute()
    await tx.deleteFrom('iam_policy').where('policy_id', '=', row.policy_id).execute()
  })
  return {}
})

/** @throws AwsError MalformedPolicyDocument, LimitExceeded */
export function checkPolicyDocument(text: string): string {
  policyOrError(() => parsePolicyDocument(text, 'identity'))
  if (documentChars(text) > policyCharsMax) throw quotaExceeded('PolicySize', policyCharsMax)
  return text
}

export type ManagedPolicy =
  | { readonly kind: 'aws'; readonly policy: AwsManagedPolicy }
  | { readonly kind: 'customer'; readonly row: PolicyRow }

/**
 * A policy that the account may read: its own or one of AWS's.
 *
 * @throws AwsError AccessDenied, NoSuchEntity
 */
export async function requirePolicy(
  iam: IamRoom,
  call: Call,
  operation: string,
  arn: string,
): Promise<ManagedPolicy> {
  const policy = findAwsManagedPolicy(arn)
  const row = policy === null ? await findPolicyRow(iam.storage.database, arn) : null
  await authorizeIam(iam, call, operation, arn, resourceTagContext(row === null ? [] : parseTags(row.tags)))
  if (policy !== null) return { kind: 'aws', policy }
  if (row === null || row.account_id !== call.principal.accountId) throw noSuchPolicy(arn)
  return { kind: 'customer', row }
}

/** A policy that the account may change. AWS's are none of them. */
export async function requireOwnPolicy(
  iam: IamRoom,
  call: Call,
  operation: string,
  arn: string,
): Promise<PolicyRow> {
  const policy = await requirePolicy(iam, call, operation, arn)
  if (policy.kind === 'aws') throw noSuchPolicy(arn)
  return policy.row
}

interface Uses {
  readonly attached: number
  readonly boundaries: number
}

const unused: Uses = { attached: 0, boundaries: 0 }

/** How often the account's users and roles have each policy, by ARN. */
async function countUses(
  { storage: { database } }: IamRoom,
  accountId: string,
): Promise<ReadonlyMap<string, Uses>> {
  const users = await database
    .selectFrom('iam_user')
    .select(['user_id as id', 'permissions_boundary'])
    .where('account_id', '=', accountId)
    .execute()
  const roles = await database
    .selectFrom('iam_role')
    .select(['role_id as id', 'permissions_boundary'])
    .where('account_id', '=', accountId)
    .execute()
  const attached = await database
    .selectFrom('iam_policy_attachment')
    .leftJoin('iam_user', 'iam_user.user_id', 'iam_policy_attachment.owner_id')
    .leftJoin('iam_role', 'iam_role.role_id', 'iam_policy_attachment.owner_id')
    .select('policy_arn')
    .where((where) =>
      where.or([where('iam_user.account_id', '=', accountId), where('iam_role.account_id', '=', accountId)]),
    )
    .execute()
  const uses = new Map<string, Uses>()
  for (const { policy_arn } of attached) {
    const had = uses.get(policy_arn) ?? unused
    uses.set(policy_arn, { ...had, attached: had.attached + 1 })
  }
  for (const { permissions_boundary } of [...users, ...roles]) {
    if (permissions_boundary === null) continue
    const had = uses.get(permissions_boundary) ?? unused
    uses.set(permissions_boundary, { ...had, boundaries: had.boundaries + 1 })
  }
  return uses
}

function policyShape(row: PolicyRow, uses: Uses) {
  return {
    PolicyName: row.policy_name,
    PolicyId: row.policy_id,
    Arn: row.arn,
    Path: row.path,
    DefaultVersionId: row.default_version_id,
    AttachmentCount: uses.attached,
    PermissionsBoundaryUsageCount: uses.boundaries,
    IsAttachable: true,
    CreateDate: new Date(row.created_at),
    UpdateDate: new Date(row.updated_at),
  }
}

function awsPolicyShape(policy: AwsManagedPolicy, uses: Uses) {
  return {
    PolicyName: policy.name,
    PolicyId: policy.id,
    Arn: policy.arn,
    Path: '/',
    DefaultVersionId: 'v1',
    AttachmentCount: uses.attached,
    PermissionsBoundaryUsageCount: uses.boundaries,
    IsAttachable: true,
    CreateDate: new Date(awsManagedSince),
    UpdateDate: new Date(awsManagedSince),
  }
}
