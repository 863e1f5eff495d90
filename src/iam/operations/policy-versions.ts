/** Versions of customer managed policies: at most five, one of them in force. */

import type * as IAM from '@aws-sdk/client-iam'
import type { Tx } from '../../storage/storage.ts'
import { awsManagedSince } from '../aws-managed-policies.ts'
import { deleteConflict, limitExceeded, noSuchPolicy, noSuchVersion } from '../errors.ts'
import { findPolicyRow, type PolicyRow } from '../managed-policies.ts'
import { changeIam } from '../room.ts'
import { urlEncoded } from './documents.ts'
import { checkPolicyDocument, requireOwnPolicy, requirePolicy } from './managed-policies.ts'
import { change, given, query } from './operation-kinds.ts'
import { pageOfAll, pageStart } from './page.ts'

const versionsMax = 5

export const createPolicyVersion = change<IAM.CreatePolicyVersionRequest, IAM.CreatePolicyVersionResponse>(
  async (iam, call, input) => {
    const arn = given(input.PolicyArn, 'PolicyArn')
    await requireOwnPolicy(iam, call, 'CreatePolicyVersion', arn)
    const document = checkPolicyDocument(given(input.PolicyDocument, 'PolicyDocument'))
    const createdAt = iam.now()
    const versionId = await changeIam(iam.storage, call.principal.accountId, async (tx) => {
      const row = await getRow(tx, arn)
      const versions = await versionsOf(tx, row)
      if (versions.length >= versionsMax) {
        throw limitExceeded(
          'A managed policy can have up to 5 versions. Before you create a new version, you must delete an existing version.',
        )
      }
      const created = `v${row.next_version}`
      await tx
        .insertInto('iam_policy_version')
        .values({ policy_id: row.policy_id, version_id: created, document, created_at: createdAt })
        .execute()
      await tx
        .updateTable('iam_policy')
        .set({
          next_version: row.next_version + 1,
          updated_at: createdAt,
          ...(input.SetAsDefault && { default_version_id: created }),
        })
        .where('policy_id', '=', row.policy_id)
        .execute()
      return created
    })
    const isDefault = input.SetAsDefault ?? false
    return {
      PolicyVersion: { VersionId: versionId, IsDefaultVersion: isDefault, CreateDate: new Date(createdAt) },
    }
  },
)

export const getPolicyVersion = query<IAM.GetPolicyVersionRequest, IAM.GetPolicyVersionResponse>(
  async (iam, call, input) => {
    const arn = given(input.PolicyArn, 'PolicyArn')
    const versionId = given(input.VersionId, 'VersionId')
    const policy = await requirePolicy(iam, call, 'GetPolicyVersion', arn)
    if (policy.kind === 'aws') {
      if (versionId !== 'v1') throw noSuchVersion(arn, versionId)
      const Document = urlEncoded(policy.policy.document)
      return { PolicyVersion: { ...awsVersion, Document } }
    }
    const version = await iam.storage.database
      .selectFrom('iam_policy_version')
      .selectAll()
      .where('policy_id', '=', policy.row.policy_id)
      .where('version_id', '=', versionId)
      .executeTakeFirst()
    if (version === undefined) throw noSuchVersion(arn, versionId)
    return { PolicyVersion: { ...versionShape(version, policy.row), Document: urlEncoded(version.document) } }
  },
)

export const listPolicyVersions = query<IAM.ListPolicyVersionsRequest, IAM.ListPolicyVersionsResponse>(
  async (iam, call, input) => {
    const arn = given(input.PolicyArn, 'PolicyArn')
    const policy = await requirePolicy(iam, call, 'ListPolicyVersions', arn)
    if (policy.kind === 'aws') return { Versions: [awsVersion], IsTruncated: false }
    const versions = await versionsOf(iam.storage.database, policy.row)
    // Newest first, and `v10` after `v9`.
    const { items, end } = pageOfAll(versions, pageStart(input), ({ version_id }) => newestFirst(version_id))
    return { Versions: items.map((version) => versionShape(version, policy.row)), ...end }
  },
)

export const setDefaultPolicyVersion = change<IAM.SetDefaultPolicyVersionRequest, object>(
  async (iam, call, input) => {
    const arn = given(input.PolicyArn, 'PolicyArn')
    const versionId = given(input.VersionId, 'VersionId')
    await requireOwnPolicy(iam, call, 'SetDefaultPolicyVersion', arn)
    await changeIam(iam.storage, call.principal.accountId, async (tx) => {
      const row = await getRow(tx, arn)
      const versions = await versionsOf(tx, row)
      if (!versions.some(({ version_id }) => version_id === versionId)) throw noSuchVersion(arn, versionId)
      await tx
        .updateTable('iam_policy')
        .set({ default_version_id: versionId, updated_at: iam.now() })
        .where('policy_id', '=', row.policy_id)
        .execute()
    })
    return {}
  },
)

export const deletePolicyVersion = change<IAM.DeletePolicyVersionRequest, object>(
  async (iam, call, input) => {
    const arn = given(input.PolicyArn, 'PolicyArn')
    const versionId = given(input.VersionId, 'VersionId')
    await requireOwnPolicy(iam, call, 'DeletePolicyVersion', arn)
    await changeIam(iam.storage, call.principal.accountId, async (tx) => {
      const row = await getRow(tx, arn)
      if (row.default_version_id === versionId) {
        throw deleteConflict('Cannot delete the default version of a policy.')
      }
      const deleted = await tx
        .deleteFrom('iam_policy_version')
        .where('policy_id', '=', row.policy_id)
        .where('version_id', '=', versionId)
        .executeTakeFirst()
      if (deleted.numDeletedRows === 0n) throw noSuchVersion(arn, versionId)
    })
    return {}
  },
)

const awsVersion = { VersionId: 'v1', IsDefaultVersion: true, CreateDate: new Date(awsManagedSince) }

async function getRow(tx: Tx, arn: string): Promise<PolicyRow> {
  const row = await findPolicyRow(tx, arn)
  if (row === null) throw noSuchPolicy(arn)
  return row
}

function versionsOf(database: Pick<Tx, 'selectFrom'>, { policy_id }: PolicyRow) {
  return database
    .selectFrom('iam_policy_version')
    .select(['version_id', 'created_at'])
    .where('policy_id', '=', policy_id)
    .execute()
}

function versionShape(
  version: { version_id: string; created_at: number },
  policy: PolicyRow,
): IAM.PolicyVersion {
  return {
    VersionId: version.version_id,
    IsDefaultVersion: version.version_id === policy.default_version_id,
    CreateDate: new Date(version.created_at),
  }
}

function newestFirst(versionId: string): string {
  return String(1e9 - Number(versionId.slice(1))).padStart(10, '0')
}
