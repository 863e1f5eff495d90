import type { Operation } from '../../call/operation.ts'
import type { Envelope } from '../../envelope/envelope.ts'
import type { Iam } from '../../iam/iam.ts'
import type { Storage } from '../../storage/storage.ts'
import type { DataZoneSettings } from './settings.ts'

/** What every operation and job of the service works with. */
export interface DataZoneRoom {
  readonly storage: Pick<Storage, 'kind' | 'database' | 'transaction' | 'jobs'>
  readonly envelope: Envelope
  readonly iam: Pick<Iam, 'authorize'>
  readonly now: () => number
  readonly settings: DataZoneSettings
}

export type DataZoneOperation<Input, Output> = Operation<DataZoneRoom, Input, Output>
