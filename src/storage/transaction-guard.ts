import { AsyncLocalStorage } from 'node:async_hooks'
import type { Dialect, Driver } from 'kysely'
import { invariant } from '../call/aws-error.ts'

/**
 * On SQLite a transaction holds the only connection, so a query beside it that the transaction waits for would never
 * start. Such a query is a mistake in the code: it throws at once, on both databases, so that tests find it on either.
 */
export interface TransactionGuard {
  /** Runs a transaction's work; queries outside of its `tx` throw until it ends. */
  inside<T>(work: () => Promise<T>): Promise<T>
  /** For timers and background work that a transaction's callback may happen to start. */
  outside<T>(work: () => T): T
  /** The same dialect, whose connections cannot be taken from inside. */
  guarded(dialect: Dialect): Dialect
}

export function createTransactionGuard(): TransactionGuard {
  const current = new AsyncLocalStorage<{ open: boolean }>()

  async function inside<T>(work: () => Promise<T>): Promise<T> {
    const transaction = { open: true }
    try {
      return await current.run(transaction, work)
    } finally {
      // What the work left running may use the database again once the transaction has ended.
      transaction.open = false
    }
  }

  function requireOutside(): void {
    invariant(
      current.getStore()?.open !== true,
      'inside a transaction only its tx may be used: this query would wait for the transaction it belongs to',
    )
  }

  return {
    inside,
    outside: (work) => current.exit(work),
    guarded: (dialect) => ({
      createAdapter: () => dialect.createAdapter(),
      createIntrospector: (database) => dialect.createIntrospector(database),
      createQueryCompiler: () => dialect.createQueryCompiler(),
      createDriver: () => guardedDriver(dialect.createDriver(), requireOutside),
    }),
  }
}

function guardedDriver(driver: Driver, requireOutside: () => void): Driver {
  return {
    init: () => driver.init(),
    acquireConnection: async () => {
      requireOutside()
      return driver.acquireConnection()
    },
    beginTransaction: (connection, settings) => driver.beginTransaction(connection, settings),
    commitTransaction: (connection) => driver.commitTransaction(connection),
    rollbackTransaction: (connection) => driver.rollbackTransaction(connection),
    releaseConnection: (connection) => driver.releaseConnection(connection),
    destroy: () => driver.destroy(),
  }
}
