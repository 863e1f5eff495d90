import { createHash, randomUUID } from 'node:crypto'
import { type FileHandle, mkdir, open, readdir, rename, stat, unlink } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { BlobMissingError, type Blobs } from './blobs.ts'

const chunkBytes = 256 * 1024

/** Lower-case hex segments. Neither a dot nor an empty segment, so that no name leaves the folder. */
const namePattern = /^[a-f0-9]+(\/[a-f0-9]+)*$/
const nameLengthMax = 200

/**
 * Blobs as files: `ab/cd/<name>`, where `ab` and `cd` come from the name's hash, so that directories stay small. Files
 * begin in `tmp/` and are renamed when they are complete and on disk.
 */
export async function openBlobFolder(folder: string, now: () => number): Promise<Blobs> {
  const temporary = join(folder, 'tmp')
  await makeFolder(temporary)
  /** Directories that are known to be on disk: at most 65,792. */
  const made = new Set<string>()

  function pathOf(name: string): string {
    if (!namePattern.test(name) || name.length > nameLengthMax)
      throw new Error('invariant: not a name of a blob')
    const hash = createHash('sha256').update(name).digest('hex')
    return join(folder, hash.slice(0, 2), hash.slice(2, 4), name.replaceAll('/', '-'))
  }

  async function requireFolder(path: string): Promise<void> {
    if (made.has(path)) return
    await makeFolder(path)
    await syncFolder(dirname(path))
    await syncFolder(folder)
    made.add(path)
  }

  return {
    put: async (name, content) => {
      const path = pathOf(name)
      const draft = join(temporary, randomUUID())
      try {
        const bytes = await writeDurably(draft, content)
        await requireFolder(dirname(path))
        await rename(draft, path)
        await syncFolder(dirname(path))
        return bytes
      } catch (error) {
        await unlink(draft).catch(() => {})
        throw error
      }
    },
    read: (name, range) => readRange(pathOf(name), range),
    delete: async (name) => {
      const path = pathOf(name)
      if (await removed(path)) await syncFolder(dirname(path))
    },
    sweep: async (ageMs) => {
      for (const entry of await readdir(temporary)) {
        const path = join(temporary, entry)
        const written = await stat(path).catch(() => null)
        if (written !== null && now() - written.mtimeMs > ageMs) await removed(path)
      }
    },
  }
}

async function writeDurably(
  path: string,
  content: AsyncIterable<Uint8Array> | Iterable<Uint8Array>,
): Promise<number> {
  const file = await open(path, 'wx', 0o600)
  try {
    let bytes = 0
    for await (const chunk of content) {
      // On a handle it continues where the last write ended, and writes all of it.
      await file.writeFile(chunk)
      bytes += chunk.byteLength
    }
    await file.sync()
    return bytes
  } finally {
    await file.close()
  }
}

async function* readRange(
  path: string,
  range: { start: number; end?: number } = { start: 0 },
): AsyncIterable<Uint8Array> {
  const file = await openExisting(path)
  try {
    const { size } = await file.stat()
    const end = Math.min(range.end ?? size, size)
    let position = range.start
    while (position < end) {
      const wanted = Math.min(chunkBytes, end - position)
      const { bytesRead, buffer } = await file.read(Buffer.allocUnsafeSlow(wanted), 0, wanted, position)
      if (bytesRead === 0) return
      position += bytesRead
      yield bytesRead === wanted ? buffer : buffer.subarray(0, bytesRead)
    }
  } finally {
    await file.close()
  }
}

async function openExisting(path: string): Promise<FileHandle> {
  try {
    return await open(path, 'r')
  } catch (cause) {
    if (isMissing(cause)) throw new BlobMissingError('the blob does not exist', { cause })
    throw cause
  }
}

async function makeFolder(path: string): Promise<void> {
  await mkdir(path, { recursive: true, mode: 0o700 })
}

/** A file's name is durable only when its directory has been synced as well (fsync(2)). */
async function syncFolder(path: string): Promise<void> {
  const folder = await open(path, 'r')
  try {
    await folder.sync()
  } finally {
    await folder.close()
  }
}

async function removed(path: string): Promise<boolean> {
  try {
    await unlink(path)
    return true
  } catch (error) {
    if (isMissing(error)) return false
    throw error
  }
}

function isMissing(error: unknown): boolean {
  return error instanceof Error && 'code' in error && error.code === 'ENOENT'
}
