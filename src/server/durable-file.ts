import { open, readFile, rename, unlink } from 'node:fs/promises'
import { dirname } from 'node:path'

/** Replaces a file whole: after a crash at any moment the old or the new content is there. Its owner's alone (0600). */
export async function replaceFile(path: string, content: string): Promise<void> {
  const temporary = `${path}.new`
  // One that a crash left behind could have other permissions, which opening does not change.
  await removeFile(temporary)
  const file = await open(temporary, 'wx', 0o600)
  try {
    await file.writeFile(content)
    await file.sync()
  } finally {
    await file.close()
  }
  await rename(temporary, path)
  await syncFolderOf(path)
}

/** Null when there is none. */
export async function findFile(path: string): Promise<string | null> {
  try {
    return await readFile(path, 'utf8')
  } catch (error) {
    if (isMissing(error)) return null
    throw error
  }
}

export async function removeFile(path: string): Promise<void> {
  try {
    await unlink(path)
  } catch (error) {
    if (!isMissing(error)) throw error
  }
}

/** A file's name is durable only when its directory has been synced as well (fsync(2)). */
async function syncFolderOf(path: string): Promise<void> {
  const folder = await open(dirname(path), 'r')
  try {
    await folder.sync()
  } finally {
    await folder.close()
  }
}

function isMissing(error: unknown): boolean {
  return (error as NodeJS.ErrnoException).code === 'ENOENT'
}
