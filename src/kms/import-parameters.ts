/**
 * The wrapping key and the token of an import. The private key rests wrapped by the root key for 24 hours and is then
 * deleted; the token is sealed, so that it can be neither read nor made, and is bound to key and wrapping key.
 */

import { createPrivateKey, type KeyObject, randomUUID } from 'node:crypto'
import type { KeyPairKind } from '../crypto/key-pairs.ts'
import { RootKeyError } from '../rootkey/rootkey.ts'
import type { Tx } from '../storage/storage.ts'
import { expiredImportToken, invalidImportToken } from './errors.ts'
import { generateKeyPair } from './key-material.ts'
import type { Kms } from './kms.ts'
import { textMember } from './service-events.ts'
import { enqueueCompaction } from './wipe-material.ts'

const kind = 'kms:drop-wrapping-key'
const validMs = 86_400_000
/** Wrapping keys of one key at a time; beyond, the oldest goes. */
const wrappingKeysMax = 100

export interface ImportParameters {
  readonly importToken: Buffer
  /** SPKI, DER. */
  readonly publicKey: Buffer
  readonly validTo: number
}

/** Declares who deletes wrapping keys that are no longer valid. Before the jobs start. */
export function handleWrappingKeys(kms: Kms): void {
  kms.storage.jobs.handle(kind, {
    run: async (payload) => {
      await kms.storage.transaction(async (tx) => {
        await tx.deleteFrom('kms_import_wrapping_key').where('id', '=', textMember(payload, 'id')).execute()
        await enqueueCompaction(kms, tx)
      })
      return undefined
    },
  })
}

/** @throws ThrottlingException when too many key pairs are being made */
export async function newImportParameters(
  kms: Kms,
  request: { keyArn: string; wrappingAlgorithm: string; wrappingKey: KeyPairKind; time: number },
): Promise<ImportParameters> {
  const { keyArn, wrappingAlgorithm, wrappingKey, time } = request
  const { publicKey, privateKey } = await generateKeyPair(wrappingKey)
  const id = randomUUID()
  const validTo = time + validMs
  const der = privateKey.export({ type: 'pkcs8', format: 'der' })
  const wrapped = kms.rootKey.wrap(keyBinding(keyArn, id), der)
  der.fill(0)
  await kms.storage.transaction(async (tx) => {
    await tx
      .insertInto('kms_import_wrapping_key')
      .values({
        id,
        key_arn: keyArn,
        wrapped_private_key: wrapped,
        wrapping_algorithm: wrappingAlgorithm,
        valid_to: validTo,
      })
      .execute()
    await dropOldest(tx, keyArn)
    await kms.storage.jobs.enqueue(tx, { id: `${kind}/${id}`, kind, payload: { id }, runAt: validTo })
  })
  const token = kms.rootKey.wrap(tokenBinding(keyArn), Buffer.from(JSON.stringify({ id, validTo })))
  return {
    importToken: Buffer.from(token),
    publicKey: publicKey.export({ type: 'spki', format: 'der' }),
    validTo,
  }
}

async function dropOldest(tx: Tx, keyArn: string): Promise<void> {
  const surplus = await tx
    .selectFrom('kms_import_wrapping_key')
    .select('id')
    .where('key_arn', '=', keyArn)
    .orderBy('valid_to', 'desc')
    .limit(wrappingKeysMax)
    .offset(wrappingKeysMax)
    .execute()
  if (surplus.length === 0) return
  await tx
    .deleteFrom('kms_import_wrapping_key')
    .where(
      'id',
      'in',
      surplus.map(({ id }) => id),
    )
    .execute()
}

/**
 * What to unwrap with.
 * @throws InvalidImportTokenException for a token of another key, or none at all; ExpiredImportTokenException
 */
export async function openImportToken(
  kms: Kms,
  keyArn: string,
  token: Uint8Array,
  time: number,
): Promise<{ privateKey: KeyObject; wrappingAlgorithm: string }> {
  const { id, validTo } = parseToken(kms, keyArn, token)
  if (validTo <= time) throw expiredImportToken()
  const row = await kms.storage.database
    .selectFrom('kms_import_wrapping_key')
    .selectAll()
    .where('id', '=', id)
    .executeTakeFirst()
  if (row === undefined) throw invalidImportToken()
  const der = kms.rootKey.unwrap(keyBinding(keyArn, id), row.wrapped_private_key)
  const privateKey = createPrivateKey({ key: der, format: 'der', type: 'pkcs8' })
  der.fill(0)
  return { privateKey, wrappingAlgorithm: row.wrapping_algorithm }
}

function parseToken(kms: Kms, keyArn: string, token: Uint8Array): { id: string; validTo: number } {
  try {
    return JSON.parse(kms.rootKey.unwrap(tokenBinding(keyArn), token).toString('utf8'))
  } catch (error) {
    if (error instanceof RootKeyError) throw invalidImportToken()
    throw error
  }
}

function keyBinding(keyArn: string, id: string) {
  return { purpose: 'kms-import-wrapping-key', identity: [keyArn, id] }
}

function tokenBinding(keyArn: string) {
  return { purpose: 'kms-import-token', identity: [keyArn] }
}
