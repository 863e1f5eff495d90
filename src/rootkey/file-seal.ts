import { createSecretKey, type KeyObject, randomBytes } from 'node:crypto'
import { type FileHandle, link, open, unlink } from 'node:fs/promises'
import { dirname, resolve } from 'node:path'
import { deriveKey } from '../crypto/derive.ts'
import { RootKeyError } from './rootkey.ts'
import type { Seal } from './seal.ts'

const sealKeyBytes = 32

/**
 * The seal `file:PATH`: 32 random bytes in a file that only its owner can read.
 *
 * @param options.create whether a missing file may be made. Pass `!(await hasRootKey(storage))`: once a root key exists,
 *   a new file could open nothing and would only hide that the right one is gone.
 * @throws RootKeyError when the file is missing, readable by others, or not 32 bytes long. The message says what to do.
 */
export async function openFileSeal(path: string, options: { create: boolean }): Promise<Seal> {
  const file = resolve(path)
  const bytes = (await readSealFile(file)) ?? (await makeSealFile(file, options.create))
  const key = createSecretKey(bytes)
  bytes.fill(0)
  return {
    name: `file:${fingerprint(key)}`,
    kind: 'file',
    label: `file:${file}`,
    parameters: '{}',
    key,
  }
}

/** Null when there is no such file. */
async function readSealFile(file: string): Promise<Buffer | null> {
  let handle: FileHandle
  try {
    handle = await open(file, 'r')
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return null
    throw new RootKeyError(`the seal ${file} cannot be read`, { cause: error })
  }
  try {
    // One handle for all checks and the read, so that the file checked is the file used.
    const { mode, size } = await handle.stat()
    if (process.platform !== 'win32' && (mode & 0o077) !== 0) {
      throw new RootKeyError(
        `the seal ${file} can be read by others; allow only its owner: chmod 600 ${file}`,
      )
    }
    if (size !== sealKeyBytes) {
      throw new RootKeyError(
        `the seal ${file} must hold ${sealKeyBytes} bytes but holds ${size}; restore it from a backup`,
      )
    }
    return await handle.readFile()
  } finally {
    await handle.close()
  }
}

async function makeSealFile(file: string, create: boolean): Promise<Buffer> {
  if (!create) {
    throw new RootKeyError(
      `the seal ${file} is missing, and the database holds a root key that only it can open. ` +
        `Restore ${file} from a backup (mode 0600). A new file cannot take its place.`,
    )
  }
  const temporary = `${file}.${randomBytes(6).toString('hex')}.new`
  const bytes = randomBytes(sealKeyBytes)
  try {
    await writeDurably(temporary, bytes)
    // link, unlike rename, never replaces: of two first starts at once, the second takes the first one's file.
    await link(temporary, file)
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error
    const winner = await readSealFile(file)
    if (winner === null) throw error
    await syncFolder(dirname(file))
    return winner
  } finally {
    await unlink(temporary).catch(() => undefined)
  }
  await syncFolder(dirname(file))
  return bytes
}

async function writeDurably(file: string, bytes: Uint8Array): Promise<void> {
  const handle = await open(file, 'wx', 0o600)
  try {
    await handle.writeFile(bytes)
    await handle.sync()
  } finally {
    await handle.close()
  }
}

async function syncFolder(folder: string): Promise<void> {
  const handle = await open(folder, 'r')
  try {
    await handle.sync()
  } finally {
    await handle.close()
  }
}

/** Names the key without telling anything about it: 64 bits of a one-way derivation. */
function fingerprint(key: KeyObject): string {
  return deriveKey(key, 'keyhold/file-seal/name', Buffer.alloc(0), 8).toString('hex')
}
