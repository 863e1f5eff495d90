import { createSecretKey, type KeyObject, randomBytes, randomUUID } from 'node:crypto'
import type { Storage } from '../storage/storage.ts'
import { enrollSeal } from './enroll-seal.ts'
import { newPassphraseSeal, passphraseSeal } from './passphrase-seal.ts'
import { createRing, type Ring } from './ring.ts'
import { type RootKey, RootKeyError } from './rootkey.ts'
import type { Seal } from './seal.ts'
import { openPrivateHalf, openSealedRootKey, type SealPrivate } from './seal-pair.ts'
import { takeOverFileSeal } from './take-over-file-seal.ts'

export const rootKeyBytes = 32
const firstRootKey = 1

/** Everything about the root keys is one subject of the authority: a node's ring is as fresh as its lease. */
export const rootKeySubject = 'root-key'

type RootKeyStorage = Pick<Storage, 'database' | 'transaction' | 'authority'>

/** The root key, and what this room needs of it. Other rooms get it as a `RootKey`. */
export interface OpenRootKey extends RootKey {
  /** The seal it was opened with. */
  readonly sealName: string
  /** With its key: for another process of this server, and for nobody else. */
  readonly seal: Seal
  readonly ring: Ring
  /**
   * Resolves once the ring is as the database has it. From memory, unless a root key came or went.
   * @throws RootKeyError when the seal was removed and does not open a newer root key. @throws StaleAuthorityError
   */
  fresh(): Promise<void>
}

/** Whether the database already depends on a root key, so that its seal must be found and may not be made anew. */
export async function hasRootKey(storage: Pick<Storage, 'database'>): Promise<boolean> {
  return (
    (await storage.database.selectFrom('root_key').select('id').limit(1).executeTakeFirst()) !== undefined
  )
}

/**
 * Opens the root key with the seal; makes a random 256-bit one when the database has none.
 *
 * @throws RootKeyError when the root key is held by other seals only, or does not open.
 */
export async function openRootKey(options: {
  storage: RootKeyStorage
  seal: Seal
  now: () => number
}): Promise<OpenRootKey> {
  const { storage, seal, now } = options
  if (!(await hasRootKey(storage))) await makeRootKey(storage, seal, now())
  const half = await openSeal(storage, seal, now())
  const ring = createRing()
  // Each ring is filled by a load of its own.
  const cacheKey = `ring/${randomUUID()}`
  const fresh = () => storage.authority.read(rootKeySubject, cacheKey, () => load(storage, seal, half, ring))
  await fresh()
  return {
    wrap: ring.wrap,
    unwrap: ring.unwrap,
    unwrapSecretKey: ring.unwrapSecretKey,
    sealName: seal.name,
    seal,
    ring,
    fresh,
  }
}

/**
 * As `openRootKey`, with whichever passphrase seal the passphrase belongs to.
 * @throws RootKeyError when it is none's, or there is no passphrase seal. Which of several it nearly was cannot be told.
 */
export async function openWithPassphrase(options: {
  storage: RootKeyStorage
  passphrase: Uint8Array
  now: () => number
}): Promise<OpenRootKey> {
  const { storage, passphrase, now } = options
  // Of two first starts at once one makes the root key; the other finds its seal below, or that the passphrase is another.
  if (!(await hasRootKey(storage))) await makeRootKey(storage, await newPassphraseSeal(passphrase), now())
  const rows = await passphraseRows(storage)
  if (rows.length === 0) throw new RootKeyError(await heldByOthers(storage, 'no passphrase opens it'))
  for (const row of rows) {
    const seal = await passphraseSeal(row.name, row.parameters, passphrase)
    if (openPrivateHalf(seal, row.sealed_pair) !== null) return openRootKey({ storage, seal, now })
  }
  throw new RootKeyError('this passphrase does not open the root key')
}

/** Whether a passphrase can open the root key of this database. */
export async function hasPassphraseSeal(storage: Pick<Storage, 'database'>): Promise<boolean> {
  return (await passphraseRows(storage)).length > 0
}

function passphraseRows(storage: Pick<Storage, 'database'>) {
  return storage.database
    .selectFrom('seal')
    .select(['name', 'parameters', 'sealed_pair'])
    .where('kind', '=', 'passphrase')
    .orderBy('created_at')
    .execute()
}

async function makeRootKey(storage: RootKeyStorage, seal: Seal, time: number): Promise<void> {
  const bytes = randomBytes(rootKeyBytes)
  const ring = createRing()
  ring.set(firstRootKey, new Map([[firstRootKey, createSecretKey(bytes)]]))
  bytes.fill(0)
  try {
    await storage.transaction(async (tx) => {
      await tx
        .insertInto('root_key')
        .values({ id: String(firstRootKey), state: 'CURRENT', created_at: time, destroy_at: null })
        .execute()
      await enrollSeal(tx, ring, seal, time)
    })
  } catch (error) {
    // Another node's first start came first (the id is unique): its root key is the one.
    if (!(await hasRootKey(storage))) throw error
  }
}

async function openSeal(storage: RootKeyStorage, seal: Seal, time: number): Promise<SealPrivate> {
  const row =
    (await findSeal(storage, seal)) ??
    ((await takeOverFileSeal(storage, seal, time)) ? await findSeal(storage, seal) : undefined)
  if (row === undefined) {
    throw new RootKeyError(await heldByOthers(storage, `${seal.label} is the seal ${seal.name}`))
  }
  const half = openPrivateHalf(seal, row.sealed_pair)
  if (half !== null) return half
  throw new RootKeyError(`the seal in the database is damaged or is not that of ${seal.label}`)
}

function findSeal(storage: RootKeyStorage, seal: Seal) {
  return storage.database
    .selectFrom('seal')
    .select('sealed_pair')
    .where('name', '=', seal.name)
    .executeTakeFirst()
}

async function heldByOthers(storage: Pick<Storage, 'database'>, but: string): Promise<string> {
  const rows = await storage.database.selectFrom('root_key_seal').select('seal').distinct().execute()
  const names = rows.map((row) => row.seal).join(' or ') || '(none)'
  return (
    `the database's root key is held by the seal ${names}, but ${but}. ` +
    'Start with the seal that belongs to this database, or restore its file.'
  )
}

async function load(storage: RootKeyStorage, seal: Seal, half: SealPrivate, ring: Ring): Promise<void> {
  const rows = await storage.database
    .selectFrom('root_key')
    .leftJoin('root_key_seal', (join) =>
      join.onRef('root_key_seal.root_key_id', '=', 'root_key.id').on('root_key_seal.seal', '=', seal.name),
    )
    .select(['root_key.id', 'root_key.state', 'root_key_seal.wrapped_root_key'])
    .where('root_key.state', '<>', 'DESTROYED')
    .execute()
  const known = ring.rootKeys()
  const keys = new Map<number, KeyObject>()
  let current: number | null = null
  for (const { id, state, wrapped_root_key: wrapped } of rows) {
    const number = Number(id)
    if (wrapped === null) {
      throw new RootKeyError(`${seal.label} does not open root key ${id}: the seal ${seal.name} was removed`)
    }
    keys.set(number, known.get(number) ?? openOne(half, seal, id, wrapped))
    if (state === 'CURRENT') current = number
  }
  if (current === null) throw new RootKeyError('the database has no current root key')
  ring.set(current, keys)
}

function openOne(half: SealPrivate, seal: Seal, id: string, wrapped: Uint8Array): KeyObject {
  const bytes = openSealedRootKey(half, seal.name, id, wrapped)
  if (bytes.length !== rootKeyBytes)
    throw new RootKeyError('the root key in the database has the wrong length')
  const key = createSecretKey(bytes)
  bytes.fill(0)
  return key
}
