import { WorkspaceFailure } from './failure.ts'
import type { MovedKind } from './journal.ts'
import type { Move } from './move.ts'

/** Something in the new workspace. */
export interface Made {
  readonly id: string
  readonly name: string
  readonly createdAt: Date | undefined
}

/** Clocks of the machine that asks and the one that answers may differ by so much. */
const skewMs = 15 * 60_000

/**
 * What an interrupted run has made without having noted it: of the new things that no old one stands for, the one with this
 * name, made since. Null when it came to nothing. @throws WorkspaceFailure when somebody else has made such things as well.
 */
export async function whatWasMade(
  { journal }: Move,
  kind: MovedKind,
  old: { readonly id: string; readonly name: string },
  list: () => Promise<readonly Made[]>,
): Promise<string | null> {
  const begun = journal.intentOf(kind, old.id)
  if (begun === undefined) return null
  const known = new Set(journal.made(kind).values())
  const candidates = (await list()).filter(
    ({ id, name, createdAt }) =>
      !known.has(id) &&
      name === old.name &&
      (createdAt === undefined || createdAt.getTime() >= begun - skewMs),
  )
  if (candidates.length > 1) {
    const ids = candidates.map(({ id }) => id).join(', ')
    throw new WorkspaceFailure(
      `an interrupted run may have made one ${kind} of ${ids}; delete those that are not needed and run this again`,
    )
  }
  return candidates[0]?.id ?? null
}
