import { RecordConflictError, type SealedRecord, type SealedRecords } from '../../envelope/envelope.ts'
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
