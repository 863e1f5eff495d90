import { WorkspaceFailure } from './failure.ts'

/** More pages than this are a server that never ends. */
const pagesMax = 100_000

/** All items of a list, page by page. @throws WorkspaceFailure when the server repeats its token for ever. */
export async function allItems<T>(
  read: (nextToken: string | undefined) => Promise<{
    readonly items?: readonly T[] | undefined
    readonly nextToken?: string | undefined
  }>,
): Promise<T[]> {
  const all: T[] = []
  let nextToken: string | undefined
  for (let page = 0; page < pagesMax; page++) {
    const answer = await read(nextToken)
    all.push(...(answer.items ?? []))
    if (answer.nextToken === undefined || answer.nextToken === '') return all
    if (answer.nextToken === nextToken) break
    nextToken = answer.nextToken
  }
  throw new WorkspaceFailure('the server answers with a list that does not end')
}

/** Does work for each item, `atOnce` at a time; the first failure ends it. Results in the order of the items. */
export async function mapSome<T, R>(
  items: readonly T[],
  atOnce: number,
  work: (item: T) => Promise<R>,
): Promise<R[]> {
  const results: R[] = []
  let next = 0
  const worker = async () => {
    while (next < items.length) {
      const at = next++
      results[at] = await work(items[at] as T)
    }
  }
  await Promise.all(Array.from({ length: Math.min(atOnce, items.length) }, worker))
  return results
}
