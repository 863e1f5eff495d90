import type { KeyObject } from 'node:crypto'

/**
 * What holds the root key shut while the server is down: a file, a passphrase. Seals are kept beside the root key, not in
 * what it wraps, so a seal can be changed without touching anything below the root key, and the other way round.
 */
export interface Seal {
  /** Tells seals apart in the database, e.g. `file:3f9a…`. Stable when the seal moves (another path, another folder). */
  readonly name: string
  readonly kind: SealKind
  /** As the operator knows it, e.g. `file:/var/lib/keyhold/root.key`. Never secret. */
  readonly label: string
  /** JSON of what is needed beside the secret to come to the key: Argon2's salt and cost. Not secret. */
  readonly parameters: string
  /** 256 bits that the seal's secret gives. */
  readonly key: KeyObject
}

export type SealKind = 'file' | 'passphrase'
