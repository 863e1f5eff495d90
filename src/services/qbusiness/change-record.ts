import {
  RecordConflictError,
  type SaveOptions,
  type SealedRecord,
  type SealedRecords,
} from '../../envelope/envelope.ts'
import { conflict } from './errors.ts'

const attemptsMax = 10

/**
 * Reads a record, changes it and writes it, again when another writer was first.
 * A record that is being deleted stays as it is.
 * @returns null when the record is gone. @throws ConflictException after ten lost races.
 */
export async function changeRecord<Body>(
  records: SealedRecords,
  kind: string,
  id: string,
  change: (record: SealedRecord<Body>) => { body?: Body; status?: string } | null,
): Promise<SealedRecord<Body> | null> {
  for (let attempt = 0; attempt < attemptsMax; attempt++) {
    const record = await records.get<Body>(kind, id)
    if (record === null) return null
    if (record.status === 'DELETING') return record
    const wanted = change(record)
    if (wanted === null) return record
    try {
      return await records.update(record, wanted)
    } catch (error) {
      if (!(error instanceof RecordConflictError)) throw error
    }
  }
  throw conflict(kind, id, `The ${kind} ${id} is being changed by other requests. Try again.`)
}

/**
 * Sets the status of many records in one transaction, again for those that another writer changed first. Records that are
 * gone are skipped. @returns the ids that were found. @throws ConflictException after ten lost races.
 */
export async function changeStatuses(
  records: SealedRecords,
  kind: string,
  ids: readonly string[],
  status: string,
  also?: SaveOptions['also'],
): Promise<ReadonlySet<string>> {
  const found = new Set<string>()
  let left = ids
  for (let attempt = 0; attempt < attemptsMax; attempt++) {
    const read = await Promise.all(left.map((id) => records.get(kind, id)))
    const present = read.filter((record) => record !== null)
    for (const { id } of present) found.add(id)
    const wanted = present.filter((record) => record.status !== status && record.status !== 'DELETING')
    if (wanted.length === 0) return found
    const saved = await records.save(
      wanted.map((update) => ({ update, change: { status } })),
      { also },
    )
    left = wanted.filter((_, i) => saved[i] === null).map(({ id }) => id)
    if (left.length === 0) return found
  }
  throw conflict(kind, left[0] ?? '', `The ${kind} is being changed by other requests. Try again.`)
}
