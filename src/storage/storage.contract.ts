/** What every kind of storage promises. Run by sqlite.test.ts and postgres.test.ts. */

import { authorityContract } from './contract/authority.ts'
import { blobsContract } from './contract/blobs.ts'
import { databaseContract } from './contract/database.ts'
import { eventLogContract } from './contract/event-log.ts'
import type { NewPlace } from './contract/harness.ts'
import { jobsContract } from './contract/jobs.ts'

export function storageContract(kind: string, newPlace: NewPlace): void {
  databaseContract(kind, newPlace)
  authorityContract(kind, newPlace)
  jobsContract(kind, newPlace)
  eventLogContract(kind, newPlace)
  blobsContract(kind, newPlace)
}
