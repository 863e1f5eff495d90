/** A template as rules see it, whatever it is written in. */

import type { SourceLocation } from '../finding.ts'
import type { IacValue } from './iac-value.ts'

export interface Template {
  /** As it was given, relative to where the command runs. */
  readonly file: string
  readonly format: 'cloudformation' | 'terraform'
  readonly resources: ReadonlyMap<string, IacResource>
  /** Data sources and keys that exist: not judged, only looked up. By address. */
  readonly known: ReadonlyMap<string, IacResource>
  /** Macros that are not run here: what they add or change is not seen. Absent: none. */
  readonly macros?: readonly string[]
}

export interface IacResource {
  /** CloudFormation's logical id; Terraform's address. */
  readonly address: string
  readonly type: string
  readonly properties: ReadonlyMap<string, IacValue>
  /** Null: it will be there in any case. */
  readonly when: string | null
  /** Whether it is deployed already: then a change that replaces it loses what is in it. Undefined: not known. */
  readonly exists?: boolean
  readonly at: SourceLocation
  readonly skips: readonly InlineSkip[]
}

/** `posture:skip=<rule>:<reason>` in a comment within the resource. */
export interface InlineSkip {
  readonly rule: string
  readonly reason: string
}

/** Not a template, or one that cannot be read. */
export class TemplateError extends Error {
  override readonly name = 'TemplateError'
}

const skipPattern = /posture:skip=([a-z0-9*-]{1,64}):([^\n\r"#]{1,256})/g

/** The comments among these lines that accept a finding. */
export function inlineSkips(text: string): InlineSkip[] {
  return [...text.matchAll(skipPattern)].map(([, rule = '', reason = '']) => ({
    rule,
    reason: reason.trim(),
  }))
}
