import type { KeyObject } from 'node:crypto'
import { encodeAad } from '../crypto/aad.ts'
import { openObjectRange } from '../crypto/open-object.ts'
import { sealObject, sealObjectStream } from '../crypto/seal-object.ts'
import { BlobMissingError } from '../storage/blobs.ts'
import type { Storage } from '../storage/storage.ts'
import type { BlobMarks } from './blob-marks.ts'
import type { DataKeys } from './data-keys.ts'
import { ObjectMissingError, RecordExistsError, type SealedObjects } from './envelope.ts'
import { batches, idsPerStatement } from './record-rows.ts'
import { requireActive, type ScopeFacts } from './scope-facts.ts'

/** Up to here header, frames and tags are joined before they are written: a copy costs less than further writes. */
const joinedBytesMax = 1024 * 1024

export interface ObjectParts {
  readonly storage: Storage
  readonly dataKeys: DataKeys
  readonly marks: BlobMarks
  readonly now: () => number
}

export function sealedObjectsOf(parts: ObjectParts, scope: ScopeFacts): SealedObjects {
  const { storage, dataKeys, marks, now } = parts

  async function write(
    blob: string,
    dataKey: { readonly id: string; readonly key: KeyObject },
    identity: Uint8Array,
    content: Uint8Array | AsyncIterable<Uint8Array>,
  ): Promise<number> {
    if (content instanceof Uint8Array) {
      const sealed = sealObject(dataKey.key, identity, content)
      await storage.blobs.put(blob, content.length <= joinedBytesMax ? [Buffer.concat([...sealed])] : sealed)
      return content.length
    }
    let plaintextBytes = 0
    const counted = async function* (): AsyncGenerator<Uint8Array> {
      for await (const chunk of content) {
        plaintextBytes += chunk.length
        yield chunk
      }
    }
    await storage.blobs.put(blob, sealObjectStream(dataKey.key, identity, counted()))
    await dataKeys.countMore(scope, plaintextBytes)
    return plaintextBytes
  }

  async function insert(row: {
    readonly kind: string
    readonly id: string
    readonly data_key_id: string
    readonly blob: string
    readonly plaintext_bytes: number
  }): Promise<void> {
    await storage.transaction(async (tx) => {
      await requireActive(tx, storage.kind, scope.id)
      await marks.keep(tx, row.blob)
      const { numInsertedOrUpdatedRows } = await tx
        .insertInto('sealed_object')
        .values({ scope_id: scope.id, ...row, created_at: now() })
        .onConflict((conflict) => conflict.columns(['scope_id', 'kind', 'id']).doNothing())
        .executeTakeFirst()
      if (numInsertedOrUpdatedRows === 0n) throw new RecordExistsError('an object with this id exists')
    })
  }

  async function* read(
    kind: string,
    id: string,
    range?: { start: number; end?: number },
  ): AsyncGenerator<Buffer, void> {
    const row = await storage.database
      .selectFrom('sealed_object')
      .select(['data_key_id', 'blob', 'plaintext_bytes'])
      .where('scope_id', '=', scope.id)
      .where('kind', '=', kind)
      .where('id', '=', id)
      .executeTakeFirst()
    if (row === undefined) throw new ObjectMissingError('the object does not exist')
    const key = await dataKeys.forOpening(scope, row.data_key_id)
    const identity = identityOf(scope, kind, id, row.blob)
    const source = (start: number, end?: number) => storage.blobs.read(row.blob, { start, end })
    try {
      for await (const opened of openObjectRange(key, identity, row.plaintext_bytes, source, range)) {
        // A long read must end when the key is taken away meanwhile.
        await dataKeys.forOpening(scope, row.data_key_id)
        yield opened
      }
    } catch (error) {
      // Deleted between the row and the blob.
      if (error instanceof BlobMissingError) throw new ObjectMissingError('the object does not exist')
      throw error
    }
  }

  return {
    async put(kind, id, content) {
      const dataKey = await dataKeys.forSealing(scope, content instanceof Uint8Array ? content.length : 0)
      const blob = await marks.reserveName()
      try {
        const plaintextBytes = await write(blob, dataKey, identityOf(scope, kind, id, blob), content)
        // The key may have been taken away while the content came in: then it is not stored.
        await dataKeys.forOpening(scope, dataKey.id)
        await insert({ kind, id, data_key_id: dataKey.id, blob, plaintext_bytes: plaintextBytes })
        return { plaintextBytes }
      } catch (error) {
        // Only a name that is still marked is surely in no row: the answer to a commit may have been lost.
        await marks.discard(blob).catch(() => undefined)
        throw error
      }
    },

    read,

    async readAll(kind, id) {
      const chunks: Buffer[] = []
      for await (const chunk of read(kind, id)) chunks.push(chunk)
      return chunks.length === 1 ? (chunks[0] as Buffer) : Buffer.concat(chunks)
    },

    async delete(kind, ids) {
      for (const batch of batches(ids, idsPerStatement)) {
        const blobs = await storage.transaction(async (tx) => {
          const rows = await tx
            .deleteFrom('sealed_object')
            .where('scope_id', '=', scope.id)
            .where('kind', '=', kind)
            .where('id', 'in', batch)
            .returning('blob')
            .execute()
          const names = rows.map((row) => row.blob)
          if (names.length > 0) await marks.doom(tx, names)
          return names
        })
        await marks.unlink(blobs)
      }
    },
  }
}

/** Where an object belongs. The blob's name is in it, so that an earlier object of the same id cannot come back in its place. */
function identityOf(scope: ScopeFacts, kind: string, id: string, blob: string): Buffer {
  return encodeAad(['keyhold/object/1', scope.id, kind, id, blob])
}
