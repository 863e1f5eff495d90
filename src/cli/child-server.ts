/** A throw-away server in a process of its own, reached as any client reaches it. */

import { type ChildProcess, spawn } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { stripVTControlCharacters } from 'node:util'

export interface ChildServer {
  readonly endpoint: string
  readonly region: string
  readonly accountId: string
  readonly dataFolder: string
  readonly credentials: { readonly accessKeyId: string; readonly secretAccessKey: string }
  readonly process: ChildProcess
  /** What the server wrote to stdout and stderr so far. */
  output(): string
  /** SIGTERM, then waits for the end. Resolves to the exit code. */
  stop(): Promise<number | null>
  /** Removes the data folder. */
  remove(): void
}

const startTimeoutMs = 30_000
const mainFile = fileURLToPath(
  new URL(`../main.${import.meta.url.endsWith('.ts') ? 'ts' : 'js'}`, import.meta.url),
)

/** @param settings further `KEYHOLD_…` variables. @throws when the server ends or stays silent instead of becoming ready. */
export async function startChildServer(
  settings: Readonly<Record<string, string>> = {},
): Promise<ChildServer> {
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
  const ended = new Promise<number | null>((resolve) => child.once('exit', (code) => resolve(code)))
  // A server must not outlive who started it.
  const kill = () => child.kill('SIGKILL')
  process.once('exit', kill)
  void ended.then(() => process.off('exit', kill))

  const endpoint = await new Promise<string>((resolve, reject) => {
    const timer = setTimeout(() => reject(new Error(`the server did not start:\n${output}`)), startTimeoutMs)
    const collect = (chunk: Buffer) => {
      output = (output + chunk.toString()).slice(-65536)
      const ready = /is ready at (https?:\/\/\S+)/.exec(stripVTControlCharacters(output))
      if (ready?.[1]) {
        clearTimeout(timer)
        resolve(ready[1])
      }
    }
    child.stdout.on('data', collect)
    child.stderr.on('data', collect)
    void ended.then((code) => {
      clearTimeout(timer)
      reject(new Error(`the server ended with code ${code}:\n${output}`))
    })
  })
  const profile = readProfile(dataFolder)
  return {
    endpoint,
    dataFolder,
    ...profile,
    accountId: /account\s+(\d{12})/.exec(stripVTControlCharacters(output))?.[1] ?? '',
    process: child,
    output: () => output,
    async stop() {
      child.kill('SIGTERM')
      return await ended
    },
    remove: () => rmSync(dataFolder, { recursive: true, force: true }),
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
