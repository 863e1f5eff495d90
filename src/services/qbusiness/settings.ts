/** Limits and times of the service. Defaults are AWS's where it publishes one ("Service quotas for Amazon Q Business"). */
export interface QBusinessSettings {
  /** Applications an account may have in a region. */
  readonly applicationsMax: number
  readonly indicesPerApplicationMax: number
  readonly retrieversPerApplicationMax: number
  readonly dataSourcesPerApplicationMax: number
  readonly tagsPerResourceMax: number
  /** Documents that one capacity unit of an index holds. */
  readonly documentsPerUnit: number
  /** Raw bytes of one BatchPutDocument call, all documents together. */
  readonly batchBytesMax: number
  /** Extracted text of one document, in UTF-16 units. */
  readonly documentTextMax: number
  /** Characters of one chat question or search query. */
  readonly questionCharactersMax: number
  /** Passages an answer may be built from. */
  readonly passagesPerAnswer: number
  /** A conversation without a new message for so long is deleted. */
  readonly conversationRetentionDays: number
  /** How long a client token is remembered. */
  readonly idempotencyHours: number
  /** How long the words of a deleted or replaced document may stay in sealed index segments. */
  readonly purgeDelayMs: number
  /** Pause before work that found the key out of reach is tried again. */
  readonly keyRetryMs: number
  /** Pause between two rounds of the retention sweep. */
  readonly sweepIntervalMs: number
}

export const defaultSettings: QBusinessSettings = {
  applicationsMax: 50,
  indicesPerApplicationMax: 5,
  retrieversPerApplicationMax: 5,
  dataSourcesPerApplicationMax: 50,
  tagsPerResourceMax: 50,
  documentsPerUnit: 20_000,
  batchBytesMax: 50 * 1024 * 1024,
  documentTextMax: 20_000_000,
  questionCharactersMax: 7_000,
  passagesPerAnswer: 5,
  conversationRetentionDays: 30,
  idempotencyHours: 24,
  purgeDelayMs: 30_000,
  keyRetryMs: 5_000,
  sweepIntervalMs: 3_600_000,
}
