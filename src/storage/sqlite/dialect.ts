/** Kysely over node:sqlite: one connection, handed out in the order it is asked for. */

import type { DatabaseSync, SQLInputValue, StatementSync } from 'node:sqlite'
import {
  CompiledQuery,
  type DatabaseConnection,
  type Dialect,
  type Driver,
  type QueryResult,
  SqliteAdapter,
  SqliteIntrospector,
  SqliteQueryCompiler,
} from 'kysely'
import { requireStorable } from '../storable-text.ts'
import { isBusy, whenFree } from './busy.ts'

/** More texts than all rooms together use; lists of changing length in a query make new texts without end. */
const statementsMax = 500

export function sqliteDialect(database: DatabaseSync): Dialect {
  return {
    createAdapter: () => new SqliteAdapter(),
    createIntrospector: (kysely) => new SqliteIntrospector(kysely),
    createQueryCompiler: () => new SqliteQueryCompiler(),
    createDriver: () => sqliteDriver(database),
  }
}

function sqliteDriver(database: DatabaseSync): Driver {
  const connection = sqliteConnection(database)
  const queue = connectionQueue()
  const run = async (on: DatabaseConnection, text: string) => {
    await on.executeQuery(CompiledQuery.raw(text))
  }
  return {
    init: async () => {},
    acquireConnection: async () => {
      await queue.enter()
      return connection
    },
    releaseConnection: async () => queue.leave(),
    // `immediate` takes the write lock at once: a transaction never fails halfway because it could not get it.
    beginTransaction: (on, settings) =>
      run(on, settings.accessMode === 'read only' ? 'begin' : 'begin immediate'),
    commitTransaction: (on) => run(on, 'commit'),
    // SQLite itself rolls back on some errors (a full disk); a second rollback would hide the first error.
    rollbackTransaction: async (on) => {
      if (database.isTransaction) await run(on, 'rollback')
    },
    destroy: async () => {
      await queue.enter()
      database.close()
    },
  }
}

interface Statement {
  readonly statement: StatementSync
  readonly returnsRows: boolean
}

function sqliteConnection(database: DatabaseSync): DatabaseConnection {
  const statements = new Map<string, Statement>()

  function prepare(text: string): Statement {
    const known = statements.get(text)
    if (known !== undefined) return known
    const statement = database.prepare(text)
    const prepared = { statement, returnsRows: statement.columns().length > 0 }
    if (statements.size >= statementsMax) {
      const oldest = statements.keys().next()
      if (!oldest.done) statements.delete(oldest.value)
    }
    statements.set(text, prepared)
    return prepared
  }

  function execute<Row>(query: CompiledQuery): QueryResult<Row> {
    const { statement, returnsRows } = prepare(query.sql)
    const parameters = query.parameters as readonly SQLInputValue[]
    if (returnsRows) return { rows: statement.all(...parameters).map((row) => plainRow<Row>(row)) }
    const { changes, lastInsertRowid } = statement.run(...parameters)
    return { rows: [], numAffectedRows: BigInt(changes), insertId: BigInt(lastInsertRowid) }
  }

  return {
    executeQuery: async <Row>(query: CompiledQuery): Promise<QueryResult<Row>> => {
      requireStorable(query.parameters)
      try {
        return execute<Row>(query)
      } catch (error) {
        // Refused whole, so it may be done again; a transaction holds the lock from its first statement.
        if (!isBusy(error) || database.isTransaction) throw error
      }
      return await whenFree(() => execute<Row>(query))
    },
    async *streamQuery<Row>(query: CompiledQuery): AsyncIterableIterator<QueryResult<Row>> {
      const { statement } = prepare(query.sql)
      const parameters = query.parameters as readonly SQLInputValue[]
      for (const row of statement.iterate(...parameters)) yield { rows: [plainRow<Row>(row)] }
    },
  }
}

/** node:sqlite's rows have no prototype, node-postgres's have: callers and tests are to see the same. */
function plainRow<Row>(row: object): Row {
  return { ...row } as Row
}

function connectionQueue(): { enter(): Promise<void>; leave(): void } {
  const waiting: (() => void)[] = []
  let taken = false
  return {
    enter: () => {
      if (taken) return new Promise((resolve) => waiting.push(resolve))
      taken = true
      return Promise.resolve()
    },
    leave: () => {
      const next = waiting.shift()
      if (next === undefined) taken = false
      else next()
    },
  }
}
