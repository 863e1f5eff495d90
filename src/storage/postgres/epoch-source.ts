import { sql } from 'kysely'
import pg from 'pg'
import { leaseMs } from '../authority-lease.ts'
import { withDeadline } from '../deadline.ts'
import { type EpochRow, type EpochSource, epochNews, subjectsMax } from '../epoch-source.ts'
import { types } from './pool.ts'

const channel = 'keyhold_authority'

const newsQuery = `
  select a.epoch as epoch, c.subject as subject
  from authority as a left join authority_change as c on c.epoch > $1
  where a.id = 1 limit ${subjectsMax + 1}`

/**
 * One connection of its own, for reading and for LISTEN: the lease never waits for a free connection of the pool. When
 * it fails or hangs it is thrown away, and the next read opens another.
 */
export function postgresEpochSource(url: string): EpochSource {
  let client: pg.Client | null = null
  let listener: (epoch: number) => void = () => {}

  async function connect(): Promise<pg.Client> {
    const fresh = new pg.Client({
      connectionString: url,
      connectionTimeoutMillis: leaseMs,
      statement_timeout: leaseMs,
      keepAlive: true,
      application_name: 'keyhold authority',
      types,
    })
    client = fresh
    fresh.on('error', () => discard(fresh))
    fresh.on('end', () => discard(fresh))
    fresh.on('notification', (message) => {
      const epoch = Number(message.payload)
      if (message.channel === channel && Number.isSafeInteger(epoch)) listener(epoch)
    })
    await fresh.connect()
    await fresh.query(`listen ${channel}`)
    return fresh
  }

  function discard(broken: pg.Client): void {
    if (client === broken) client = null
    broken.end().catch(() => {})
  }

  async function readWith(known: number): Promise<readonly EpochRow[]> {
    const connection = client ?? (await connect())
    const { rows } = await connection.query<EpochRow>({
      name: 'authority-news',
      text: newsQuery,
      values: [known],
    })
    return rows
  }

  return {
    read: async (known, signal) => {
      const drop = () => {
        if (client !== null) discard(client)
      }
      signal.addEventListener('abort', drop, { once: true })
      try {
        return epochNews(known, await readWith(known))
      } catch (error) {
        drop()
        throw error
      } finally {
        signal.removeEventListener('abort', drop)
      }
    },
    announce: async (tx, epoch) => {
      await sql`select pg_notify(${sql.lit(channel)}, ${String(epoch)})`.execute(tx)
    },
    listen: (added) => {
      listener = added
    },
    close: async () => {
      const last = client
      client = null
      if (last !== null) await withDeadline(leaseMs, () => last.end()).catch(() => {})
    },
  }
}
