import { closeSync, openSync, readFileSync, rmSync, statSync, writeSync } from 'node:fs'
import { WorkspaceFailure } from './failure.ts'

/**
 * One run at a time on one journal: two would make everything twice. A lock whose process is gone is taken over.
 * @returns what gives it back. @throws WorkspaceFailure
 */
export function takeLock(file: string): () => void {
  for (let attempt = 0; attempt < 2; attempt++) {
    try {
      const descriptor = openSync(file, 'wx', 0o600)
      writeSync(descriptor, String(process.pid))
      closeSync(descriptor)
      return () => rmSync(file, { force: true })
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error
      const pid = Number(readFileSync(file, 'utf8'))
      if (isAlive(pid) || isNew(file)) {
        throw new WorkspaceFailure(
          `another run (process ${pid || 'just started'}) works on this; if it does not, delete ${file}`,
        )
      }
      rmSync(file, { force: true })
    }
  }
  throw new WorkspaceFailure(`${file} cannot be taken`)
}

/** Between its creation and its first bytes a lock names nobody. */
function isNew(file: string): boolean {
  const { size, mtimeMs } = statSync(file)
  return size === 0 && Date.now() - mtimeMs < 10_000
}

function isAlive(pid: number): boolean {
  if (!Number.isInteger(pid) || pid <= 0) return false
  try {
    process.kill(pid, 0)
    return true
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM'
  }
}
