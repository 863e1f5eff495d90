/**
 * Key material: the bytes behind a KMS key. It rests wrapped by the root key, bound to key ARN and material id, and is
 * held in memory only as a KeyObject under the key's authority subject: a change to the key drops it everywhere.
 *
 * Symmetric and HMAC keys rest as their bytes, key pairs as PKCS#8 (RFC 5958). A public key does not rest by itself: it
 * is derived from the private key, so that nobody who can write to the database can put another in its place.
 *
 * All operations reach key material through `findKeyMaterial`, `getCurrentMaterial` and `getKeyPair`, once they know that
 * the key may be used: a key whose material is elsewhere (a custom key store) parts from the others there, by its origin.
 */

import { createPrivateKey, createPublicKey, type KeyObject, randomBytes } from 'node:crypto'
import { type KeyPair, type KeyPairKind, newKeyPair, TooManyKeyPairsError } from '../crypto/key-pairs.ts'
import type { RootKeyBinding } from '../rootkey/rootkey.ts'
import { preparedQuery, type Tx } from '../storage/storage.ts'
import { throttled } from './errors.ts'
import { getKeySpec, symmetricDefault } from './key-specs.ts'
import type { Kms } from './kms.ts'
import { type KmsKey, keySubject } from './kms-key.ts'

export interface NewKeyMaterial {
  /** 64 lower-case hex digits. */
  readonly materialId: string
  readonly wrappedMaterial: Uint8Array
}

/** Fresh material for a symmetric encryption key, wrapped. */
export function newKeyMaterial(kms: Kms, keyArn: string): NewKeyMaterial {
  return wrapKeyMaterial(kms, keyArn, randomBytes(secretBytesOf(symmetricDefault)))
}

/**
 * Fresh material for a key of any spec, wrapped. Key pairs take their time: not inside a transaction.
 * @throws ThrottlingException when too many key pairs are being made
 */
export async function generateKeyMaterial(
  kms: Kms,
  keyArn: string,
  keySpec: string,
): Promise<NewKeyMaterial> {
  const { pair } = getKeySpec(keySpec).material
  if (pair === undefined) return wrapKeyMaterial(kms, keyArn, randomBytes(secretBytesOf(keySpec)))
  const { privateKey } = await generateKeyPair(pair)
  return wrapKeyMaterial(kms, keyArn, privateKey.export({ type: 'pkcs8', format: 'der' }))
}

/** @throws ThrottlingException when too many are being made */
export async function generateKeyPair(kind: KeyPairKind): Promise<KeyPair> {
  try {
    return await newKeyPair(kind)
  } catch (error) {
    if (error instanceof TooManyKeyPairsError) throw throttled()
    throw error
  }
}

/** Wipes `bytes`. */
function wrapKeyMaterial(kms: Kms, keyArn: string, bytes: Buffer): NewKeyMaterial {
  const materialId = randomBytes(32).toString('hex')
  const wrappedMaterial = kms.rootKey.wrap(materialBinding(keyArn, materialId), bytes)
  bytes.fill(0)
  return { materialId, wrappedMaterial }
}

function secretBytesOf(keySpec: string): number {
  const { material } = getKeySpec(keySpec)
  if (material.pair !== undefined) throw new Error('invariant: key pairs are no secret bytes')
  return material.secretBytes
}

/** Wraps material for a key that did not make it: imported, or of a related multi-Region key. */
export function wrapGivenMaterial(
  kms: Kms,
  keyArn: string,
  materialId: string,
  bytes: Uint8Array,
): NewKeyMaterial {
  return { materialId, wrappedMaterial: kms.rootKey.wrap(materialBinding(keyArn, materialId), bytes) }
}

/** The bytes, for wrapping them anew. The caller wipes them. @throws RootKeyError */
export function unwrapMaterial(
  kms: Kms,
  keyArn: string,
  materialId: string,
  wrappedMaterial: Uint8Array,
): Buffer {
  return kms.rootKey.unwrap(materialBinding(keyArn, materialId), wrappedMaterial)
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

/** The key pair of an asymmetric key; it has one all its life. */
export function getKeyPair(kms: Kms, key: KmsKey): Promise<KeyPair> {
  const materialId = key.currentMaterialId
  if (materialId === null) throw new Error('invariant: an enabled key has current material')
  return kms.storage.authority.read(keySubject(key.arn), `pair/${materialId}`, async () => {
    const wrapped = await loadWrapped(kms, key.arn, materialId)
    const der = kms.rootKey.unwrap(materialBinding(key.arn, materialId), wrapped)
    const privateKey = createPrivateKey({ key: der, format: 'der', type: 'pkcs8' })
    der.fill(0)
    return { privateKey, publicKey: createPublicKey(privateKey) }
  })
}

async function loadKeyMaterial(kms: Kms, keyArn: string, materialId: string): Promise<KeyObject> {
  const wrapped = await loadWrapped(kms, keyArn, materialId)
  return kms.rootKey.unwrapSecretKey(materialBinding(keyArn, materialId), wrapped)
}

const wrappedMaterials = preparedQuery((database, keyArn: string, materialId: string) =>
  database
    .selectFrom('kms_key_material')
    .select('wrapped_material')
    .where('key_arn', '=', keyArn)
    .where('material_id', '=', materialId),
)

async function loadWrapped(kms: Kms, keyArn: string, materialId: string): Promise<Uint8Array> {
  const [row] = await wrappedMaterials(kms.storage.database, keyArn, materialId)
  if (row === undefined) throw new MaterialMissingError()
  return row.wrapped_material
}

function materialBinding(keyArn: string, materialId: string): RootKeyBinding {
  return { purpose: 'kms-key-material', identity: [keyArn, materialId] }
}
