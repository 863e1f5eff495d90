/** A throw-away server in a process of its own, reached as any client reaches it. */

import { type ChildProcess, spawn } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { stripVTControlCharacters } from 'node:util'

export interface ChildProcessServer {
  readonly dataFolder: string
  readonly process: ChildProcess
  /** What the server wrote to stdout and stderr so far. */
  output(): string
  /** Resolves to where it can be called, once it says that it is this. @throws when it ends or stays silent instead. */
  endpointWhen(state: 'ready' | 'sealed'): Promise<string>
  /** SIGTERM, then waits for the end. Resolves to the exit code. */
  stop(): Promise<number | null>
  /** Removes the data folder. */
  remove(): void
}

export interface ChildServer extends Omit<ChildProcessServer, 'endpointWhen'> {
  readonly endpoint: string
  readonly region: string
  readonly accountId: string
  readonly credentials: { readonly accessKeyId: string; readonly secretAccessKey: string }
}

const startTimeoutMs = 30_000
const mainFile = fileURLToPath(
  new URL(`../main.${import.meta.url.endsWith('.ts') ? 'ts' : 'js'}`, import.meta.url),
)

/** @param settings further `KEYHOLD_…` variables. @throws when the server ends or stays silent instead of becoming ready. */
export async function startChildServer(
  settings: Readonly<Record<string, string>> = {},
): Promise<ChildServer> {
  return await whenReady(spawnServer(settings))
}

/** A server that may wait sealed. */
export function spawnServer(settings: Readonly<Record<string, string>> = {}): ChildProcessServer {
  const dataFolder = settings.KEYHOLD_DATA ?? mkdtempSync(join(tmpdir(), 'keyhold-'))
  const child = spawn(process.execPath, [mainFile, 'serve'], {
    env: {
      ...withoutKeyhold(process.env),
      KEYHOLD_LISTEN: '127.0.0.1:0',
      KEYHOLD_LOG: 'warn',
      ...settings,
      KEYHOLD_DATA: dataFolder,
    },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  let output = ''
  const collect = (chunk: Buffer) => {
    output = (output + chunk.toString()).slice(-65536)
  }
  child.stdout.on('data', collect)
  child.stderr.on('data', collect)
  const ended = new Promise<number | null>((resolve) => child.once('exit', (code) => resolve(code)))
  // A server must not outlive who started it.
  const kill = () => child.kill('SIGKILL')
  process.once('exit', kill)
  void ended.then(() => process.off('exit', kill))

  const endpointWhen = (state: 'ready' | 'sealed') =>
    new Promise<string>((resolve, reject) => {
      const look = () => {
        const found = new RegExp(`is ${state} at (https?://\\S+)`).exec(stripVTControlCharacters(output))
        if (!found?.[1]) return
        clearTimeout(timer)
        child.stdout.off('data', look)
        resolve(found[1])
      }
      const fail = (reason: string) => {
        clearTimeout(timer)
        reject(new Error(`the server ${reason}:\n${output}`))
      }
      const timer = setTimeout(() => fail(`is not ${state}`), startTimeoutMs)
      child.stdout.on('data', look)
      look()
      void ended.then((code) => fail(`ended with code ${code}`))
    })

  return {
    dataFolder,
    process: child,
    output: () => output,
    endpointWhen,
    async stop() {
      child.kill('SIGTERM')
      return await ended
    },
    remove: () => rmSync(dataFolder, { recursive: true, force: true }),
  }
}

/** @throws when the server ends or stays silent instead of becoming ready. */
export async function whenReady(server: ChildProcessServer): Promise<ChildServer> {
  const endpoint = await server.endpointWhen('ready')
  const { endpointWhen: _, ...rest } = server
  return {
    ...rest,
    endpoint,
    ...readProfile(server.dataFolder),
    accountId: /account\s+(\d{12})/.exec(stripVTControlCharacters(server.output()))?.[1] ?? '',
  }
}

function readProfile(dataFolder: string): Pick<ChildServer, 'credentials' | 'region'> {
  const credentials = readFileSync(join(dataFolder, 'credentials'), 'utf8')
  const config = readFileSync(join(dataFolder, 'config'), 'utf8')
  const read = (text: string, name: string) => new RegExp(`^${name} = (.+)$`, 'm').exec(text)?.[1] ?? ''
  return {
    credentials: {
      accessKeyId: read(credentials, 'aws_access_key_id'),
      secretAccessKey: read(credentials, 'aws_secret_access_key'),
    },
    region: read(config, 'region'),
  }
}

/** The operator's own settings must not reach a throw-away server. */
function withoutKeyhold(environment: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  return Object.fromEntries(Object.entries(environment).filter(([name]) => !name.startsWith('KEYHOLD_')))
}
