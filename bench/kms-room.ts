/** The KMS room in this process, without gateway and trail: to fill a database, and to measure the room alone. */

import { join } from 'node:path'
import { createIam } from '../src/iam/create-iam.ts'
import { createKms } from '../src/kms/create-kms.ts'
import type { Kms } from '../src/kms/kms.ts'
import { openFileSeal } from '../src/rootkey/file-seal.ts'
import { hasRootKey, openRootKey } from '../src/rootkey/open-root-key.ts'
import { openStorage } from '../src/storage/open.ts'
import type { Trail } from '../src/trail/trail.ts'

export interface KmsRoom {
  readonly kms: Kms
  close(): Promise<void>
}

/** @param dataFolder new, or that of a server that does not run. */
export async function openKmsRoom(dataFolder: string, regions: readonly string[]): Promise<KmsRoom> {
  const now = Date.now
  const storage = await openStorage({ dataFolder, nodeId: 'bench', now })
  const seal = await openFileSeal(join(dataFolder, 'root.key'), { create: !(await hasRootKey(storage)) })
  const rootKey = await openRootKey({ storage, seal, now })
  const iam = createIam({ storage, rootKey, now, regions })
  const kms = createKms({ storage, rootKey, iam, trail: noTrail, now, regions })
  return {
    kms,
    close: async () => {
      await kms.usage.close()
      await storage.close()
    },
  }
}

const noTrail: Trail = {
  recorded: (_call, _operation, _input, act) => act(),
  serviceEvent: async () => {},
  flush: async () => {},
}
