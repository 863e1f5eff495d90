/** Speaks to the server that runs on a data folder, through the socket in it. */

import { request } from 'node:http'
import { resolve } from 'node:path'
import { controlSocketPath } from '../server/control-path.ts'

/** A reason why nothing was done that the operator can act on. */
export class ControlFailure extends Error {
  override readonly name = 'ControlFailure'
}

/** Argon2 with an old seal's highest cost, and others waiting before. */
const answerMsMax = 120_000

/** @throws ControlFailure when no server runs there, or it refuses. Its message is for the operator. */
export async function control<T>(dataFolder: string, route: string, input?: object): Promise<T> {
  const folder = resolve(dataFolder)
  const socket = await controlSocketPath(folder).catch(() => null)
  if (socket === null) throw notRunning(folder)
  try {
    const { status, text } = await send(socket.path, route, input)
    const answer: unknown = JSON.parse(text)
    if (status === 200) return answer as T
    throw new ControlFailure((answer as { error?: string }).error ?? `the server answered ${status}`)
  } catch (error) {
    throw failure(error, folder)
  } finally {
    await socket.close()
  }
}

function send(
  socketPath: string,
  route: string,
  input: object | undefined,
): Promise<{ status: number; text: string }> {
  const [method, path] = route.split(' ') as [string, string]
  return new Promise((done, reject) => {
    const call = request({ socketPath, method, path, timeout: answerMsMax }, (response) => {
      let text = ''
      response.setEncoding('utf8')
      response.on('data', (chunk: string) => {
        text += chunk
      })
      response.on('end', () => done({ status: response.statusCode ?? 0, text }))
      response.on('error', reject)
    })
    call.on('timeout', () => call.destroy(new ControlFailure('the server does not answer')))
    call.on('error', reject)
    call.end(input === undefined ? undefined : JSON.stringify(input))
  })
}

function failure(error: unknown, folder: string): unknown {
  if (error instanceof ControlFailure || !(error instanceof Error)) return error
  const { code } = error as NodeJS.ErrnoException
  if (code === 'ENOENT' || code === 'ECONNREFUSED') return notRunning(folder)
  if (code === 'EACCES' || code === 'EPERM') {
    return new ControlFailure(`the server on ${folder} belongs to another user: only that user may open it`)
  }
  return code === undefined
    ? error
    : new ControlFailure(`the server on ${folder} ended the connection (${code})`)
}

function notRunning(folder: string): ControlFailure {
  return new ControlFailure(
    `no server runs on ${folder}: start it, or name its data folder with --data (its KEYHOLD_DATA)`,
  )
}
