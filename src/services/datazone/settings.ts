/** Limits and times of the service. Defaults are AWS's where it publishes one ("Quotas for Amazon DataZone"). */
export interface DataZoneSettings {
  /** Domains an account may have in a region. */
  readonly domainsMax: number
  readonly projectsPerDomainMax: number
  readonly membersPerProjectMax: number
  readonly assetsPerProjectMax: number
  readonly revisionsPerAssetMax: number
  readonly profilesPerDomainMax: number
  readonly tagsPerResourceMax: number
  /** What a customer wrote about one thing, as JSON. A form's content of 300,000 characters fits. */
  readonly recordBytesMax: number
  /** Records that one Search or profile search looks at before it answers with what it has and a token. */
  readonly searchedRecordsMax: number
  /** Of what one answer of a search holds, as JSON: it ends with the record that reaches it. */
  readonly searchBytesMax: number
  /** How long a client token is remembered. */
  readonly idempotencyHours: number
  /** Pause before work that found the key out of reach is tried again. */
  readonly keyRetryMs: number
  /** Pause between two rounds of the sweep. */
  readonly sweepIntervalMs: number
}

export const defaultSettings: DataZoneSettings = {
  domainsMax: 500,
  projectsPerDomainMax: 10_000,
  membersPerProjectMax: 1_000,
  assetsPerProjectMax: 50_000,
  revisionsPerAssetMax: 1_000,
  profilesPerDomainMax: 100_000,
  tagsPerResourceMax: 50,
  recordBytesMax: 2 * 1024 * 1024,
  searchedRecordsMax: 2_000,
  searchBytesMax: 8 * 1024 * 1024,
  idempotencyHours: 24,
  keyRetryMs: 5_000,
  sweepIntervalMs: 3_600_000,
}
