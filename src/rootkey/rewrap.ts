import { setImmediate as breathe } from 'node:timers/promises'
import { type OpenRootKey, rootKeySubject } from './open-root-key.ts'
import { RootKeyError } from './rootkey.ts'
import type { RotationRoom } from './rotate.ts'
import { type WrappedColumn, wrappedColumns } from './wrapped-columns.ts'
import { isNamed, replaceWrapped, rowsOf, type WrappedRow } from './wrapped-rows.ts'

/** Rows a transaction: on SQLite calls wait for it, 2 ms. */
const batchRows = 25

/** Wraps under the current root key what names another one. What does not open stays as it is. */
export async function rewrapAll(room: RotationRoom, signal: AbortSignal): Promise<void> {
  await room.rootKey.fresh()
  const { ring } = room.rootKey
  for (const number of [...ring.rootKeys().keys()]) {
    if (number === ring.current()) continue
    for (const column of wrappedColumns) await rewrapColumn(room, column, number, signal)
  }
}

async function rewrapColumn(
  { storage, rootKey }: RotationRoom,
  column: WrappedColumn,
  rootKeyNumber: number,
  signal: AbortSignal,
): Promise<void> {
  let last: WrappedRow | null = null
  for (;;) {
    signal.throwIfAborted()
    const rows: readonly WrappedRow[] = await rowsOf(
      storage.database,
      storage.kind,
      column,
      rootKeyNumber,
      last,
      batchRows,
    )
    if (rows.length === 0) return
    last = rows.at(-1) ?? null
    const wrapped = rows.flatMap((row) => {
      const anew = rewrapped(rootKey, column, row)
      return anew === null ? [] : [{ row, anew }]
    })
    await storage.transaction(async (tx) => {
      for (const { row, anew } of wrapped) await replaceWrapped(tx, column, row, anew)
    })
    await breathe()
  }
}

/** Null for bytes that do not open: damaged ones are of no use to anybody, but must not stop the others. */
function rewrapped(rootKey: OpenRootKey, { purpose, identity }: WrappedColumn, row: WrappedRow) {
  const binding = { purpose, identity: identity.map((name) => row.columns[name] as string) }
  try {
    const plaintext = rootKey.unwrap(binding, row.wrapped)
    const anew = rootKey.wrap(binding, plaintext)
    plaintext.fill(0)
    return anew
  } catch (error) {
    if (error instanceof RootKeyError) return null
    throw error
  }
}

/** False when something still names it. @throws when this node may not change authority now. */
export async function destroyWhenUnnamed({ storage }: RotationRoom, id: string): Promise<boolean> {
  try {
    await storage.authority.change(async (tx, change) => {
      change.touch(rootKeySubject)
      // First: from here on a writer's trigger waits for this transaction, and what was written before is seen below.
      await tx.updateTable('root_key').set({ state: 'DESTROYED' }).where('id', '=', id).execute()
      if (await isNamed(tx, storage.kind, Number(id))) throw new StillNamedError()
      await tx.deleteFrom('root_key_seal').where('root_key_id', '=', id).execute()
    })
    return true
  } catch (error) {
    if (error instanceof StillNamedError) return false
    throw error
  }
}

class StillNamedError extends Error {
  override readonly name = 'StillNamedError'
}
