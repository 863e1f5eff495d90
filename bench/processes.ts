/** Child processes of the bench: the yardstick server and the load. */

import { type ChildProcess, fork } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'
import type { LoadJob, LoadResult } from './load.ts'

const bareServerFile = fileURLToPath(new URL('./bare-server.ts', import.meta.url))
const loadFile = fileURLToPath(new URL('./load.ts', import.meta.url))

export interface BareServer {
  readonly endpoint: string
  stop(): void
}

export async function startBareServer(bodyBytes: number): Promise<BareServer> {
  const child = fork(bareServerFile, [String(bodyBytes)])
  const [port] = await once(child, 'message')
  return { endpoint: `http://127.0.0.1:${port}`, stop: () => child.disconnect() }
}

export interface Load {
  run(job: LoadJob): Promise<LoadResult>
  stop(): void
}

export function startLoad(): Load {
  const child: ChildProcess = fork(loadFile, { serialization: 'advanced' })
  return {
    run: async (job) => {
      child.send(job)
      const [result] = await once(child, 'message')
      if ('error' in result) throw new Error(result.error)
      return result
    },
    stop: () => child.disconnect(),
  }
}
