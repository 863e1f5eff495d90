/**
 * How the machine's operator speaks to the running server: HTTP over a Unix socket in the data folder. Who may reach it is
 * who owns the folder (0700) and the socket (0600); no network leads to it, and no credentials of the API open it.
 */

import { chmod, unlink } from 'node:fs/promises'
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import { connect } from 'node:net'
import { controlSocketPath } from './control-path.ts'
import { StartError } from './start-error.ts'

export type ControlHandler = (input: Readonly<Record<string, unknown>>) => Promise<unknown>

/** By method and path, e.g. `POST /unseal`. What a handler throws with a name of `answered` is told, anything else is not. */
export type ControlRoutes = Readonly<Record<string, ControlHandler>>

export interface ControlSocket {
  close(): Promise<void>
}

const bodyBytesMax = 16 * 1024
const requestMsMax = 10_000
const connectionsMax = 16
/** Errors whose messages are written for the operator. */
const answered: ReadonlySet<string> = new Set(['RootKeyError', 'StartError', 'ControlError'])

/** A request that the operator can mend. */
export class ControlError extends Error {
  override readonly name = 'ControlError'
}

/** @throws StartError when another server has this data folder, or its path is too long for a socket */
export async function openControlSocket(
  dataFolder: string,
  routes: ControlRoutes,
  onError: (error: unknown) => void,
): Promise<ControlSocket> {
  const folder = await controlSocketPath(dataFolder)
  if (folder === null) {
    throw new StartError(`the path of the data folder ${dataFolder} is too long for a socket in it`)
  }
  const { path } = folder
  const server = createServer(
    { requestTimeout: requestMsMax, headersTimeout: requestMsMax },
    (request, response) => {
      void answer(routes, request, response, onError)
    },
  )
  server.maxConnections = connectionsMax
  try {
    await removeStale(path, dataFolder)
    await bind(server, path)
    await chmod(path, 0o600)
  } catch (error) {
    await folder.close()
    throw error
  }
  return {
    close: async () => {
      server.closeAllConnections()
      await new Promise((resolve) => server.close(resolve))
      await unlink(path).catch(() => undefined)
      await folder.close()
    },
  }
}

/** A socket that nobody answers on was left by a crash. */
async function removeStale(path: string, dataFolder: string): Promise<void> {
  if (await isAnswered(path)) {
    throw new StartError(`the data folder ${dataFolder} is in use by another server: each node has its own`)
  }
  await unlink(path).catch((error: NodeJS.ErrnoException) => {
    if (error.code !== 'ENOENT') throw error
  })
}

function isAnswered(path: string): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(path)
    socket.once('connect', () => {
      socket.destroy()
      resolve(true)
    })
    socket.once('error', () => resolve(false))
  })
}

/** Others can do nothing with it from its first moment: `bind` makes it with what the mask leaves. */
function bind(server: Server, path: string): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', reject)
    const mask = process.umask(0o077)
    try {
      server.listen(path, () => {
        server.off('error', reject)
        resolve()
      })
    } finally {
      process.umask(mask)
    }
  })
}

async function answer(
  routes: ControlRoutes,
  request: IncomingMessage,
  response: ServerResponse,
  onError: (error: unknown) => void,
): Promise<void> {
  const route = `${request.method} ${request.url}`
  try {
    const handler = Object.hasOwn(routes, route) ? routes[route] : undefined
    if (handler === undefined) throw new ControlError('this server does not know that request')
    sendJson(response, 200, await handler(await readJson(request)))
  } catch (error) {
    if (error instanceof Error && answered.has(error.name)) {
      sendJson(response, 400, { error: error.message })
      return
    }
    onError(error)
    sendJson(response, 500, { error: 'the server could not do it; its log says more' })
  }
}

async function readJson(request: IncomingMessage): Promise<Readonly<Record<string, unknown>>> {
  const chunks: Buffer[] = []
  let bytes = 0
  for await (const chunk of request as AsyncIterable<Buffer>) {
    bytes += chunk.length
    if (bytes > bodyBytesMax) throw new ControlError('the request is too large')
    chunks.push(chunk)
  }
  if (bytes === 0) return {}
  try {
    const value: unknown = JSON.parse(Buffer.concat(chunks).toString('utf8'))
    if (typeof value === 'object' && value !== null) return value as Record<string, unknown>
  } catch {
    // Its content, which may be a passphrase, is not repeated.
  }
  throw new ControlError('the request is not JSON')
}

function sendJson(response: ServerResponse, status: number, body: unknown): void {
  if (response.destroyed) return
  response.writeHead(status, { 'content-type': 'application/json', connection: 'close' })
  response.end(JSON.stringify(body))
}
