/**
 * What holds the root key shut while the server is down. Seals are kept beside the root key, not in what it wraps, so a
 * seal can be changed without touching anything below the root key.
 */
export interface Seal {
  /** Tells seals apart in the database, e.g. `file:3f9a…`. Stable when the seal moves (another path, another folder). */
  readonly name: string
  /** As the operator knows it, e.g. `file:/var/lib/keyhold/root.key`. Never secret. */
  readonly label: string
  wrap(plaintext: Uint8Array): Promise<Uint8Array>
  /** @throws RootKeyError when it was not wrapped by this seal or was damaged. */
  unwrap(wrapped: Uint8Array): Promise<Buffer>
}
