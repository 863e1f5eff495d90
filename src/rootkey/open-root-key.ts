import { createSecretKey, type KeyObject, randomBytes } from 'node:crypto'
import { encodeAad } from '../crypto/aad.ts'
import { deriveKey } from '../crypto/derive.ts'
import { OpenError, openMessage, sealMessage } from '../crypto/message.ts'
import type { Storage } from '../storage/storage.ts'
import { type RootKey, type RootKeyBinding, RootKeyError } from './rootkey.ts'
import type { Seal } from './seal.ts'

const rootKeyBytes = 32
/** Layout of wrapped bytes: version (1) ‖ root key number (4) ‖ message. The number lets root keys be replaced one day. */
const version = 1
const headerBytes = 5
const firstRootKey = 1
const label = 'keyhold/rootkey/1'

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
  storage: Pick<Storage, 'database' | 'transaction'>
  seal: Seal
  now: () => number
}): Promise<RootKey> {
  const { storage, seal, now } = options
  if (!(await hasRootKey(storage))) await makeRootKey(storage, seal, now())
  const { current, keys } = await unsealRootKeys(storage, seal)
  return rootKeyOf(current, keys)
}

async function makeRootKey(
  storage: Pick<Storage, 'database' | 'transaction'>,
  seal: Seal,
  time: number,
): Promise<void> {
  const bytes = randomBytes(rootKeyBytes)
  const wrapped = await seal.wrap(bytes)
  bytes.fill(0)
  const id = String(firstRootKey)
  try {
    await storage.transaction(async (tx) => {
      await tx.insertInto('root_key').values({ id, state: 'CURRENT', created_at: time }).execute()
      await tx
        .insertInto('root_key_seal')
        .values({ root_key_id: id, seal: seal.name, wrapped_root_key: wrapped, created_at: time })
        .execute()
    })
  } catch (error) {
    // Another node's first start came first (the id is unique): its root key is the one.
    if (!(await hasRootKey(storage))) throw error
  }
}

async function unsealRootKeys(
  storage: Pick<Storage, 'database'>,
  seal: Seal,
): Promise<{ current: number; keys: ReadonlyMap<number, KeyObject> }> {
  const rows = await storage.database
    .selectFrom('root_key')
    .innerJoin('root_key_seal', 'root_key_seal.root_key_id', 'root_key.id')
    .select(['root_key.id', 'root_key.state', 'root_key_seal.seal', 'root_key_seal.wrapped_root_key'])
    .execute()
  const keys = new Map<number, KeyObject>()
  let current: number | null = null
  for (const row of rows.filter((each) => each.seal === seal.name)) {
    const bytes = await seal.unwrap(row.wrapped_root_key)
    if (bytes.length !== rootKeyBytes)
      throw new RootKeyError('the root key in the database has the wrong length')
    keys.set(Number(row.id), createSecretKey(bytes))
    bytes.fill(0)
    if (row.state === 'CURRENT') current = Number(row.id)
  }
  if (current === null) throw new RootKeyError(otherSeal(seal, [...new Set(rows.map((row) => row.seal))]))
  return { current, keys }
}

function otherSeal(seal: Seal, names: readonly string[]): string {
  return (
    `the database's root key is held by the seal ${names.join(' or ') || '(none)'}, ` +
    `but ${seal.label} is the seal ${seal.name}. Start with the seal that belongs to this database, or restore its file.`
  )
}

function rootKeyOf(current: number, rootKeys: ReadonlyMap<number, KeyObject>): RootKey {
  const header = Buffer.alloc(headerBytes)
  header.writeUInt8(version)
  header.writeUInt32BE(current, 1)
  const purposeKeys = new Map<string, KeyObject>()

  // Purposes are constants of the code, so the map stays small.
  const purposeKey = (rootKeyNumber: number, purpose: string): KeyObject => {
    const name = `${rootKeyNumber}/${purpose}`
    const known = purposeKeys.get(name)
    if (known !== undefined) return known
    const rootKey = rootKeys.get(rootKeyNumber)
    if (rootKey === undefined)
      throw new RootKeyError('wrapped under a root key that this database does not have')
    const bytes = deriveKey(rootKey, label, Buffer.from(purpose, 'utf8'), rootKeyBytes)
    const key = createSecretKey(bytes)
    bytes.fill(0)
    purposeKeys.set(name, key)
    return key
  }

  const unwrap = (binding: RootKeyBinding, wrapped: Uint8Array): Buffer => {
    const bytes = Buffer.from(wrapped.buffer, wrapped.byteOffset, wrapped.byteLength)
    if (bytes.length < headerBytes || bytes[0] !== version)
      throw new RootKeyError('not wrapped by a root key')
    try {
      const key = purposeKey(bytes.readUInt32BE(1), binding.purpose)
      return openMessage(key, aadOf(bytes.subarray(0, headerBytes), binding), bytes.subarray(headerBytes))
    } catch (error) {
      if (!(error instanceof OpenError)) throw error
      throw new RootKeyError('the wrapped bytes are damaged or were wrapped for something else')
    }
  }

  return {
    wrap: (binding, plaintext) =>
      Buffer.concat([
        header,
        sealMessage(purposeKey(current, binding.purpose), aadOf(header, binding), plaintext),
      ]),
    unwrap,
    unwrapSecretKey: (binding, wrapped) => {
      const bytes = unwrap(binding, wrapped)
      const key = createSecretKey(bytes)
      bytes.fill(0)
      return key
    },
  }
}

function aadOf(header: Uint8Array, binding: RootKeyBinding): Buffer {
  return encodeAad([header, binding.purpose, ...binding.identity])
}
