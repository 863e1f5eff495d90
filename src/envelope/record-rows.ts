import type { Selectable, SelectQueryBuilder } from 'kysely'
import type { Tables } from '../storage/storage.ts'
import { InvalidCursorError, type ListOptions, type RecordOutline } from './envelope.ts'

export type RecordRow = Selectable<Tables['sealed_record']>

/** A page's size when none is asked for, and the most that is given. */
export const listLimit = { default: 1_000, max: 10_000 } as const

/** Longer than any id that this room gives a cursor for. */
const idLengthMax = 2048

/** Ids a statement names at once: SQLite takes 32,766 parameters, PostgreSQL 65,535. */
export const idsPerStatement = 5_000

export function outlineOf(row: Omit<RecordRow, 'sealed_body'>): RecordOutline {
  return {
    kind: row.kind,
    id: row.id,
    parent: row.parent,
    status: row.status,
    revision: row.revision,
    createdAt: row.created_at,
    updatedAt: row.updated_at,
    cursor: Buffer.from(`${row.created_at}:${row.id}`, 'utf8').toString('base64url'),
  }
}

/** @throws InvalidCursorError */
function parseCursor(cursor: string): { createdAt: number; id: string } {
  const text = Buffer.from(cursor, 'base64url').toString('utf8')
  const border = text.indexOf(':')
  const createdAt = text.slice(0, Math.max(border, 0))
  const id = text.slice(border + 1)
  // PostgreSQL takes no NUL in text.
  if (!/^\d{1,15}$/.test(createdAt) || id.length > idLengthMax || id.includes('\0')) {
    throw new InvalidCursorError('not a cursor')
  }
  return { createdAt: Number(createdAt), id }
}

/**
 * Keyset paging: a page costs the same wherever it lies, and rows that come or go between two pages neither repeat others
 * nor hide them.
 */
export function page<Row>(
  query: SelectQueryBuilder<Tables, 'sealed_record', Row>,
  options: ListOptions,
): SelectQueryBuilder<Tables, 'sealed_record', Row> {
  const direction = options.order === 'newest' ? 'desc' : 'asc'
  const beyond = direction === 'asc' ? '>' : '<'
  let paged = query.orderBy('created_at', direction).orderBy('id', direction)
  paged = paged.limit(Math.max(0, Math.min(options.limit ?? listLimit.default, listLimit.max)))
  if (options.parent !== undefined) paged = paged.where('parent', '=', options.parent)
  if (options.status !== undefined) paged = paged.where('status', '=', options.status)
  if (options.after === undefined) return paged
  const after = parseCursor(options.after)
  return paged.where((eb) =>
    eb.or([
      eb('created_at', beyond, after.createdAt),
      eb.and([eb('created_at', '=', after.createdAt), eb('id', beyond, after.id)]),
    ]),
  )
}

export function* batches<T>(values: readonly T[], size: number): Generator<readonly T[]> {
  for (let start = 0; start < values.length; start += size) yield values.slice(start, start + size)
}
