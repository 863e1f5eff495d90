/**
 * Imported key material (KMS Developer Guide, "Importing key material"). What was imported once is remembered by its id,
 * which only the same material has: nothing else can take its place. A key works while all material that belongs to it
 * for good is there.
 */

import { createSecretKey } from 'node:crypto'
import { deriveKey } from '../crypto/derive.ts'
import type { Tables, Tx } from '../storage/storage.ts'
import { handleKeyJob, setKeyJob } from './key-job.ts'
import type { KeyState } from './key-state.ts'
import type { Kms } from './kms.ts'
import { type KeyRow, keySubject } from './kms-key.ts'
import { enqueueServiceEvent } from './service-events.ts'
import { wipeKeyMaterial } from './wipe-material.ts'

export type ImportedMaterial = Tables['kms_imported_material']

/** The same material in another key has another id; in a replica of the key it has the same. 64 hex digits. */
export function importedMaterialId(keyId: string, bytes: Uint8Array): string {
  const material = createSecretKey(bytes)
  return deriveKey(material, 'keyhold/imported-material-id/1', Buffer.from(keyId, 'utf8'), 32).toString('hex')
}

/** In the order they came. */
export function importedMaterials(
  database: Tx | Kms['storage']['database'],
  keyArn: string,
): Promise<ImportedMaterial[]> {
  return database
    .selectFrom('kms_imported_material')
    .selectAll()
    .where('key_arn', '=', keyArn)
    .orderBy('created_at')
    .orderBy('material_id')
    .execute()
}

/** Destroys the bytes; what is known of them stays, so that the same material can come back. */
export async function dropImportedMaterial(
  kms: Kms,
  tx: Tx,
  keyArn: string,
  materialId: string,
): Promise<void> {
  await wipeKeyMaterial(kms, tx, keyArn, materialId)
  await tx
    .updateTable('kms_imported_material')
    .set({ imported: 0, expiration_model: null, valid_to: null })
    .where('key_arn', '=', keyArn)
    .where('material_id', '=', materialId)
    .execute()
}

/** Material that never became current does not belong to the key: nothing of it stays. */
export async function forgetPendingMaterial(
  kms: Kms,
  tx: Tx,
  keyArn: string,
  materialId: string,
): Promise<void> {
  await wipeKeyMaterial(kms, tx, keyArn, materialId)
  await tx
    .deleteFrom('kms_imported_material')
    .where('key_arn', '=', keyArn)
    .where('material_id', '=', materialId)
    .execute()
}

/**
 * Brings the key's state, expiration and expiry job in line with the material that is there. `key` as read in this
 * transaction.
 */
export async function settleImports(kms: Kms, tx: Tx, key: KeyRow): Promise<void> {
  await setKeyJob(kms, tx, 'kms:expire-material', key.key_arn, await settle(tx, key))
}

/** @returns when the next of its materials expires */
async function settle(tx: Tx, key: KeyRow): Promise<number | null> {
  const all = await importedMaterials(tx, key.key_arn)
  const lasting = all.filter((material) => material.pending === 0)
  const here = lasting.filter((material) => material.imported === 1)
  const validTo = earliest(here)
  await tx
    .updateTable('kms_key')
    .set({
      key_state: nextState(key.key_state as KeyState, here.length > 0 && here.length === lasting.length),
      expiration_model: expirationModelOf(here),
      valid_to: validTo,
    })
    .where('key_arn', '=', key.key_arn)
    .execute()
  return earliest(all)
}

function expirationModelOf(here: readonly ImportedMaterial[]): string | null {
  if (here.length === 0) return null
  return earliest(here) === null ? 'KEY_MATERIAL_DOES_NOT_EXPIRE' : 'KEY_MATERIAL_EXPIRES'
}

function earliest(materials: readonly ImportedMaterial[]): number | null {
  const times = materials.flatMap(({ valid_to }) => (valid_to === null ? [] : [valid_to]))
  return times.length === 0 ? null : Math.min(...times)
}

/** Waiting periods and their end stay as they are. */
function nextState(state: KeyState, complete: boolean): KeyState {
  if (complete) return state === 'PendingImport' ? 'Enabled' : state
  return state === 'Enabled' || state === 'Disabled' ? 'PendingImport' : state
}

/** Declares who destroys expired material. Before the jobs start. */
export function handleExpiries(kms: Kms): void {
  handleKeyJob(kms, 'kms:expire-material', async (tx, _change, key) => {
    const time = kms.now()
    const expired = (await importedMaterials(tx, key.key_arn)).filter(
      ({ valid_to }) => valid_to !== null && valid_to <= time,
    )
    for (const { material_id } of expired) {
      await dropImportedMaterial(kms, tx, key.key_arn, material_id)
      await enqueueServiceEvent(kms, tx, {
        name: 'DeleteExpiredKeyMaterial',
        key,
        mark: `${material_id}/${time}`,
        time,
        details: { keyMaterialId: material_id },
      })
    }
    return (await settle(tx, key)) ?? undefined
  })
}

/** What a listing says of pending material: replicas must have it before it can be rotated to. */
export async function pendingState(
  database: Tx | Kms['storage']['database'],
  relatedArns: readonly string[],
  materialId: string,
): Promise<'PENDING_ROTATION' | 'PENDING_MULTI_REGION_IMPORT_AND_ROTATION'> {
  if (relatedArns.length < 2) return 'PENDING_ROTATION'
  const { missing } = await database
    .selectFrom('kms_imported_material')
    .select((eb) => eb.fn.countAll<number>().as('missing'))
    .where('key_arn', 'in', relatedArns)
    .where('material_id', '=', materialId)
    .where('imported', '=', 0)
    .executeTakeFirstOrThrow()
  return Number(missing) === 0 ? 'PENDING_ROTATION' : 'PENDING_MULTI_REGION_IMPORT_AND_ROTATION'
}

/** Related keys see each other's pending material: what changed for one is read anew for all. */
export function touchAll(touch: (subject: string) => void, keys: readonly KeyRow[]): void {
  for (const key of keys) touch(keySubject(key.key_arn))
}
