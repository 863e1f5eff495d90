import type { Selectable } from 'kysely'
import type { Database, Tables, Tx } from '../storage/storage.ts'
import { findAwsManagedPolicy } from './aws-managed-policies.ts'

export type PolicyRow = Selectable<Tables['iam_policy']>

/** A customer managed policy; AWS managed ones have no row. */
export async function findPolicyRow(database: Database | Tx, arn: string): Promise<PolicyRow | null> {
  return (
    (await database.selectFrom('iam_policy').selectAll().where('arn', '=', arn).executeTakeFirst()) ?? null
  )
}

/** The default version's JSON text of a managed policy of either kind. Null when there is none. */
export async function findManagedDocument(database: Database | Tx, arn: string): Promise<string | null> {
  const own = findAwsManagedPolicy(arn)
  if (own !== null) return own.document
  const row = await database
    .selectFrom('iam_policy')
    .innerJoin('iam_policy_version', (join) =>
      join
        .onRef('iam_policy_version.policy_id', '=', 'iam_policy.policy_id')
        .onRef('iam_policy_version.version_id', '=', 'iam_policy.default_version_id'),
    )
    .select('iam_policy_version.document')
    .where('iam_policy.arn', '=', arn)
    .executeTakeFirst()
  return row?.document ?? null
}

/** Whether principals of an account may have the policy: its own, or one of AWS's. */
export async function isAttachable(
  database: Database | Tx,
  accountId: string,
  arn: string,
): Promise<boolean> {
  if (findAwsManagedPolicy(arn) !== null) return true
  return (await findPolicyRow(database, arn))?.account_id === accountId
}
