import type { Storage, Tx } from '../storage/storage.ts'
import { blindIndexToken, writeTokens } from './blind-index.ts'
import type { DataKeys } from './data-keys.ts'
import {
  type ListOptions,
  type NewRecord,
  type RecordChange,
  RecordConflictError,
  RecordExistsError,
  type RecordWrite,
  type SaveOptions,
  type SealedRecord,
  type SealedRecords,
} from './envelope.ts'
import { encodeBody, newRecordRow, openBody, placeOf, type RecordPlace, sealBody } from './record-body.ts'
import { batches, idsPerStatement, outlineOf, page, type RecordRow } from './record-rows.ts'
import { requireActive, type ScopeFacts } from './scope-facts.ts'

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

  /** Opens each data key once, then the bodies without waiting. */
  async function openAll<Body>(rows: readonly RecordRow[]): Promise<SealedRecord<Body>[]> {
    const ids = [...new Set(rows.map((row) => row.data_key_id))]
    const opened = await Promise.all(ids.map((id) => dataKeys.forOpening(scope, id)))
    const keys = new Map(ids.map((id, at) => [id, opened[at]]))
    return rows.map((row) => {
      const key = keys.get(row.data_key_id)
      if (key === undefined) throw new Error('a data key is missing')
      return { ...outlineOf(row), body: openBody<Body>(row, key) }
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

  async function prepareCreate<Body>(record: NewRecord<Body>): Promise<Prepared<Body>> {
    const place = placeOf(scope.id, record)
    const tokens = await tokensOf(record.kind, record.indexes)
    const plaintext = encodeBody(record.body)
    const dataKey = await dataKeys.forSealing(scope, plaintext.length)
    const row = newRecordRow(place, record, dataKey, plaintext, now())
    const write = async (tx: Tx) => {
      const { numInsertedOrUpdatedRows } = await tx
        .insertInto('sealed_record')
        .values(row)
        .onConflict((conflict) => conflict.columns(['scope_id', 'kind', 'id']).doNothing())
        .executeTakeFirst()
      return numInsertedOrUpdatedRows === 0n ? null : row
    }
    const lost = () => new RecordExistsError('a record with this id exists')
    return { place, body: record.body, tokens, write, lost }
  }

  async function prepareUpdate<Body>(
    record: SealedRecord<Body>,
    change: RecordChange<Body>,
  ): Promise<Prepared<Body>> {
    const place = { ...placeOf(scope.id, record), revision: record.revision + 1 }
    const body = change.body === undefined ? record.body : change.body
    const tokens = await tokensOf(record.kind, change.indexes)
    const plaintext = encodeBody(body)
    const dataKey = await dataKeys.forSealing(scope, plaintext.length)
    const values = {
      ...sealBody(place, dataKey, plaintext),
      ...(change.status === undefined ? {} : { status: change.status }),
      revision: place.revision,
      updated_at: now(),
    }
    const write = async (tx: Tx) => {
      const updated = await tx
        .updateTable('sealed_record')
        .set(values)
        .where('scope_id', '=', scope.id)
        .where('kind', '=', record.kind)
        .where('id', '=', record.id)
        .where('revision', '=', record.revision)
        .returning(outlineColumns)
        .executeTakeFirst()
      return updated ?? null
    }
    const lost = () => new RecordConflictError('the record was changed by another writer')
    return { place, body, tokens, write, lost }
  }

  async function save<Body>(
    writes: readonly RecordWrite<Body>[],
    { whole = false, also }: SaveOptions = {},
  ): Promise<(SealedRecord<Body> | null)[]> {
    const prepared: Prepared<Body>[] = []
    for (const write of writes) {
      prepared.push(
        'create' in write
          ? await prepareCreate(write.create)
          : await prepareUpdate(write.update, write.change),
      )
    }
    return storage.transaction(async (tx) => {
      await requireActive(tx, storage.kind, scope.id)
      const saved: (SealedRecord<Body> | null)[] = prepared.map(() => null)
      // In one order for everybody: two transactions that lock the same rows crosswise would wait for each other.
      const order = [...prepared.entries()].sort(([, a], [, b]) => comparePlaces(a.place, b.place))
      for (const [i, { place, body, tokens, write, lost }] of order) {
        const row = await write(tx)
        if (row === null && whole) throw lost()
        if (row === null) continue
        await writeTokens(tx, { scopeId: scope.id, kind: place.kind, id: place.id }, tokens)
        saved[i] = { ...outlineOf(row), body }
      }
      await also?.(tx)
      return saved
    })
  }

  async function saveOne<Body>(write: RecordWrite<Body>): Promise<SealedRecord<Body>> {
    const [saved] = await save([write], { whole: true })
    if (saved === undefined || saved === null) throw new Error('invariant: a whole save leaves nothing out')
    return saved
  }

  return {
    save,
    create: (record) => saveOne({ create: record }),
    update: (record, change) => saveOne({ update: record, change }),

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

    async deleteWithin(tx, kind, id) {
      const inScope = { scope_id: scope.id, kind } as const
      await tx
        .deleteFrom('blind_index')
        .where((eb) => eb.and(inScope))
        .where('record_id', '=', id)
        .execute()
      const { numDeletedRows } = await tx
        .deleteFrom('sealed_record')
        .where((eb) => eb.and(inScope))
        .where('id', '=', id)
        .executeTakeFirst()
      return numDeletedRows > 0n
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

interface Prepared<Body> {
  readonly place: RecordPlace
  readonly body: Body
  readonly tokens: Readonly<Record<string, string>>
  /** Null when another writer was first. */
  write(tx: Tx): Promise<Omit<RecordRow, 'sealed_body'> | null>
  lost(): Error
}

function comparePlaces(a: RecordPlace, b: RecordPlace): number {
  if (a.kind !== b.kind) return a.kind < b.kind ? -1 : 1
  if (a.id !== b.id) return a.id < b.id ? -1 : 1
  return 0
}
