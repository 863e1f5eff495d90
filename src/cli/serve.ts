/** `keyhold serve`: starts the server, says how to reach it, stops cleanly on SIGTERM and SIGINT. */

import { styleText } from 'node:util'
import { ConfigError, readConfig } from '../server/config.ts'
import { type ReadyServer, type RunningServer, StartError, startServer } from '../server/server.ts'
import { version } from './version.ts'

// From a clone the command is an npm script; installed as a package it is on npx's path.
const keyholdCommand = import.meta.url.endsWith('.ts') ? 'npm run -s keyhold --' : 'npx keyhold'

export async function serve(options: { readonly workers?: string } = {}): Promise<void> {
  if (options.workers !== undefined) process.env.KEYHOLD_WORKERS = options.workers
  const server = await start()
  if (server === null) return
  let stopping = false
  const stop = (signal: string) => {
    if (stopping) return
    stopping = true
    console.log(`\n${signal}: finishing calls in flight …`)
    server.close().then(
      () => process.exit(0),
      (error) => {
        console.error(`stopped with an error: ${(error as Error).message}`)
        process.exit(1)
      },
    )
  }
  process.on('SIGTERM', () => stop('SIGTERM'))
  process.on('SIGINT', () => stop('SIGINT'))
  if (server.isSealed) console.log(sealedBanner(server))
  try {
    console.log(banner(server, await server.ready))
  } catch (error) {
    if (!(error instanceof StartError)) throw error
    sayCannotStart(error)
    await server.close()
    process.exit(1)
  }
}

async function start(): Promise<RunningServer | null> {
  try {
    const config = readConfig(process.env)
    // No process that this one starts inherits it.
    delete process.env.KEYHOLD_PASSPHRASE
    return await startServer(config)
  } catch (error) {
    if (!(error instanceof ConfigError) && !(error instanceof StartError)) throw error
    sayCannotStart(error)
    process.exitCode = 1
    return null
  }
}

function sayCannotStart(error: Error): void {
  console.error(`${styleText('red', 'keyhold cannot start:')} ${error.message}`)
}

function sealedBanner({ endpoint, config }: RunningServer): string {
  return [
    `${styleText('bold', 'Keyhold')} ${version} is ${styleText(['yellow', 'bold'], 'sealed')} at ${endpoint}`,
    '',
    '  It answers no call until its passphrase is given. In another terminal, as the same user:',
    styleText('cyan', `    ${keyholdCommand} unseal --data '${config.dataFolder}'`),
    '',
  ].join('\n')
}

function banner(
  { endpoint, config, databaseName }: RunningServer,
  { accountIds, firstStart }: ReadyServer,
): string {
  const data = config.dataFolder
  const row = (name: string, value: string) => `  ${styleText('dim', name.padEnd(9))} ${value}`
  const lines = [
    `${styleText('bold', 'Keyhold')} ${version} is ready at ${styleText('bold', endpoint)}`,
    '',
    row('data', data),
    row('database', databaseName),
    row('seal', sealText(config)),
    ...(config.workers > 1 ? [row('workers', String(config.workers))] : []),
    row('region', config.regions.join(', ')),
    row('account', accountIds.join(', ')),
    row('profile', firstStart ? 'keyhold (made now, user admin)' : 'keyhold'),
    '',
  ]
  if (config.developmentSeal) {
    lines.push(
      styleText(
        ['yellow', 'bold'],
        '  DEVELOPMENT SEAL: the root key lies beside the data that it protects.',
      ),
      styleText(
        'yellow',
        '  Whoever copies this folder can read everything. For real data set KEYHOLD_SEAL=file:PATH',
      ),
      styleText('yellow', '  to a 0600 file on another volume, and back it up: without it the data is lost.'),
      '',
    )
  }
  lines.push(
    '  Try, in another terminal:',
    styleText('cyan', `    eval "$(${keyholdCommand} env --data '${data}')"`),
    styleText('cyan', '    aws kms create-key --description "my first key"'),
  )
  return lines.join('\n')
}

function sealText({ seal, developmentSeal }: RunningServer['config']): string {
  if (seal.kind === 'passphrase') return 'passphrase'
  return developmentSeal ? `file (development) ${seal.file}` : `file ${seal.file}`
}
