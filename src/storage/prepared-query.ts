import type { Compilable, CompiledQuery, Kysely } from 'kysely'
import type { Database, Tables } from './storage.ts'

/** Stands for a value that is not known yet; typed as text, which is what keys of tables are. */
class TextParameter {
  readonly index: number

  constructor(index: number) {
    this.index = index
  }
}

interface Prepared {
  readonly query: CompiledQuery
  /** Of each parameter: the argument it is, or its constant value. */
  readonly parameters: readonly unknown[]
}

/**
 * A query that is built and compiled once a database and then sent with other texts: for what is read on the way of a call,
 * where building it takes several times as long as SQLite takes to answer it.
 *
 * @param build is given marks in place of the texts; it must use them as values only, and may not look at them.
 */
export function preparedQuery<Row, Texts extends readonly string[]>(
  build: (database: Kysely<Tables>, ...texts: Texts) => Compilable<Row>,
): (database: Database, ...texts: Texts) => Promise<Row[]> {
  const prepared = new WeakMap<Database, Prepared>()

  function prepare(database: Database, count: number): Prepared {
    const marks = Array.from({ length: count }, (_, index) => new TextParameter(index))
    const query = build(database, ...(marks as unknown as Texts)).compile()
    const made = { query, parameters: query.parameters }
    prepared.set(database, made)
    return made
  }

  return async (database, ...texts) => {
    const { query, parameters } = prepared.get(database) ?? prepare(database, texts.length)
    const values = parameters.map((value) => (value instanceof TextParameter ? texts[value.index] : value))
    const { rows } = await database.executeQuery<Row>({ ...query, parameters: values } as CompiledQuery<Row>)
    return rows
  }
}
