import type { OpenRootKey } from '../rootkey/open-root-key.ts'
import type { Storage } from '../storage/storage.ts'
import { openByFile, openByPassphrase } from './open-root-key.ts'

export interface Vault {
  /** Null while the server is sealed. */
  rootKey(): OpenRootKey | null
  /** Resolves once the API is served. @throws RootKeyError when this is not what opens the root key */
  unseal(by: SealSecret): Promise<void>
  /** Resolves when no unsealing is under way. */
  settled(): Promise<void>
}

export type SealSecret = { readonly passphrase: string } | { readonly file: string }

/** @param onOpen puts the root key to use; called at most once with success. */
export function createVault({
  storage,
  now,
  rootKey,
  onOpen,
}: {
  storage: Storage
  now: () => number
  /** What the start has opened already. */
  rootKey: OpenRootKey | null
  onOpen: (rootKey: OpenRootKey) => Promise<void>
}): Vault {
  let opened = rootKey
  let last: Promise<unknown> = Promise.resolve()

  async function unseal(by: SealSecret): Promise<void> {
    if (opened !== null) return
    const found =
      'file' in by
        ? await openByFile(storage, by.file, now)
        : await openByPassphrase(storage, by.passphrase, now)
    await onOpen(found)
    opened = found
  }

  return {
    rootKey: () => opened,
    unseal: (by) => {
      const turn = last.then(() => unseal(by))
      last = turn.catch(() => undefined)
      return turn
    },
    settled: async () => {
      await last
    },
  }
}
