/** Running servers for black-box tests: each in its own process and folder, gone with the test. */

import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, type TestContext } from 'node:test'
import { type ChildServer, startChildServer } from '../../src/cli/child-server.ts'
import { type Clients, clientsFor } from '../../src/cli/tour/clients.ts'
import { startPostgres } from './postgres.ts'

export interface TestServer extends ChildServer {
  /** Signed in as the first account's administrator. */
  readonly admin: Clients
}

type Scope = Pick<TestContext, 'after'> | { after(close: () => unknown): void }

/** What is started in a `before` hook lives until its suite ends. Call it in the suite's body. */
export function suiteScope(): Scope {
  const closers: (() => unknown)[] = []
  after(async () => {
    for (const close of closers.reverse()) await close()
  })
  return { after: (close: () => unknown) => void closers.push(close) }
}

/** Ends with its scope: a test or a suite. */
export async function startTestServer(
  scope: Scope,
  settings: Readonly<Record<string, string>> = {},
): Promise<TestServer> {
  const server = await startChildServer(settings)
  scope.after(async () => {
    server.process.kill('SIGKILL')
    if (process.env.SHOW_SERVER_OUTPUT) console.error(server.output())
    if (settings.KEYHOLD_DATA === undefined) server.remove()
  })
  return { ...server, admin: clientsFor(server) }
}

export function temporaryFolder(scope: Scope): string {
  const folder = mkdtempSync(join(tmpdir(), 'keyhold-test-'))
  scope.after(() => rmSync(folder, { recursive: true, force: true }))
  return folder
}

export interface TestDatabase {
  readonly name: 'SQLite' | 'PostgreSQL'
  /** Settings of a server on a new, empty database. */
  readonly settings: () => Promise<Record<string, string>>
}

/** Both databases, one PostgreSQL for the file. */
export const testDatabases: readonly TestDatabase[] = [
  { name: 'SQLite', settings: async () => ({}) },
  {
    name: 'PostgreSQL',
    settings: async () => ({ KEYHOLD_DATABASE_URL: await (await sharedPostgres()).newDatabase() }),
  },
]

/**
 * For stories of many starts, whose rooms are tested on both databases by themselves: `npm test` tells each on one, to stay
 * within five minutes; with TEST_ALL_DATABASES=1, as in CI, on both.
 */
export function databasesFor(usual: TestDatabase['name']): readonly TestDatabase[] {
  return testDatabases.filter(({ name }) => name === usual || process.env.TEST_ALL_DATABASES === '1')
}

let postgres: ReturnType<typeof startPostgres> | undefined

// At the file's root: inside a test it would end with that test.
after(async () => await (await postgres)?.stop())

export function sharedPostgres(): ReturnType<typeof startPostgres> {
  postgres ??= startPostgres()
  return postgres
}
