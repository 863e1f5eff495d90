import type { ChildProcess } from 'node:child_process'

interface Handle {
  close(done?: () => void): void
}

/**
 * node:cluster hands each new connection to a worker and lets go of it once the worker has answered. When the worker dies in
 * between, nobody closes the connection: its client would wait for ever, while a closed one makes every SDK try again. So
 * what was handed to a process and not let go of is closed when it ends.
 */
export function closeUndelivered(worker: ChildProcess): void {
  const underWay = new Set<Handle>()
  const send = worker.send.bind(worker) as (...parts: unknown[]) => boolean
  worker.send = ((...parts: unknown[]) => {
    if (isHandle(parts[1])) watch(parts[1])
    return send(...parts)
  }) as ChildProcess['send']
  worker.once('exit', () => {
    for (const handle of underWay) handle.close()
  })

  function watch(handle: Handle): void {
    const close = handle.close.bind(handle)
    underWay.add(handle)
    handle.close = (done) => {
      underWay.delete(handle)
      close(done)
    }
  }
}

/** Only what belongs to one connection: `close` and `readStart` are what node:cluster itself uses of it. */
function isHandle(value: unknown): value is Handle {
  return typeof value === 'object' && value !== null && 'close' in value && 'readStart' in value
}
