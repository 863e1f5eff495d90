import { setImmediate } from 'node:timers/promises'
import type { ListOptions, SealedRecord } from '../../envelope/envelope.ts'
import type { Page, PageBinding, PageRequest } from '../../resources/page.ts'
import { pageToken, readPageToken } from './lists.ts'
import type { DataZoneRoom } from './room.ts'

/** Records may be large: so many are held at once while they are looked at. */
const chunk = 25

/**
 * One page of the records that match, oldest first. Looks at `searchedRecordsMax` records at most and stops at
 * `searchBytesMax`: what it found by then is the page, which may be short or empty and has a token as long as there is
 * more to look at.
 */
export async function searchPage<Body>(
  room: DataZoneRoom,
  binding: PageBinding,
  { limit, nextToken }: PageRequest,
  read: (options: ListOptions) => Promise<readonly SealedRecord<Body>[]>,
  matches: (record: SealedRecord<Body>) => boolean,
): Promise<Page<SealedRecord<Body>>> {
  let after = readPageToken(binding, nextToken)
  const { searchedRecordsMax, searchBytesMax } = room.settings
  const page: SealedRecord<Body>[] = []
  let bytes = 0
  for (let looked = 0; ; ) {
    const records = await read({ limit: chunk, after })
    for (const record of records) {
      // Looking at one may take milliseconds: others have their turn in between.
      await setImmediate()
      // Only once one more has been found is it certain that a token leads somewhere.
      if (matches(record)) {
        if (page.length === limit && after !== undefined)
          return { page, nextToken: pageToken(binding, after) }
        page.push(record)
        bytes += Buffer.byteLength(JSON.stringify(record.body))
      }
      after = record.cursor
      if (bytes >= searchBytesMax) return { page, nextToken: pageToken(binding, after) }
    }
    if (records.length < chunk) return { page, nextToken: undefined }
    looked += records.length
    if (looked >= searchedRecordsMax && after !== undefined) {
      return { page, nextToken: pageToken(binding, after) }
    }
  }
}
