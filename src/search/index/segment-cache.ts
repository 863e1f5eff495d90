/** What all segment caches of a process may hold together, in bytes. Holds no decrypted bytes itself. */
export class CacheBudget {
  readonly #bytesMax: number
  /** Least recently used first. Weak: a cache that the authority dropped must not live on here. */
  readonly #entries = new Map<string, { cache: WeakRef<SegmentCache>; bytes: number }>()
  #bytes = 0
  #caches = 0

  constructor(bytesMax: number) {
    this.#bytesMax = bytesMax
  }

  get bytes(): number {
    return this.#bytes
  }

  nextCacheId(): number {
    this.#caches += 1
    return this.#caches
  }

  used(entry: string): void {
    const known = this.#entries.get(entry)
    if (known === undefined) return
    this.#entries.delete(entry)
    this.#entries.set(entry, known)
  }

  added(cache: SegmentCache, entry: string, bytes: number): void {
    this.#entries.set(entry, { cache: new WeakRef(cache), bytes })
    this.#bytes += bytes
    for (const [oldest, { cache: owner, bytes: freed }] of this.#entries) {
      if (this.#bytes <= this.#bytesMax) return
      this.#entries.delete(oldest)
      this.#bytes -= freed
      owner.deref()?.drop(oldest)
    }
  }
}

/**
 * Decrypted parts of one index's segments. It lives only as a value of the authority's cache, under the scope's subject,
 * so whatever takes the key away takes all of it at once. Segments never change, so entries never go stale.
 */
export class SegmentCache {
  readonly #budget: CacheBudget
  readonly #id: number
  readonly #values = new Map<string, unknown>()
  readonly #loads = new Map<string, Promise<unknown>>()

  constructor(budget: CacheBudget) {
    this.#budget = budget
    this.#id = budget.nextCacheId()
  }

  has(key: string): boolean {
    return this.#values.has(this.#entry(key))
  }

  /** From memory, or loaded and kept. Concurrent callers of one key share a load; a rejected load is not kept. */
  async get<T>(key: string, bytesOf: (value: T) => number, load: () => Promise<T>): Promise<T> {
    const entry = this.#entry(key)
    if (this.#values.has(entry)) {
      this.#budget.used(entry)
      return this.#values.get(entry) as T
    }
    const underway = this.#loads.get(entry)
    if (underway !== undefined) return (await underway) as T
    const loading = load()
    this.#loads.set(entry, loading)
    try {
      const value = await loading
      this.#values.set(entry, value)
      this.#budget.added(this, entry, bytesOf(value))
      return value
    } finally {
      this.#loads.delete(entry)
    }
  }

  /** For the budget. */
  drop(entry: string): void {
    this.#values.delete(entry)
  }

  #entry(key: string): string {
    return `${this.#id}/${key}`
  }
}
