/**
 * Key material: the bytes behind a KMS key. It rests wrapped by the root key, bound to key ARN and material id, and is
 * held in memory only as a KeyObject under the key's authority subject: a change to the key drops it everywhere.
 */

import { type KeyObject, randomBytes } from 'node:crypto'
import type { RootKeyBinding } from '../rootkey/rootkey.ts'
import type { Tx } from '../storage/storage.ts'
import type { Kms } from './kms.ts'
import { keySubject } from './kms-key.ts'

const symmetricKeyBytes = 32

export interface NewKeyMaterial {
  /** 64 lower-case hex digits. */
  readonly materialId: string
  readonly wrappedMaterial: Uint8Array
}

/** Fresh 256-bit material for a key, wrapped. */
export function newKeyMaterial(kms: Kms, keyArn: string): NewKeyMaterial {
  const materialId = randomBytes(32).toString('hex')
  const bytes = randomBytes(symmetricKeyBytes)
  const wrappedMaterial = kms.rootKey.wrap(materialBinding(keyArn, materialId), bytes)
  bytes.fill(0)
  return { materialId, wrappedMaterial }
}

export async function insertKeyMaterial(
  tx: Tx,
  keyArn: string,
  material: NewKeyMaterial,
  time: number,
): Promise<void> {
  await tx
    .insertInto('kms_key_material')
    .values({
      key_arn: keyArn,
      material_id: material.materialId,
      wrapped_material: material.wrappedMaterial,
      created_at: time,
    })
    .execute()
}

/** Null when the key has no such material. */
export async function findKeyMaterial(
  kms: Kms,
  keyArn: string,
  materialId: string,
): Promise<KeyObject | null> {
  const subject = keySubject(keyArn)
  const cacheKey = `material/${materialId}`
  try {
    return await kms.storage.authority.read(subject, cacheKey, () => loadKeyMaterial(kms, keyArn, materialId))
  } catch (error) {
    if (error instanceof MaterialMissingError) return null
    throw error
  }
}

/** Thrown, not returned, so that guesses of material ids are not cached. */
class MaterialMissingError extends Error {
  override readonly name = 'MaterialMissingError'
}

async function loadKeyMaterial(kms: Kms, keyArn: string, materialId: string): Promise<KeyObject> {
  const row = await kms.storage.database
    .selectFrom('kms_key_material')
    .select('wrapped_material')
    .where('key_arn', '=', keyArn)
    .where('material_id', '=', materialId)
    .executeTakeFirst()
  if (row === undefined) throw new MaterialMissingError()
  return kms.rootKey.unwrapSecretKey(materialBinding(keyArn, materialId), row.wrapped_material)
}

function materialBinding(keyArn: string, materialId: string): RootKeyBinding {
  return { purpose: 'kms-key-material', identity: [keyArn, materialId] }
}
