/** Root keys for tests: in a folder of their own, with a clock that a test moves. */

import { createSecretKey, randomBytes } from 'node:crypto'
import { rm } from 'node:fs/promises'
import { join } from 'node:path'
import type { TestContext } from 'node:test'
import { migratedFolder } from '../storage/migrated-folder.fixture.ts'
import { openStorage } from '../storage/open.ts'
import type { Storage } from '../storage/storage.ts'
import { openFileSeal } from './file-seal.ts'
import { type OpenRootKey, openRootKey } from './open-root-key.ts'
import type { RootKeyBinding } from './rootkey.ts'
import { handleRotation, type RotationRoom } from './rotate.ts'
import type { Seal } from './seal.ts'

export interface RootKeyFolder {
  readonly folder: string
  readonly file: string
  readonly storage: Storage
  readonly now: () => number
  /** Milliseconds. */
  wait(ms: number): void
  /** Another node, on PostgreSQL. */
  node(): Promise<Storage>
}

export async function openFolder(t: TestContext, databaseUrl?: string): Promise<RootKeyFolder> {
  const folder = await migratedFolder('keyhold-rootkey-')
  const start = Date.now()
  let waited = 0
  const now = () => start + waited
  const storages: Storage[] = []
  const node = async () => {
    const nodeId = `node-${storages.length + 1}`
    const jobTiming = { pollMs: 20 }
    const url = databaseUrl === undefined ? {} : { databaseUrl }
    const storage = await openStorage({ dataFolder: folder, ...url, nodeId, now, jobTiming })
    storages.push(storage)
    return storage
  }
  const storage = await node()
  t.after(async () => {
    for (const each of storages) await each.close()
    await rm(folder, { recursive: true })
  })
  const wait = (ms: number) => {
    waited += ms
  }
  return { folder, file: join(folder, 'root.key'), storage, now, wait, node }
}

export interface RotationFixture extends RootKeyFolder {
  readonly room: RotationRoom
  readonly rootKey: OpenRootKey
}

/** With an open root key, and its jobs running. */
export async function openRotation(t: TestContext, databaseUrl?: string): Promise<RotationFixture> {
  const opened = await openFolder(t, databaseUrl)
  const { storage, file, now } = opened
  const seal = await openFileSeal(file, { create: true })
  const rootKey = await openRootKey({ storage, seal, now })
  const room: RotationRoom = { storage, rootKey, now }
  handleRotation(room)
  storage.jobs.start()
  return { ...opened, room, rootKey }
}

/** Key material of a key that needs no KMS, and what it is. */
export async function insertMaterial(
  { storage, now }: Pick<RootKeyFolder, 'storage' | 'now'>,
  rootKey: OpenRootKey,
  count = 1,
): Promise<readonly { readonly binding: RootKeyBinding; readonly material: Buffer }[]> {
  const made = Array.from({ length: count }, () => {
    const identity = [`arn:aws:kms:key/${randomBytes(8).toString('hex')}`, randomBytes(32).toString('hex')]
    return { binding: { purpose: 'kms-key-material', identity }, material: randomBytes(32) }
  })
  await storage.transaction(async (tx) => {
    for (const { binding, material } of made) {
      const [keyArn, materialId] = binding.identity as [string, string]
      await tx
        .insertInto('kms_key_material')
        .values({
          key_arn: keyArn,
          material_id: materialId,
          wrapped_material: rootKey.wrap(binding, material),
          created_at: now(),
        })
        .execute()
    }
  })
  return made
}

/** A seal whose secret is any 32 bytes, for tests that need not wait for Argon2. */
export function quickSeal(name: string): Seal {
  const key = createSecretKey(randomBytes(32))
  return { name: `file:${name}`, kind: 'file', label: name, parameters: '{}', key }
}
