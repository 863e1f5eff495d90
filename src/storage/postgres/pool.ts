import type { PostgresPool } from 'kysely'
import pg from 'pg'
import { errorLabel, type StorageLog } from '../log.ts'
import { requireStorable } from '../storable-text.ts'

/** No statement of ours takes long; a lock that cannot be had in this time is an error, not a queue without end. */
const statementTimeoutMs = 30_000

/** A node that stopped in the middle of a transaction must not hold the authority's lock for the others. */
const idleInTransactionTimeoutMs = 10_000

/** One node's share of the server's connections (its default allows 100). */
const defaultConnectionsMax = 10

export function openPool(
  url: string,
  log: StorageLog,
  connectionsMax: number = defaultConnectionsMax,
): pg.Pool {
  const pool = new pg.Pool({
    connectionString: url,
    max: connectionsMax,
    connectionTimeoutMillis: 5_000,
    idleTimeoutMillis: 60_000,
    keepAlive: true,
    statement_timeout: statementTimeoutMs,
    // When the server is silent altogether: a little later, so that its own timeout comes first.
    query_timeout: statementTimeoutMs + 5_000,
    idle_in_transaction_session_timeout: idleInTransactionTimeoutMs,
    application_name: 'keyhold',
    types,
  })
  const report = (error: unknown) => log.warn({ error: errorLabel(error) }, 'a database connection was lost')
  // Without a listener, a connection that is lost while nobody uses it would end the process.
  pool.on('error', report)
  pool.on('connect', (client) => client.on('error', () => {}))
  return pool
}

/** The pool as Kysely takes it. A connection whose query never came back is thrown away, not handed to the next. */
export function kyselyPool(pool: pg.Pool): PostgresPool {
  return {
    connect: async () => {
      const client = await pool.connect()
      let broken = false
      const query = async (text: string, parameters: readonly unknown[]) => {
        requireStorable(parameters)
        try {
          return await client.query(text, [...parameters])
        } catch (error) {
          // node-postgres throws plain errors for its own troubles; the server's carry a SQLSTATE.
          if (!(error instanceof pg.DatabaseError)) broken = true
          throw error
        }
      }
      return { query: query as never, release: () => client.release(broken) }
    },
    end: () => pool.end(),
  }
}

/** OIDs of PostgreSQL's pg_type: int8 and numeric (what sum() makes of int8) as numbers, bytea as plain bytes. */
export const types: pg.CustomTypesConfig = {
  getTypeParser: ((oid: number, format?: 'text' | 'binary') => {
    if (format !== 'binary') {
      if (oid === 20 || oid === 1700) return parseNumber
      if (oid === 17) return parseBytes
    }
    return pg.types.getTypeParser(oid, format as 'text')
  }) as pg.CustomTypesConfig['getTypeParser'],
}

function parseNumber(text: string): number {
  const value = Number(text)
  if (Number.isInteger(value) && !Number.isSafeInteger(value)) {
    throw new RangeError('the database holds a number that JavaScript cannot hold')
  }
  return value
}

/** `\x…`, the only form that PostgreSQL writes since 9.0. */
function parseBytes(text: string): Uint8Array {
  const bytes = Buffer.from(text.slice(2), 'hex')
  return new Uint8Array(bytes.buffer, bytes.byteOffset, bytes.byteLength)
}
