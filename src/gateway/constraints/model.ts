/** The constraints that AWS's API models state and the SDK's schemas leave out, as the files in `models/` hold them. */

export interface Model {
  readonly service: string
  readonly apiVersion: string
  readonly protocol: string
  readonly jsonVersion: string | null
  readonly targetPrefix: string | null
  readonly signingName: string
  readonly operations: Readonly<
    Record<string, { readonly input: string | null; readonly errors: readonly string[] } | undefined>
  >
  readonly structures: Readonly<Record<string, StructureConstraints | undefined>>
}

export type StructureConstraints = Readonly<Record<string, Constraint | undefined>>

export interface Constraint {
  readonly required?: boolean
  /** Least value of a number; least length of a string, blob, list or map. */
  readonly min?: number
  readonly max?: number
  /** A Java regular expression that the whole text has to match. */
  readonly pattern?: string
  readonly enum?: readonly string[]
  /** Name in `Model.structures`. */
  readonly structure?: string
  /** Of a list's elements. */
  readonly member?: Constraint
  /** Of a map's keys and values. */
  readonly key?: Constraint
  readonly value?: Constraint
}
