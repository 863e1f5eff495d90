import type { AliasListEntry, ListAliasesRequest, ListAliasesResponse } from '@aws-sdk/client-kms'
import type { Operation } from '../../call/operation.ts'
import { managedAliasNames } from '../aws-managed-keys.ts'
import { keyNotFound } from '../errors.ts'
import type { Kms } from '../kms.ts'
import { type Page, type Positioned, page } from '../page.ts'
import { aliasArnOf, resolveKey } from '../resolve-key.ts'
import { present } from '../trail-record.ts'

const rule = { default: 50, max: 100 }

/** Aliases of the account, or of one key. Those of AWS managed keys that were never used come last, without a key. */
export const listAliases: Operation<Kms, ListAliasesRequest, ListAliasesResponse> = {
  readOnly: true,
  recordRequest: (input) => present({ keyId: input.KeyId, limit: input.Limit, marker: input.Marker }),
  async handle(kms, call, input) {
    const { accountId } = call.principal
    let listed: Page<AliasListEntry>
    if (input.KeyId === undefined) {
      await kms.iam.authorize(call, { action: 'kms:ListAliases', resource: '*' })
      listed = await page(kms, call, input, { ...rule, scope: [''] }, (after, count) =>
        fetchAccountAliases(kms, call.region, accountId, after, count),
      )
    } else {
      const { key } = await resolveKey(kms, call, 'ListAliases', input.KeyId)
      if (key.accountId !== accountId) throw keyNotFound(key.arn)
      await kms.iam.authorize(call, { action: 'kms:ListAliases', resource: '*' })
      listed = await page(kms, call, input, { ...rule, scope: [key.arn] }, (after, count) =>
        fetchStored(kms, { region: call.region, accountId, keyArn: key.arn }, after, count),
      )
      // AWS logs no key for this operation.
      call.notes.resources = []
    }
    const { items, ...rest } = listed
    return { Aliases: [...items], ...rest }
  },
}

// Positions: `=<alias name>` within the aliases that exist, `~<alias name>` within those that have no key yet.
async function fetchAccountAliases(
  kms: Kms,
  region: string,
  accountId: string,
  after: string | null,
  count: number,
): Promise<Positioned<AliasListEntry>[]> {
  const inStored = after === null || after.startsWith('=')
  const stored = inStored ? await fetchStored(kms, { region, accountId, keyArn: null }, after, count) : []
  if (stored.length >= count) return stored
  const made = await madeManagedAliases(kms, region, accountId)
  const unmade = managedAliasNames.filter(
    (name) => !made.has(name) && (inStored || `~${name}` > (after ?? '')),
  )
  return [...stored, ...unmade.map((name) => unmadeEntry(region, accountId, name))].slice(0, count)
}

function unmadeEntry(region: string, accountId: string, aliasName: string): Positioned<AliasListEntry> {
  const item = { AliasName: aliasName, AliasArn: aliasArnOf(region, accountId, aliasName) }
  return { item, position: `~${aliasName}` }
}

async function madeManagedAliases(kms: Kms, region: string, accountId: string): Promise<Set<string>> {
  const rows = await kms.storage.database
    .selectFrom('kms_alias')
    .select('alias_name')
    .where('account_id', '=', accountId)
    .where('region', '=', region)
    .where('alias_name', 'in', managedAliasNames)
    .execute()
  return new Set(rows.map((row) => row.alias_name))
}

async function fetchStored(
  kms: Kms,
  of: { region: string; accountId: string; keyArn: string | null },
  after: string | null,
  count: number,
): Promise<Positioned<AliasListEntry>[]> {
  let query = kms.storage.database.selectFrom('kms_alias').selectAll()
  // Account and Region of a key's aliases are the key's: named here, they would lead through all aliases of the account.
  if (of.keyArn !== null) query = query.where('key_arn', '=', of.keyArn)
  else query = query.where('account_id', '=', of.accountId).where('region', '=', of.region)
  if (after !== null) query = query.where('alias_name', '>', after.slice(1))
  const rows = await query.orderBy('alias_name').limit(count).execute()
  return rows.map((row) => ({
    item: {
      AliasName: row.alias_name,
      AliasArn: row.alias_arn,
      TargetKeyId: row.key_arn?.split(':key/')[1],
      CreationDate: new Date(row.created_at),
      LastUpdatedDate: new Date(row.updated_at),
    },
    position: `=${row.alias_name}`,
  }))
}
