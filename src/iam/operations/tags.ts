/** Tags of users, roles and managed policies. */

import type * as IAM from '@aws-sdk/client-iam'
import { invariant } from '../../call/aws-error.ts'
import type { Tx } from '../../storage/storage.ts'
import { invalidInput, noSuchOwner, noSuchPolicy, quotaExceeded } from '../errors.ts'
import { findPolicyRow } from '../managed-policies.ts'
import { findOwner, type Owner, type OwnerKind, parseTags, type Tag } from '../owners.ts'
import { changeIam } from '../room.ts'
import { authorizeIam, requestTagContext, requireOwner, resourceTagContext } from './access.ts'
import { change, given, query } from './operation-kinds.ts'
import { pageOfAll, pageStart } from './page.ts'

const tagsMax = 50

export const tagUser = change<IAM.TagUserRequest, object>((iam, call, input) =>
  tagOwner(iam, call, 'TagUser', 'user', given(input.UserName, 'UserName'), input.Tags),
)
export const untagUser = change<IAM.UntagUserRequest, object>((iam, call, input) =>
  untagOwner(iam, call, 'UntagUser', 'user', given(input.UserName, 'UserName'), input.TagKeys),
)
export const tagRole = change<IAM.TagRoleRequest, object>((iam, call, input) =>
  tagOwner(iam, call, 'TagRole', 'role', given(input.RoleName, 'RoleName'), input.Tags),
)
export const untagRole = change<IAM.UntagRoleRequest, object>((iam, call, input) =>
  untagOwner(iam, call, 'UntagRole', 'role', given(input.RoleName, 'RoleName'), input.TagKeys),
)

export const listUserTags = query<IAM.ListUserTagsRequest, IAM.ListUserTagsResponse>(
  async (iam, call, input) => {
    const { tags } = await requireOwner(iam, call, 'ListUserTags', 'user', given(input.UserName, 'UserName'))
    return tagPage(tags, input)
  },
)
export const listRoleTags = query<IAM.ListRoleTagsRequest, IAM.ListRoleTagsResponse>(
  async (iam, call, input) => {
    const { tags } = await requireOwner(iam, call, 'ListRoleTags', 'role', given(input.RoleName, 'RoleName'))
    return tagPage(tags, input)
  },
)

export const tagPolicy = change<IAM.TagPolicyRequest, object>(async (iam, call, input) => {
  const arn = given(input.PolicyArn, 'PolicyArn')
  const tags = checkTags(input.Tags)
  return changePolicyTags(iam, call, 'TagPolicy', arn, requestTagContext(tags), (had) => mergeTags(had, tags))
})
export const untagPolicy = change<IAM.UntagPolicyRequest, object>(async (iam, call, input) => {
  const arn = given(input.PolicyArn, 'PolicyArn')
  const keys = input.TagKeys ?? []
  return changePolicyTags(iam, call, 'UntagPolicy', arn, { 'aws:TagKeys': keys }, (had) =>
    withoutTags(had, keys),
  )
})
export const listPolicyTags = query<IAM.ListPolicyTagsRequest, IAM.ListPolicyTagsResponse>(
  async (iam, call, input) => {
    const arn = given(input.PolicyArn, 'PolicyArn')
    const row = await findPolicyRow(iam.storage.database, arn)
    const tags = row === null ? [] : parseTags(row.tags)
    await authorizeIam(iam, call, 'ListPolicyTags', arn, resourceTagContext(tags))
    if (row?.account_id !== call.principal.accountId) throw noSuchPolicy(arn)
    return tagPage(tags, input)
  },
)

type Handler = Parameters<typeof change<unknown, unknown>>[0]
type Room = Parameters<Handler>[0]
type Call = Parameters<Handler>[1]

async function tagOwner(
  iam: Room,
  call: Call,
  operation: string,
  kind: OwnerKind,
  name: string,
  given: IAM.Tag[] | undefined,
): Promise<object> {
  const tags = checkTags(given)
  await requireOwner(iam, call, operation, kind, name, requestTagContext(tags))
  return changeOwnerTags(iam, call, kind, name, (had) => mergeTags(had, tags))
}

async function untagOwner(
  iam: Room,
  call: Call,
  operation: string,
  kind: OwnerKind,
  name: string,
  keys: string[] = [],
): Promise<object> {
  await requireOwner(iam, call, operation, kind, name, { 'aws:TagKeys': keys })
  return changeOwnerTags(iam, call, kind, name, (had) => withoutTags(had, keys))
}

async function changeOwnerTags(
  iam: Room,
  { principal: { accountId } }: Call,
  kind: OwnerKind,
  name: string,
  next: (had: readonly Tag[]) => readonly Tag[],
): Promise<object> {
  await changeIam(iam.storage, accountId, async (tx) => {
    const owner = await findOwner(tx, kind, accountId, name)
    if (owner === null) throw noSuchOwner(kind, name)
    await setOwnerTags(tx, owner, JSON.stringify(next(owner.tags)))
  })
  return {}
}

async function setOwnerTags(tx: Tx, { kind, id }: Owner, tags: string): Promise<void> {
  if (kind === 'user') await tx.updateTable('iam_user').set({ tags }).where('user_id', '=', id).execute()
  else await tx.updateTable('iam_role').set({ tags }).where('role_id', '=', id).execute()
}

async function changePolicyTags(
  iam: Room,
  call: Call,
  operation: string,
  arn: string,
  context: Parameters<typeof authorizeIam>[4],
  next: (had: readonly Tag[]) => readonly Tag[],
): Promise<object> {
  const { accountId } = call.principal
  const found = await findPolicyRow(iam.storage.database, arn)
  await authorizeIam(iam, call, operation, arn, {
    ...resourceTagContext(parseTags(found?.tags ?? '[]')),
    ...context,
  })
  await changeIam(iam.storage, accountId, async (tx) => {
    const row = await findPolicyRow(tx, arn)
    if (row === null || row.account_id !== accountId) throw noSuchPolicy(arn)
    const tags = JSON.stringify(next(parseTags(row.tags)))
    await tx.updateTable('iam_policy').set({ tags }).where('policy_id', '=', row.policy_id).execute()
  })
  return {}
}

/**
 * Tag keys are one key when they differ in case only.
 *
 * @throws AwsError InvalidInput for a key given twice, LimitExceeded for more than 50
 */
export function checkTags(given: readonly IAM.Tag[] | undefined): readonly Tag[] {
  const tags = (given ?? []).map(({ Key, Value }) => {
    invariant(Key !== undefined && Value !== undefined, 'tags were validated')
    return { Key, Value }
  })
  if (new Set(tags.map(({ Key }) => Key.toLowerCase())).size !== tags.length) {
    throw invalidInput('Duplicate tag keys found. Please note that Tag keys are case insensitive.')
  }
  if (tags.length > tagsMax) throw quotaExceeded('TagsPerResource', tagsMax)
  return tags
}

function mergeTags(had: readonly Tag[], added: readonly Tag[]): readonly Tag[] {
  return checkTags([
    ...withoutTags(
      had,
      added.map(({ Key }) => Key),
    ),
    ...added,
  ])
}

function withoutTags(had: readonly Tag[], keys: readonly string[]): readonly Tag[] {
  const gone = new Set(keys.map((key) => key.toLowerCase()))
  return had.filter(({ Key }) => !gone.has(Key.toLowerCase()))
}

function tagPage(tags: readonly Tag[], input: { Marker?: string; MaxItems?: number }) {
  const { items, end } = pageOfAll(tags, pageStart(input), ({ Key }) => Key)
  return { Tags: items, ...end }
}
