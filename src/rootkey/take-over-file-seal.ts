import { createSecretKey, type KeyObject } from 'node:crypto'
import { encodeAad } from '../crypto/aad.ts'
import { OpenError, openMessage } from '../crypto/message.ts'
import type { Storage } from '../storage/storage.ts'
import { enrollSeal } from './enroll-seal.ts'
import { createRing } from './ring.ts'
import { RootKeyError } from './rootkey.ts'
import type { Seal } from './seal.ts'

const aad = encodeAad(['keyhold/file-seal/1'])

/**
 * The first databases had the root key right under the file's key, and seals had no pair. Gives such a seal its pair.
 * @returns false when this is no such database.
 */
export async function takeOverFileSeal(
  storage: Pick<Storage, 'database' | 'transaction'>,
  seal: Seal,
  time: number,
): Promise<boolean> {
  const rows = await storage.database
    .selectFrom('root_key')
    .innerJoin('root_key_seal', 'root_key_seal.root_key_id', 'root_key.id')
    .select(['root_key.id', 'root_key_seal.wrapped_root_key'])
    .where('root_key_seal.seal', '=', seal.name)
    .where('root_key.state', '=', 'CURRENT')
    .execute()
  const row = rows[0]
  if (row === undefined || seal.kind !== 'file') return false
  const ring = createRing()
  const number = Number(row.id)
  ring.set(number, new Map([[number, openDirectly(seal, row.wrapped_root_key)]]))
  try {
    await storage.transaction(async (tx) => {
      await tx.deleteFrom('root_key_seal').where('seal', '=', seal.name).execute()
      await enrollSeal(tx, ring, seal, time)
    })
  } catch (error) {
    // Another node's start came first (the name is unique).
    const there = await storage.database
      .selectFrom('seal')
      .select('name')
      .where('name', '=', seal.name)
      .execute()
    if (there.length === 0) throw error
  }
  return true
}

function openDirectly(seal: Seal, wrapped: Uint8Array): KeyObject {
  try {
    const bytes = openMessage(seal.key, aad, wrapped)
    const key = createSecretKey(bytes)
    bytes.fill(0)
    return key
  } catch (error) {
    if (!(error instanceof OpenError)) throw error
    throw new RootKeyError(`the root key in the database is damaged or was not sealed by ${seal.label}`)
  }
}
