/** What a template says a property will be: three-valued, because much is known only when it is deployed. */

import type { SourceLocation } from '../finding.ts'

export type IacValue =
  | KnownValue
  | { readonly kind: 'absent' }
  | { readonly kind: 'list'; readonly items: readonly IacValue[]; readonly at: SourceLocation | null }
  | {
      readonly kind: 'map'
      readonly members: ReadonlyMap<string, IacValue>
      readonly at: SourceLocation | null
    }
  | ReferenceValue
  | UnknownValue
  /** Fn::If and its like: any of them, by what the template is deployed with. */
  | { readonly kind: 'choice'; readonly branches: readonly Branch[] }

export interface KnownValue {
  readonly kind: 'known'
  readonly value: string | number | boolean
  readonly at: SourceLocation | null
}

/** An attribute of another resource of the same template or plan. */
export interface ReferenceValue {
  readonly kind: 'reference'
  readonly address: string
  readonly at: SourceLocation | null
}

export interface UnknownValue {
  readonly kind: 'unknown'
  /** For a person: `the parameter KeyArn`. */
  readonly why: string
  /** A join: its text, with NUL for what is not known. */
  readonly text: string | null
  /** Resources that it is made of. */
  readonly addresses: readonly string[]
  readonly at: SourceLocation | null
}

export interface Branch {
  /** For a person: `IsProduction`, `not IsProduction`. */
  readonly when: string
  readonly value: IacValue
}

export const absentValue: IacValue = { kind: 'absent' }

/** Stands in joins for what is not known. */
export const unknownText = '\u0000'

export function unknownValue(
  why: string,
  at: SourceLocation | null,
  parts: { text?: string; addresses?: readonly string[] } = {},
): UnknownValue {
  return { kind: 'unknown', why, at, text: parts.text ?? null, addresses: parts.addresses ?? [] }
}

/** As JSON, for who looks at several properties; what is not known is a text that nobody would write. */
export function plainValue(value: IacValue): unknown {
  switch (value.kind) {
    case 'absent':
      return undefined
    case 'known':
      return value.value
    case 'list':
      return value.items.map(plainValue)
    case 'map':
      return Object.fromEntries([...value.members].map(([name, member]) => [name, plainValue(member)]))
    case 'choice':
      return value.branches[0] === undefined ? undefined : plainValue(value.branches[0].value)
    default:
      return 'known-after-apply'
  }
}

export function locationOf(value: IacValue): SourceLocation | null {
  return value.kind === 'absent' || value.kind === 'choice' ? null : value.at
}
