import type { KeyClass } from '../../keys/key-facts.ts'
import type { RuleMetadata } from '../../rule.ts'
import type { Coverage } from '../coverage.ts'
import type { ReportInput } from '../report.ts'
import type { Tally } from '../tally.ts'
import type { Shown } from '../worst.ts'
import { type Html, html } from './markup.ts'

/** All that the page shows. */
export interface View extends ReportInput {
  readonly tally: Tally
  readonly coverage: Coverage
  readonly ruleById: ReadonlyMap<string, RuleMetadata>
  readonly failures: Shown
  readonly manuals: Shown
  readonly muted: Shown
  readonly passes: Shown
}

/** `2026-01-31 14:05 UTC`. */
export function timeText(iso: string): string {
  return `${iso.slice(0, 10)} ${iso.slice(11, 16)} UTC`
}

/** In people's words, with AWS's word beside it where the two are mixed up. */
export const keyClassText: Readonly<Record<KeyClass, string>> = {
  CUSTOMER: 'customer-managed key',
  AWS_MANAGED: 'AWS-managed key',
  AWS_OWNED: 'default key (AWS-owned)',
  NONE: 'not encrypted',
  MISSING: 'key does not exist',
  UNKNOWN: 'key not known',
}

export function accountText({ id, name }: { readonly id: string; readonly name: string | null }): Html {
  return name === null ? html`<bdi>${id}</bdi>` : html`<bdi>${name}</bdi> <small>${id}</small>`
}
