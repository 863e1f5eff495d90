/**
 * The entry of a worker's process. node:cluster ends it when its keeper is gone: then nobody holds the data folder's lock
 * for it, and nobody would ever stop it.
 */

import { enableCompileCache } from 'node:module'
import { readConfig } from '../config.ts'
import { createLog } from '../log.ts'
import { asStartError, StartError } from '../start-error.ts'
import { openChannel } from './channel.ts'
import { startWorker, type Worker } from './worker.ts'

enableCompileCache()
const channel = openChannel()
const config = readConfig(process.env)
const log = createLog(config.logLevel, { worker: process.pid })

let stopping = false
let worker: Worker | undefined

async function stop(code: number): Promise<void> {
  if (stopping) return
  stopping = true
  try {
    await worker?.close()
  } catch (error) {
    log.error({ error: error instanceof Error ? error.stack : typeof error }, 'stopped with an error')
    code = 1
  }
  log.flush()
  process.exit(code)
}

async function fail(error: unknown): Promise<void> {
  const known = asStartError(error, config)
  const reason = known instanceof StartError ? known.message : null
  if (reason === null) {
    log.error({ error: error instanceof Error ? error.stack : typeof error }, 'a worker cannot serve')
  }
  await channel.sent({ kind: 'failed', reason })
  await stop(1)
}

channel.listen((message) => {
  if (message.kind === 'stop') void stop(0)
})
// Ctrl-C and service managers signal every process of a group: all end the same way.
process.on('SIGTERM', () => void stop(0))
process.on('SIGINT', () => void stop(0))

try {
  worker = await startWorker(config, log, channel, (error) => void fail(error))
} catch (error) {
  await fail(error)
}
