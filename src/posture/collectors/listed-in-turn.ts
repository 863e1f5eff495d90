import { ApiError } from '../api.ts'

/**
 * Lists of several kinds as one. A kind that cannot be listed does not hide the others: its error is thrown when they are
 * through. A kind that the endpoint does not have is left out, unless it has none of them.
 */
export async function* listedInTurn<Item>(
  kinds: readonly (() => AsyncIterable<readonly Item[]>)[],
): AsyncGenerator<readonly Item[]> {
  const errors: ApiError[] = []
  for (const kind of kinds) {
    try {
      yield* kind()
    } catch (error) {
      if (!(error instanceof ApiError) || error.kind === 'credentials') throw error
      errors.push(error)
    }
  }
  const failed = errors.find(({ kind }) => kind !== 'not-implemented' && kind !== 'not-in-region')
  const error = failed ?? (errors.length === kinds.length ? errors[0] : undefined)
  if (error !== undefined) throw error
}
