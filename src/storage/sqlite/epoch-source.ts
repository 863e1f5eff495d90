import { type EpochSource, epochNews, subjectsMax } from '../epoch-source.ts'
import { openReadOnly } from './open-database.ts'

/** Reads beside the one writing connection, so that a long transaction does not cost this node its lease. A few µs. */
export function sqliteEpochSource(path: string): EpochSource {
  const database = openReadOnly(path)
  const statement = database.prepare(`
    select a.epoch as epoch, c.subject as subject
    from authority as a left join authority_change as c on c.epoch > ?
    where a.id = 1 limit ${subjectsMax + 1}`)
  return {
    read: async (known) => {
      const rows = statement.all(known)
      return epochNews(
        known,
        rows.map((row) => ({
          epoch: Number(row.epoch),
          subject: row.subject === null ? null : String(row.subject),
        })),
      )
    },
    close: async () => database.close(),
  }
}
