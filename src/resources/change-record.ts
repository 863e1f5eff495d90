import {
  type RecordChange,
  RecordConflictError,
  type SaveOptions,
  type SealedRecord,
  type SealedRecords,
} from '../envelope/envelope.ts'

const attemptsMax = 10

/** @param conflict the service's error for a record that others keep changing, by its kind and id. */
export function createRecordChanges(conflict: (kind: string, id: string) => Error) {
  /**
   * Reads a record, changes it and writes it, again when another writer was first.
   * A record that is being deleted stays as it is. `also` commits with the change.
   * @returns null when the record is gone. @throws what `conflict` makes, after ten lost races.
   */
  async function changeRecord<Body>(
    records: SealedRecords,
    kind: string,
    id: string,
    change: (record: SealedRecord<Body>) => RecordChange<Body> | null,
    also?: SaveOptions['also'],
  ): Promise<SealedRecord<Body> | null> {
    for (let attempt = 0; attempt < attemptsMax; attempt++) {
      const record = await records.get<Body>(kind, id)
      if (record === null) return null
      if (record.status === 'DELETING') return record
      const wanted = change(record)
      if (wanted === null) return record
      try {
        const [saved] = await records.save([{ update: record, change: wanted }], { whole: true, also })
        return saved ?? null
      } catch (error) {
        if (!(error instanceof RecordConflictError)) throw error
      }
    }
    throw conflict(kind, id)
  }

  /**
   * Sets the status of many records in one transaction, again for those that another writer changed first. Records that are
   * gone are skipped. @returns the ids that were found. @throws what `conflict` makes, after ten lost races.
   */
  async function changeStatuses(
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
    throw conflict(kind, left[0] ?? '')
  }

  return { changeRecord, changeStatuses }
}
