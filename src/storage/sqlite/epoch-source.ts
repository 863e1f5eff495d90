import { type EpochSource, epochNews, subjectsMax } from '../epoch-source.ts'
import { openReadOnly } from './open-database.ts'

/** SQLite tells nobody of a commit. The look costs a few µs. */
const lookEveryMs = 10

/**
 * Reads beside the one writing connection, so that a long transaction does not cost this node its lease. A few µs.
 * @param isShared whether other processes change it: then it looks for their changes often, ahead of the lease
 */
export function sqliteEpochSource(path: string, { isShared }: { isShared: boolean }): EpochSource {
  const database = openReadOnly(path)
  const statement = database.prepare(`
    select a.epoch as epoch, c.subject as subject
    from authority as a left join authority_change as c on c.epoch > ?
    where a.id = 1 limit ${subjectsMax + 1}`)
  const look = database.prepare('select epoch from authority where id = 1')
  let timer: NodeJS.Timeout | undefined

  function listen(listener: (epoch: number) => void): void {
    timer = setInterval(() => {
      try {
        listener(Number(look.get()?.epoch))
      } catch {
        // The lease's own reading tells of a database in trouble.
      }
    }, lookEveryMs)
    timer.unref()
  }

  return {
    ...(isShared && { listen }),
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
    close: async () => {
      clearInterval(timer)
      database.close()
    },
  }
}
