import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { TestContext } from 'node:test'
import type { StorageOptions } from '../open.ts'
import { openStorage } from '../open.ts'
import type { Storage } from '../storage.ts'

/** Somewhere empty that a storage can be opened in, again and again. Gone when the test has ended. */
export interface Place {
  readonly dataFolder: string
  /** Undefined for SQLite. */
  readonly databaseUrl?: string
  /** Closed, the last one first, before the place goes. */
  readonly opened: Storage[]
}

export type NewPlace = (t: TestContext) => Promise<Place>

export async function newFolderPlace(t: TestContext, databaseUrl?: string): Promise<Place> {
  const folder = await mkdtemp(join(tmpdir(), 'keyhold-storage-'))
  const place = { dataFolder: join(folder, 'data'), databaseUrl, opened: [] as Storage[] }
  t.after(async () => {
    for (const storage of place.opened.reverse()) await storage.close()
    await rm(folder, { recursive: true, force: true })
  })
  return place
}

/** Opens a storage that is closed with the test. */
export async function openIn(place: Place, overrides: Partial<StorageOptions> = {}): Promise<Storage> {
  const { dataFolder, databaseUrl } = place
  const storage = await openStorage({
    dataFolder,
    databaseUrl,
    nodeId: 'node-1',
    now: Date.now,
    ...overrides,
  })
  place.opened.push(storage)
  return storage
}

/** Waits until something holds; a rejection counts as not yet. The test fails when it does not come true. */
export async function until(
  what: string,
  holds: () => boolean | Promise<boolean>,
  withinMs = 5000,
): Promise<void> {
  const end = performance.now() + withinMs
  const attempt = async () => holds()
  while (!(await attempt().catch(() => false))) {
    if (performance.now() > end) throw new Error(`did not come true: ${what}`)
    await new Promise((resolve) => setTimeout(resolve, 5))
  }
}
