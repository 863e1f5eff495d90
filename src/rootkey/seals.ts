/** Which seals open the root key: added and removed while it is open. */

import type { Storage, Tx } from '../storage/storage.ts'
import { enrollSeal } from './enroll-seal.ts'
import { type OpenRootKey, rootKeySubject } from './open-root-key.ts'
import { RootKeyError } from './rootkey.ts'
import type { Seal } from './seal.ts'

/** Each further passphrase seal makes a wrong passphrase cost another Argon2. */
const sealsMax = 8

export interface SealInfo {
  readonly name: string
  readonly kind: string
  readonly createdAt: number
}

export async function listSeals(storage: Pick<Storage, 'database'>): Promise<readonly SealInfo[]> {
  const rows = await storage.database
    .selectFrom('seal')
    .select(['name', 'kind', 'created_at'])
    .orderBy('created_at')
    .orderBy('name')
    .execute()
  return rows.map(({ name, kind, created_at: createdAt }) => ({ name, kind, createdAt }))
}

/** From now on this seal opens the root key as well. @throws RootKeyError when it does already, or there are eight. */
export async function addSeal(
  { storage, rootKey, now }: { storage: Storage; rootKey: OpenRootKey; now: () => number },
  seal: Seal,
): Promise<void> {
  await rootKey.fresh()
  await storage.authority.change(async (tx, change) => {
    change.touch(rootKeySubject)
    const names = await sealNames(tx)
    if (names.includes(seal.name)) throw new RootKeyError(`the seal ${seal.name} opens the root key already`)
    if (names.length >= sealsMax) throw new RootKeyError(`there are ${sealsMax} seals: remove one first`)
    await requireSameRootKeys(tx, rootKey)
    await enrollSeal(tx, rootKey.ring, seal, now())
  })
}

/**
 * This seal opens the root key no more. A copy of the database from before can still be opened with it, and with what it
 * gives everything under the same root key: rotate the root key when the seal's secret is known to others.
 *
 * @throws RootKeyError for the last seal, for the one that holds this server open, and for an unknown one.
 */
export async function removeSeal(
  { storage, rootKey }: { storage: Storage; rootKey: OpenRootKey },
  name: string,
): Promise<void> {
  await storage.authority.change(async (tx, change) => {
    change.touch(rootKeySubject)
    const names = await sealNames(tx)
    if (!names.includes(name)) throw new RootKeyError(`there is no seal ${name}. Seals: ${names.join(', ')}`)
    if (names.length === 1) {
      throw new RootKeyError(
        'the last seal cannot be removed: nothing could open the root key. Add another first',
      )
    }
    if (name === rootKey.sealName) {
      throw new RootKeyError(
        'this server was opened with that seal: restart it with another one first, which proves that the other one opens',
      )
    }
    await tx.deleteFrom('root_key_seal').where('seal', '=', name).execute()
    await tx.deleteFrom('seal').where('name', '=', name).execute()
  })
  // Removed it is already; what is left of it on the disk goes at the latest when the server stops.
  await storage.compact().catch(() => undefined)
}

async function sealNames(tx: Tx): Promise<readonly string[]> {
  return (await tx.selectFrom('seal').select('name').orderBy('created_at').execute()).map((row) => row.name)
}

/** A root key that another node has just made would be missing under the new seal. */
async function requireSameRootKeys(tx: Tx, { ring }: OpenRootKey): Promise<void> {
  const rows = await tx.selectFrom('root_key').select('id').where('state', '<>', 'DESTROYED').execute()
  const ours = ring.rootKeys()
  if (rows.length !== ours.size || !rows.every(({ id }) => ours.has(Number(id)))) {
    throw new RootKeyError('the root key is being replaced at this moment: try again')
  }
}
