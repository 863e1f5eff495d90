/**
 * Seals with key pairs, and root keys that are replaced.
 *
 * Bytes that a root key wrapped name it in their bytes 2 to 5. An index finds what an old root key still holds, however
 * large the table, and a trigger keeps anybody from writing under a root key that is destroyed: a node that has missed
 * the change could lose key material for good that way.
 */

import { type Kysely, sql } from 'kysely'
import { addColumns, createTables, type DatabaseKind, type Migration, type TableShape } from './migration.ts'

export const rootKeySeals: Migration = {
  name: '0008-root-key-seals',
  place: 'main',
  up: async (database, kind) => {
    await createTables(database, kind, tables)
    await addColumns(database, kind, 'root_key', { destroy_at: 'integer?' })
    for (const column of wrappedColumns) {
      await createVersionIndex(database, kind, column)
      await createGuard(database, kind, column)
    }
  },
}

const tables: Readonly<Record<string, TableShape>> = {
  seal: {
    columns: {
      name: 'text',
      kind: 'text',
      parameters: 'text',
      sealed_pair: 'blob',
      wrapped_pair: 'blob',
      created_at: 'integer',
    },
    primaryKey: ['name'],
  },
}

interface WrappedColumn {
  readonly table: string
  readonly column: string
  readonly primaryKey: readonly string[]
}

const wrappedColumns: readonly WrappedColumn[] = [
  { table: 'seal', column: 'wrapped_pair', primaryKey: ['name'] },
  { table: 'iam_access_key', column: 'sealed_secret', primaryKey: ['access_key_id'] },
  { table: 'kms_key_material', column: 'wrapped_material', primaryKey: ['key_arn', 'material_id'] },
  { table: 'kms_import_wrapping_key', column: 'wrapped_private_key', primaryKey: ['id'] },
]

// biome-ignore lint/suspicious/noExplicitAny: see Migration.
type AnyDatabase = Kysely<any>

async function createVersionIndex(
  database: AnyDatabase,
  kind: DatabaseKind,
  { table, column, primaryKey }: WrappedColumn,
): Promise<void> {
  const version = kind === 'sqlite' ? `substr(${column}, 2, 4)` : `(substring(${column} from 2 for 4))`
  await sql
    .raw(`create index ${table}_by_root_key on ${table} (${version}, ${primaryKey.join(', ')})`)
    .execute(database)
}

async function createGuard(
  database: AnyDatabase,
  kind: DatabaseKind,
  { table, column }: WrappedColumn,
): Promise<void> {
  if (kind === 'postgres') return createPostgresGuard(database, table, column)
  for (const [event, name] of [
    ['insert', 'insert'],
    [`update of ${column}`, 'update'],
  ]) {
    await sql
      .raw(
        `create trigger ${table}_root_key_${name} before ${event} on ${table}
         when exists (select 1 from root_key where state = 'DESTROYED'
           and printf('%08X', id) = hex(substr(new.${column}, 2, 4)))
         begin select raise(abort, 'wrapped under a root key that is destroyed'); end`,
      )
      .execute(database)
  }
}

/**
 * The share lock holds until the writer commits: the root key cannot be destroyed between this look at it and the moment
 * at which whoever destroys it sees the row (PostgreSQL, "Read Committed Isolation Level": a row that had to be waited
 * for is read anew).
 */
async function createPostgresGuard(database: AnyDatabase, table: string, column: string): Promise<void> {
  const name = `${table}_root_key`
  await sql
    .raw(`
      create function ${name}() returns trigger language plpgsql as $$
      declare
        found_state text;
      begin
        if length(new.${column}) >= 5 then
          select state into found_state from root_key
            where id = (('x' || encode(substring(new.${column} from 2 for 4), 'hex'))::bit(32)::bigint)::text
            for share;
          if found_state = 'DESTROYED' then
            raise exception 'wrapped under a root key that is destroyed';
          end if;
        end if;
        return new;
      end $$`)
    .execute(database)
  await sql
    .raw(
      `create trigger ${name} before insert or update of ${column} on ${table}
       for each row execute function ${name}()`,
    )
    .execute(database)
}
