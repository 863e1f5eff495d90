import { ApiError } from '../api.ts'

export type Child<Parent, Item> =
  | { readonly parent: Parent; readonly item: Item; readonly error?: undefined }
  | { readonly parent: Parent; readonly item?: undefined; readonly error: ApiError }

/** Kinds that say something about the whole listing, not about one parent. */
const ofTheWholeListing = new Set(['credentials', 'not-implemented', 'not-in-region'])

/**
 * The children of all parents as one list. A parent that is gone has none. A parent whose children cannot be listed becomes
 * one item with the error, for `read` to throw, so that the others' are still read.
 */
export async function* childrenOf<Parent, Item>(
  parents: AsyncIterable<readonly Parent[]>,
  list: (parent: Parent) => AsyncIterable<readonly Item[]>,
): AsyncGenerator<readonly Child<Parent, Item>[]> {
  for await (const page of parents) for (const parent of page) yield* childrenOfOne(parent, list)
}

async function* childrenOfOne<Parent, Item>(
  parent: Parent,
  list: (parent: Parent) => AsyncIterable<readonly Item[]>,
): AsyncGenerator<readonly Child<Parent, Item>[]> {
  try {
    for await (const items of list(parent)) yield items.map((item) => ({ parent, item }))
  } catch (error) {
    if (!(error instanceof ApiError) || ofTheWholeListing.has(error.kind)) throw error
    if (error.kind !== 'not-found') yield [{ parent, error }]
  }
}
