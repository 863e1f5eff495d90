export interface Page<Item> {
  readonly items: readonly Item[]
  /** Undefined, null and '' end the list; emulators answer any of them. */
  readonly next: string | null | undefined
}

/**
 * One loop for every list: many of AWS's have no paginator, and names of tokens differ. A token that was seen before ends the
 * list instead of repeating it for ever.
 */
export async function* pages<Item>(
  read: (token: string | undefined) => Promise<Page<Item>>,
): AsyncGenerator<readonly Item[]> {
  const seen = new Set<string>()
  let token: string | undefined
  do {
    const { items, next } = await read(token)
    yield items
    token = next || undefined
    if (token !== undefined && seen.has(token)) return
    if (token !== undefined) seen.add(token)
  } while (token !== undefined)
}
