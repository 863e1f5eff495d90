import { createHmac, type KeyObject } from 'node:crypto'
import { encodeAad } from '../crypto/aad.ts'
import type { Tx } from '../storage/storage.ts'

/**
 * What a value is found by at rest: HMAC-SHA-256 under a key of the scope's own, over kind, field and value with their
 * lengths. Equal values of one field look equal to who reads the database, in one scope and one field only.
 */
export function blindIndexToken(key: KeyObject, kind: string, field: string, value: string): string {
  return createHmac('sha256', key)
    .update(encodeAad([kind, field, value]))
    .digest('base64url')
}

/** Sets the tokens of the given fields of one record; its other fields keep theirs. */
export async function writeTokens(
  tx: Tx,
  record: { readonly scopeId: string; readonly kind: string; readonly id: string },
  tokens: Readonly<Record<string, string>>,
): Promise<void> {
  const fields = Object.keys(tokens)
  if (fields.length === 0) return
  await tx
    .deleteFrom('blind_index')
    .where('scope_id', '=', record.scopeId)
    .where('kind', '=', record.kind)
    .where('record_id', '=', record.id)
    .where('field', 'in', fields)
    .execute()
  const rows = Object.entries(tokens).map(([field, token]) => ({
    scope_id: record.scopeId,
    kind: record.kind,
    field,
    token,
    record_id: record.id,
  }))
  await tx.insertInto('blind_index').values(rows).execute()
}
