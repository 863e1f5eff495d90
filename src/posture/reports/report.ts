/** What every format is made of, and what it may be told. */

import type { Finding } from '../finding.ts'
import type { ScanHistory } from '../history/scan-history.ts'
import type { RuleMetadata } from '../rule.ts'
import type { ScanSummary } from '../scan-summary.ts'

/**
 * Can be read more than once, in the same order: totals first, rows then. So a format holds no more of 50,000 findings than
 * it shows.
 */
export interface FindingSource {
  [Symbol.asyncIterator](): AsyncIterator<Finding>
}

export interface ReportInput {
  readonly findings: FindingSource
  /** Of every rule that ran, with or without findings. */
  readonly rules: readonly RuleMetadata[]
  readonly summary: ScanSummary
  /** Null: no history is kept. It has already recorded this scan. */
  readonly history: ScanHistory | null
}

export interface ReportOptions {
  /** Of the table. Default 80. */
  readonly widthColumns?: number
  /** Of the table. Default false. */
  readonly color?: boolean
  /** Findings that the table and the Markdown list. Default 100. The HTML report: 5,000. */
  readonly rowsMax?: number
  /** One JSON array instead of lines. */
  readonly jsonArray?: boolean
  /** One character. Default `,`, with Prowler's columns `;`. */
  readonly csvDelimiter?: string
  /** A byte order mark, for Excel. */
  readonly csvBom?: boolean
  readonly csvSchema?: 'keyhold' | 'prowler'
  /** What GitHub code scanning keeps: failures and what a person must look at. */
  readonly sarifProfile?: 'full' | 'github'
}

/** Takes the next piece of the file; a promise holds the writer back. */
export type Write = (text: string) => void | Promise<void>

export type ReportWriter = (input: ReportInput, options: ReportOptions, write: Write) => Promise<void>
