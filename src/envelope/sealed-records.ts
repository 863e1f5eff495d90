import { encodeAad } from '../crypto/aad.ts'
import { messageOverheadBytes, openMessage, sealMessage } from '../crypto/message.ts'
import type { Storage } from '../storage/storage.ts'
import { blindIndexToken, writeTokens } from './blind-index.ts'
import type { DataKeys } from './data-keys.ts'
import {
  type ListOptions,
  RecordConflictError,
  RecordExistsError,
  type SealedRecord,
  type SealedRecords,
} from './envelope.ts'
import { batches, idsPerStatement, outlineOf, page, type RecordRow } from './record-rows.ts'
import { requireActive, type ScopeFacts } from './scope-facts.ts'

/** JSON text of a body, in UTF-8 bytes. Larger values are objects. */
export const bodyBytesMax = 4 * 1024 * 1024

const outlineColumns = [
  'scope_id',
  'kind',
  'id',
  'parent',
  'status',
  'revision',
  'data_key_id',
  'created_at',
  'updated_at',
] as const

export interface RecordParts {
  readonly storage: Storage
  readonly dataKeys: DataKeys
  readonly now: () => number
}

export function sealedRecordsOf(parts: RecordParts, scope: ScopeFacts): SealedRecords {
  const { storage, dataKeys, now } = parts
  const { database } = storage

  function ofKind(kind: string) {
    return database.selectFrom('sealed_record').where('scope_id', '=', scope.id).where('kind', '=', kind)
  }

  async function sealBody(
    place: Place,
    body: unknown,
  ): Promise<Pick<RecordRow, 'data_key_id' | 'sealed_body'>> {
    const plaintext = encodeBody(body)
    const { id, key } = await dataKeys.forSealing(scope, plaintext.length)
    const sealed = sealMessage(key, aadOf(scope, place, id), plaintext)
    plaintext.fill(0)
    return { data_key_id: id, sealed_body: sealed }
  }

  /** Opens each data key once, then the bodies without waiting. */
  async function openAll<Body>(rows: readonly RecordRow[]): Promise<SealedRecord<Body>[]> {
    const ids = [...new Set(rows.map((row) => row.data_key_id))]
    const opened = await Promise.all(ids.map((id) => dataKeys.forOpening(scope, id)))
    const keys = new Map(ids.map((id, at) => [id, opened[at]]))
    return rows.map((row) => {
      const key = keys.get(row.data_key_id)
      if (key === undefined) throw new Error('a data key is missing')
      const plaintext = openMessage(key, aadOf(scope, row, row.data_key_id), row.sealed_body)
      const body: Body = JSON.parse(plaintext.toString('utf8'))
      plaintext.fill(0)
      return { ...outlineOf(row), body }
    })
  }

  async function tokensOf(kind: string, indexes: Readonly<Record<string, string>> = {}) {
    const fields = Object.entries(indexes)
    if (fields.length === 0) return {}
    const key = await dataKeys.forBlindIndex(scope)
    return Object.fromEntries(
      fields.map(([field, value]) => [field, blindIndexToken(key, kind, field, value)]),
    )
  }

  return {
    async create(record) {
      const createdAt = record.createdAt ?? now()
      const place = { kind: record.kind, id: record.id, parent: record.parent ?? '', revision: 1 }
      const tokens = await tokensOf(record.kind, record.indexes)
      const row: RecordRow = {
        scope_id: scope.id,
        ...place,
        status: record.status ?? '',
        ...(await sealBody(place, record.body)),
        created_at: createdAt,
        updated_at: createdAt,
      }
      await storage.transaction(async (tx) => {
        await requireActive(tx, storage.kind, scope.id)
        const { numInsertedOrUpdatedRows } = await tx
          .insertInto('sealed_record')
          .values(row)
          .onConflict((conflict) => conflict.columns(['scope_id', 'kind', 'id']).doNothing())
          .executeTakeFirst()
        if (numInsertedOrUpdatedRows === 0n) throw new RecordExistsError('a record with this id exists')
        await writeTokens(tx, { scopeId: scope.id, kind: record.kind, id: record.id }, tokens)
      })
      return { ...outlineOf(row), body: record.body }
    },

    async get<Body>(kind: string, id: string) {
      const row = await ofKind(kind).selectAll().where('id', '=', id).executeTakeFirst()
      if (row === undefined) return null
      return (await openAll<Body>([row]))[0] ?? null
    },

    async list<Body>(kind: string, options: ListOptions = {}) {
      return openAll<Body>(await page(ofKind(kind).selectAll(), options).execute())
    },

    async find<Body>(kind: string, field: string, value: string, options: ListOptions = {}) {
      const token = blindIndexToken(await dataKeys.forBlindIndex(scope), kind, field, value)
      const found = ofKind(kind)
        .selectAll()
        .where('id', 'in', (eb) =>
          eb
            .selectFrom('blind_index')
            .select('record_id')
            .where('scope_id', '=', scope.id)
            .where('kind', '=', kind)
            .where('field', '=', field)
            .where('token', '=', token),
        )
      return openAll<Body>(await page(found, options).execute())
    },

    async count(kind, options = {}) {
      let query = ofKind(kind).select((eb) => eb.fn.countAll<number | string>().as('rows'))
      if (options.parent !== undefined) query = query.where('parent', '=', options.parent)
      if (options.status !== undefined) query = query.where('status', '=', options.status)
      return Number((await query.executeTakeFirstOrThrow()).rows)
    },

    async update(record, change) {
      const place = { kind: record.kind, id: record.id, parent: record.parent, revision: record.revision + 1 }
      const body = change.body === undefined ? record.body : change.body
      const tokens = await tokensOf(record.kind, change.indexes)
      const sealed = await sealBody(place, body)
      const updatedAt = now()
      const row = await storage.transaction(async (tx) => {
        await requireActive(tx, storage.kind, scope.id)
        const updated = await tx
          .updateTable('sealed_record')
          .set({
            ...sealed,
            ...(change.status === undefined ? {} : { status: change.status }),
            revision: place.revision,
            updated_at: updatedAt,
          })
          .where('scope_id', '=', scope.id)
          .where('kind', '=', record.kind)
          .where('id', '=', record.id)
          .where('revision', '=', record.revision)
          .returning(outlineColumns)
          .executeTakeFirst()
        if (updated === undefined) throw new RecordConflictError('the record was changed by another writer')
        await writeTokens(tx, { scopeId: scope.id, kind: record.kind, id: record.id }, tokens)
        return updated
      })
      return { ...outlineOf(row), body }
    },

    // The revision stays: the body is bound to it and cannot be sealed anew without the key.
    async setStatus(kind, id, status) {
      await database
        .updateTable('sealed_record')
        .set({ status, updated_at: now() })
        .where('scope_id', '=', scope.id)
        .where('kind', '=', kind)
        .where('id', '=', id)
        .execute()
    },

    async delete(kind, ids) {
      for (const batch of batches(ids, idsPerStatement)) {
        await storage.transaction(async (tx) => {
          const inScope = { scope_id: scope.id, kind } as const
          await tx
            .deleteFrom('blind_index')
            .where((eb) => eb.and(inScope))
            .where('record_id', 'in', batch)
            .execute()
          await tx
            .deleteFrom('sealed_record')
            .where((eb) => eb.and(inScope))
            .where('id', 'in', batch)
            .execute()
        })
      }
    },

    async deleteChildren(kind, parent) {
      await storage.transaction(async (tx) => {
        await tx
          .deleteFrom('blind_index')
          .where('scope_id', '=', scope.id)
          .where('kind', '=', kind)
          .where('record_id', 'in', (eb) =>
            eb
              .selectFrom('sealed_record')
              .select('id')
              .where('scope_id', '=', scope.id)
              .where('kind', '=', kind)
              .where('parent', '=', parent),
          )
          .execute()
        await tx
          .deleteFrom('sealed_record')
          .where('scope_id', '=', scope.id)
          .where('kind', '=', kind)
          .where('parent', '=', parent)
          .execute()
      })
    },

    async outlines(kind, options = {}) {
      const rows = await page(ofKind(kind).select(outlineColumns), options).execute()
      return rows.map(outlineOf)
    },
  }
}

interface Place {
  readonly kind: string
  readonly id: string
  readonly parent: string
  readonly revision: number
}

/** Where a body belongs. Opening it anywhere else fails, so that rows cannot be swapped, moved or set back. */
function aadOf(scope: ScopeFacts, place: Place, dataKeyId: string): Buffer {
  return encodeAad([
    'keyhold/record/1',
    scope.id,
    place.kind,
    place.id,
    place.parent,
    String(place.revision),
    dataKeyId,
  ])
}

function encodeBody(body: unknown): Buffer {
  const text = JSON.stringify(body)
  if (text === undefined) throw new TypeError('a record body must be JSON')
  const plaintext = Buffer.from(text, 'utf8')
  if (plaintext.length + messageOverheadBytes > bodyBytesMax)
    throw new RangeError('a record body is too large')
  return plaintext
}
