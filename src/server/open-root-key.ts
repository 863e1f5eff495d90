import { openFileSeal } from '../rootkey/file-seal.ts'
import { hasRootKey, openRootKey } from '../rootkey/open-root-key.ts'
import type { RootKey } from '../rootkey/rootkey.ts'
import type { Storage } from '../storage/storage.ts'
import type { Config } from './config.ts'

/** Opens the root key with the configured seal. The seal's file is made only for a database that has no root key yet. */
export async function openSealedRootKey(
  storage: Storage,
  config: Pick<Config, 'sealFile'>,
  now: () => number,
): Promise<RootKey> {
  const seal = await openFileSeal(config.sealFile, { create: !(await hasRootKey(storage)) })
  return await openRootKey({ storage, seal, now })
}
