import type { Tx } from '../storage/storage.ts'
import type { Ring } from './ring.ts'
import type { Seal } from './seal.ts'
import { newSealPair, parsePublicHalf, type SealPublic, sealPrivateHalf, sealRootKey } from './seal-pair.ts'

/** Makes the seal one that opens every root key of the ring. */
export async function enrollSeal(tx: Tx, ring: Ring, seal: Seal, time: number): Promise<void> {
  const { publicHalf, privateHalf } = newSealPair()
  await tx
    .insertInto('seal')
    .values({
      name: seal.name,
      kind: seal.kind,
      parameters: seal.parameters,
      sealed_pair: sealPrivateHalf(seal, privateHalf),
      wrapped_pair: ring.wrap(pairBinding(seal.name), publicHalf),
      created_at: time,
    })
    .execute()
  privateHalf.fill(0)
  const half = parsePublicHalf(publicHalf)
  for (const [number, rootKey] of ring.rootKeys()) {
    await insertSealedRootKey(tx, half, seal.name, String(number), rootKey.export(), time)
  }
}

/** Seals a new root key for every seal there is. @throws RootKeyError when a seal's pair is damaged. */
export async function sealForAll(
  tx: Tx,
  ring: Ring,
  rootKeyId: string,
  rootKey: Uint8Array,
  time: number,
): Promise<void> {
  const seals = await tx.selectFrom('seal').select(['name', 'wrapped_pair']).execute()
  for (const { name, wrapped_pair: wrapped } of seals) {
    const half = parsePublicHalf(ring.unwrap(pairBinding(name), wrapped))
    await insertSealedRootKey(tx, half, name, rootKeyId, Buffer.from(rootKey), time)
  }
}

/** Wipes `rootKey`. */
async function insertSealedRootKey(
  tx: Tx,
  half: SealPublic,
  sealName: string,
  rootKeyId: string,
  rootKey: Buffer,
  time: number,
): Promise<void> {
  const wrapped = sealRootKey(half, sealName, rootKeyId, rootKey)
  rootKey.fill(0)
  await tx
    .insertInto('root_key_seal')
    .values({ root_key_id: rootKeyId, seal: sealName, wrapped_root_key: wrapped, created_at: time })
    .execute()
}

function pairBinding(sealName: string) {
  return { purpose: 'seal-pair', identity: [sealName] }
}
