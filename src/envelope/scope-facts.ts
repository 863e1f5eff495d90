import type { Selectable } from 'kysely'
import type { Database, Storage, Tables } from '../storage/storage.ts'
import { type ScopeDeclaration, ScopeMissingError } from './envelope.ts'

/** What the parts of this room know of a scope. */
export interface ScopeFacts {
  readonly id: string
  readonly service: string
  readonly resourceArn: string
  readonly accountId: string
  readonly region: string
  readonly kmsKeyArn: string | null
  readonly grantId: string | null
  /** Grants beside that one, all of which must be alive. */
  readonly furtherGrantIds: readonly string[]
  readonly encryptionContext: Readonly<Record<string, string>>
  /** Authority subject of everything decrypted from this scope. */
  readonly subject: string
  readonly declaration: ScopeDeclaration
}

export type ScopeRow = Selectable<Tables['encryption_scope']>

export function factsOf(row: ScopeRow, declaration: ScopeDeclaration): ScopeFacts {
  return {
    id: row.id,
    service: row.service,
    resourceArn: row.resource_arn,
    accountId: row.account_id,
    region: row.region,
    kmsKeyArn: row.kms_key_arn,
    grantId: row.grant_id,
    furtherGrantIds: furtherGrantIdsOf(row),
    encryptionContext: JSON.parse(row.encryption_context),
    subject: subjectOf(row.id, row.kms_key_arn),
    declaration,
  }
}

export function furtherGrantIdsOf(row: Pick<ScopeRow, 'further_grant_ids'>): readonly string[] {
  return row.further_grant_ids === null ? [] : JSON.parse(row.further_grant_ids)
}

/** Whatever touches the KMS key voids what was opened with it; without one, only the scope's own end does. */
export function subjectOf(scopeId: string, kmsKeyArn: string | null): string {
  return kmsKeyArn === null ? scopeSubject(scopeId) : `key/${kmsKeyArn}`
}

export function scopeSubject(scopeId: string): string {
  return `scope/${scopeId}`
}

/**
 * To be called in every transaction that adds something to a scope: nothing may appear in it once its deletion has begun.
 * SQLite runs one writing transaction at a time; PostgreSQL needs the row locked against the deletion.
 *
 * @throws ScopeMissingError
 */
export async function requireActive(tx: Database, kind: Storage['kind'], scopeId: string): Promise<void> {
  const query = tx
    .selectFrom('encryption_scope')
    .select('id')
    .where('id', '=', scopeId)
    .where('state', '=', 'ACTIVE')
  const row = await (kind === 'postgres' ? query.forShare() : query).executeTakeFirst()
  if (row === undefined) throw new ScopeMissingError('the encryption scope does not exist')
}
