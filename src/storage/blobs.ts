/** Sealed bytes by name. A name is lower-case hex and slashes, made by `envelope`; content never changes once written. */
export interface Blobs {
  /** Durable when it resolves (file and directory synced); a name appears whole or not at all. Resolves to the byte count. */
  put(name: string, content: AsyncIterable<Uint8Array> | Iterable<Uint8Array>): Promise<number>
  /** Bytes `start` to `end` (exclusive; default: the end). Rejects with BlobMissingError. Constant memory. */
  read(name: string, range?: { start: number; end?: number }): AsyncIterable<Uint8Array>
  /** Deleting an absent blob succeeds. */
  delete(name: string): Promise<void>
  /** Removes half-written files older than `ageMs` that a crash left. */
  sweep(ageMs: number): Promise<void>
}

export class BlobMissingError extends Error {
  override readonly name = 'BlobMissingError'
}
