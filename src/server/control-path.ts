import { open } from 'node:fs/promises'
import { join } from 'node:path'

/** The kernel's room for the path (unix(7): 108 bytes with the final zero; 104 on macOS). */
const pathBytesMax = 103

export interface ControlPath {
  readonly path: string
  close(): Promise<void>
}

/**
 * The control socket of a data folder, by a path that fits: the folder's own, or on Linux the one by which this process
 * has the folder open. Null when there is none. @throws when the folder is not there
 */
export async function controlSocketPath(dataFolder: string): Promise<ControlPath | null> {
  const path = join(dataFolder, 'control.sock')
  if (Buffer.byteLength(path) <= pathBytesMax) return { path, close: async () => undefined }
  if (process.platform !== 'linux') return null
  const handle = await open(dataFolder, 'r')
  return { path: `/proc/self/fd/${handle.fd}/control.sock`, close: () => handle.close() }
}
