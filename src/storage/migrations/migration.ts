/** A step of the schema. Once released it never changes; the next change is the next file. */

import { type CreateTableBuilder, type Kysely, sql } from 'kysely'

export type DatabaseKind = 'sqlite' | 'postgres'

export interface Migration {
  /** Its file's name: order and identity. */
  readonly name: string
  /** Which database file it belongs to on SQLite; PostgreSQL runs both kinds in one database. */
  readonly place: 'main' | 'trail'
  // biome-ignore lint/suspicious/noExplicitAny: a migration speaks of tables as they were, not as `Tables` has them now.
  up(database: Kysely<any>, kind: DatabaseKind): Promise<void>
}

/** `?` marks a column that may be null. Times, counts and flags are `integer`, 64 bits on both databases. */
export type ColumnKind = 'text' | 'text?' | 'integer' | 'integer?' | 'blob'

export interface TableShape {
  readonly columns: Readonly<Record<string, ColumnKind>>
  readonly primaryKey: readonly string[]
  readonly unique?: readonly (readonly string[])[]
  readonly indexes?: readonly (readonly string[])[]
}

export async function createTables(
  // biome-ignore lint/suspicious/noExplicitAny: see Migration.
  database: Kysely<any>,
  kind: DatabaseKind,
  tables: Readonly<Record<string, TableShape>>,
): Promise<void> {
  for (const [name, shape] of Object.entries(tables)) {
    await tableOf(database, kind, name, shape).execute()
    for (const columns of shape.unique ?? []) {
      await database.schema
        .createIndex(indexName(name, columns))
        .on(name)
        .columns([...columns])
        .unique()
        .execute()
    }
    for (const columns of shape.indexes ?? []) {
      await database.schema
        .createIndex(indexName(name, columns))
        .on(name)
        .columns([...columns])
        .execute()
    }
  }
}

/** Columns that a table gets later may be null: rows that are there already have no value. */
export async function addColumns(
  // biome-ignore lint/suspicious/noExplicitAny: see Migration.
  database: Kysely<any>,
  kind: DatabaseKind,
  table: string,
  columns: Readonly<Record<string, 'text?' | 'integer?'>>,
): Promise<void> {
  for (const [column, columnKind] of Object.entries(columns)) {
    await database.schema
      .alterTable(table)
      .addColumn(column, sql.raw(typeOf(columnKind, kind)))
      .execute()
  }
}

// biome-ignore lint/suspicious/noExplicitAny: see Migration.
function tableOf(database: Kysely<any>, kind: DatabaseKind, name: string, shape: TableShape) {
  let table: CreateTableBuilder<string, string> = database.schema.createTable(name)
  for (const [column, columnKind] of Object.entries(shape.columns)) {
    table = table.addColumn(column, sql.raw(typeOf(columnKind, kind)), (definition) =>
      columnKind.endsWith('?') ? definition : definition.notNull(),
    )
  }
  table = table.addPrimaryKeyConstraint(`${name}_pkey`, [...shape.primaryKey])
  return kind === 'sqlite' ? table.modifyEnd(sql`strict`) : table
}

/** Text compares by code point on both databases: PostgreSQL's default collation would order ids by language. */
function typeOf(column: ColumnKind, kind: DatabaseKind): string {
  const base = column.replace('?', '')
  if (kind === 'sqlite') return base
  if (base === 'text') return 'text collate "C"'
  return base === 'blob' ? 'bytea' : 'bigint'
}

/** PostgreSQL cuts identifiers at 63 bytes; a cut name could collide, so a long one is refused here. */
function indexName(table: string, columns: readonly string[]): string {
  const name = `${table}_by_${columns.map((column) => column.replace(/_(id|at|arn|name)$/, '')).join('_')}`
  if (name.length > 63) throw new Error(`invariant: index name is too long: ${name}`)
  return name
}
