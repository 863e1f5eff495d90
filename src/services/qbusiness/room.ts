import type { Operation } from '../../call/operation.ts'
import type { Envelope } from '../../envelope/envelope.ts'
import type { Iam } from '../../iam/iam.ts'
import type { AnswerWriter, Search, TextExtractor } from '../../search/search.ts'
import type { Storage } from '../../storage/storage.ts'
import type { Exclusive } from './exclusive.ts'
import type { QBusinessSettings } from './settings.ts'

/** What every operation and job of the service works with. */
export interface QBusinessRoom {
  readonly storage: Pick<Storage, 'database' | 'transaction' | 'jobs'>
  readonly envelope: Envelope
  readonly iam: Pick<Iam, 'authorize'>
  readonly search: Search
  readonly extractText: TextExtractor['extractText']
  readonly answer: AnswerWriter
  readonly now: () => number
  /** One writer an index on this node. */
  readonly indexWriters: Exclusive
  readonly settings: QBusinessSettings
}

export type QBusinessOperation<Input, Output> = Operation<QBusinessRoom, Input, Output>
