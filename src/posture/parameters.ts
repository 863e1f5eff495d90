/** What a user may set for all rules or for one. */

import type { Severity } from './finding.ts'

/** From no encryption to keys outside AWS; the order of the last three is the user's to change. */
export type KeyLevel = 'none' | 'aws-owned' | 'aws-managed' | 'cmk' | 'cmk-imported' | 'cmk-hsm' | 'cmk-xks'

export interface Parameters {
  readonly minimumKeyLevel: KeyLevel
  readonly keyLevelOrder: readonly KeyLevel[]
  /** Empty: any. */
  readonly approvedKeyArns: readonly string[]
  readonly requiredKeyTag: { readonly key: string; readonly value: string | null } | null
  /** 12 digits each. */
  readonly trustedKeyAccounts: readonly string[]
  /** May have kms:* in a key policy besides the account's root. */
  readonly adminPrincipals: readonly string[]
  /** PASS by an alias alone where DescribeKey is denied. */
  readonly acceptAliasProof: boolean
  readonly rotationDaysMax: number
  readonly idleDays: number
  readonly warnDays: number
  readonly lookbackDays: number
  readonly sessionsMax: number
  readonly requiredAliases: readonly string[]
  /** Names of buckets, `*` for any text, that S3 or load balancers write access logs to: those take SSE-S3 only. */
  readonly sseS3OnlyBuckets: readonly string[]
  readonly deletionApprovedTag: string
  readonly multiRegionApprovedTag: string
  readonly severity: Severity | null
  /** ms since the epoch: when the scan began. */
  readonly scannedAt: number
}

export const defaultParameters: Omit<Parameters, 'scannedAt'> = {
  minimumKeyLevel: 'cmk',
  keyLevelOrder: ['none', 'aws-owned', 'aws-managed', 'cmk', 'cmk-imported', 'cmk-hsm', 'cmk-xks'],
  approvedKeyArns: [],
  requiredKeyTag: null,
  trustedKeyAccounts: [],
  adminPrincipals: [],
  acceptAliasProof: false,
  rotationDaysMax: 365,
  idleDays: 90,
  warnDays: 30,
  lookbackDays: 30,
  sessionsMax: 200,
  requiredAliases: [],
  sseS3OnlyBuckets: [],
  deletionApprovedTag: 'deletion-approved',
  multiRegionApprovedTag: 'multi-region-approved',
  severity: null,
}
