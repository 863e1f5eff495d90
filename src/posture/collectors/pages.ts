import { ApiError } from '../api.ts'

export interface Page<Item> {
  readonly items: readonly Item[]
  /** Undefined, null and '' end the list; emulators answer any of them. */
  readonly next: string | null | undefined
}

/** Filters leave some pages empty; so many in a row no service sends. */
const emptyPagesMax = 1000

/**
 * One loop for every list: many of AWS's have no paginator, and names of tokens differ. A list that turns in a circle is
 * refused instead of read for ever.
 *
 * @throws {ApiError} `ENDLESS_LIST` for a token that comes again, or very many empty pages: the rest is not known
 */
export async function* pages<Item>(
  read: (token: string | undefined) => Promise<Page<Item>>,
): AsyncGenerator<readonly Item[]> {
  const seen = new Set<string>()
  let emptyPages = 0
  let token: string | undefined
  for (;;) {
    const { items, next } = await read(token)
    yield items
    token = next || undefined
    if (token === undefined) return
    emptyPages = items.length === 0 ? emptyPages + 1 : 0
    // What comes after is never seen, so the list must not pass for whole.
    if (seen.has(token) || emptyPages > emptyPagesMax)
      throw new ApiError('refused', 'ENDLESS_LIST', 'pagination')
    seen.add(token)
  }
}
