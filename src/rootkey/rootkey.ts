/**
 * Rootkey's door: the one key above all others, held open by a seal. It wraps key material, access-key secrets and
 * tokens; it never leaves this room. Wrapped forms are bound to a purpose and an identity, so that none can be moved.
 */

import type { KeyObject } from 'node:crypto'

export interface RootKey {
  /** Encrypts `plaintext` so that it opens only for the same purpose and identity. Synchronous, a few µs. */
  wrap(binding: RootKeyBinding, plaintext: Uint8Array): Uint8Array
  /** @throws RootKeyError when it was not wrapped by this root key for this binding, or was damaged. */
  unwrap(binding: RootKeyBinding, wrapped: Uint8Array): Buffer
  /** As `unwrap`, for symmetric key material: the bytes go straight into a KeyObject. */
  unwrapSecretKey(binding: RootKeyBinding, wrapped: Uint8Array): KeyObject
}

export interface RootKeyBinding {
  /** `kms-key-material`, `iam-access-key`, `session-token`, `grant-token`, `page-token`, … */
  readonly purpose: string
  /** What is wrapped: for key material `<key ARN>|<material id>` as separate strings. Order and lengths are bound. */
  readonly identity: readonly string[]
}

export class RootKeyError extends Error {
  override readonly name = 'RootKeyError'
}
