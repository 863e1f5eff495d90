/** `keyhold workspace recreate`: speaks the public API only, so it serves AWS and any server of that API alike. */

import { createInterface } from 'node:readline/promises'
import { styleText } from 'node:util'
import { DataZone } from '@aws-sdk/client-datazone'
import { KMSClient } from '@aws-sdk/client-kms'
import Table from 'cli-table3'
import { confirmRecreation } from './workspace/confirm.ts'
import { explainFailure } from './workspace/explain-failure.ts'
import { WorkspaceFailure } from './workspace/failure.ts'
import type { WorkspaceMap } from './workspace/map-file.ts'
import { planText } from './workspace/plan.ts'
import { journalFileOf, type PreparedRecreation, prepareRecreation } from './workspace/recreate.ts'

export interface RecreateOptions {
  readonly domain?: string
  readonly kmsKey?: string
  readonly name?: string
  readonly map?: string
  readonly confirm?: string
  readonly acceptLeftBehind: boolean
  readonly dryRun: boolean
  readonly yes: boolean
  readonly json: boolean
  readonly endpointUrl?: string
  readonly profile?: string
  readonly region?: string
}

/** Sets the exit code: 0 when all is done, 1 when something is left to do. */
export async function recreateWorkspace(options: RecreateOptions): Promise<void> {
  try {
    const done =
      options.confirm === undefined ? await recreate(options) : await confirm(options, options.confirm)
    if (!done) process.exitCode = 1
  } catch (error) {
    console.error(`${styleText('red', 'keyhold:')} ${explainFailure(error)}`)
    process.exitCode = 1
  }
}

const clock = {
  now: () => Date.now(),
  sleep: (ms: number) => new Promise<void>((resolve) => setTimeout(resolve, ms)),
}

async function recreate(options: RecreateOptions): Promise<boolean> {
  const { domain: domainId, kmsKey } = options
  if (domainId === undefined || kmsKey === undefined) {
    throw new WorkspaceFailure(
      'give --domain and --kms-key, or --confirm (see keyhold workspace recreate --help)',
    )
  }
  const mapFile = options.map ?? `workspace-${domainId}.map.json`
  const prepared = await prepareRecreation({
    ...clock,
    ...clientsOf(options),
    domainId,
    kmsKey,
    name: options.name,
    mapFile,
    progress: say(options),
  })
  if (options.dryRun) {
    console.log(options.json ? JSON.stringify(prepared.plan, null, 2) : planText(prepared.plan))
    return true
  }
  if (!options.json) console.log(`${planText(prepared.plan)}\n`)
  if (!(await mayGoOn(options))) {
    console.error('Nothing was done.')
    return false
  }
  return await run(options, prepared, mapFile)
}

async function run(
  options: RecreateOptions,
  prepared: PreparedRecreation,
  mapFile: string,
): Promise<boolean> {
  const { map, differences } = await prepared.run().catch((error: unknown) => {
    console.error(`Interrupted. Run the same command again: it goes on from ${journalFileOf(mapFile)}.`)
    throw error
  })
  if (options.json) console.log(JSON.stringify({ ...map, differences }, null, 2))
  else showMap(map, mapFile)
  if (differences.length === 0) return true
  console.error(
    `${styleText('yellow', 'Not the same yet:')}\n${differences.map((line) => `  ${line}`).join('\n')}`,
  )
  console.error(
    'The old workspace has changed meanwhile, or something cannot be moved. Run the same command again.',
  )
  return false
}

async function confirm(options: RecreateOptions, mapFile: string): Promise<boolean> {
  const { map, deleted } = await confirmRecreation({
    ...clock,
    ...clientsOf(options),
    mapFile,
    acceptLeftBehind: options.acceptLeftBehind,
    confirmed: (asked) => (options.yes ? Promise.resolve(true) : typed(asked.old.domainId)),
    progress: say(options),
  })
  if (!deleted) {
    console.error(`Nothing was deleted: ${map.old.domainId} was not typed.`)
    return false
  }
  if (options.json) console.log(JSON.stringify(map, null, 2))
  else console.log(`${map.old.domainId} is deleted. Its successor is ${map.new.domainId}.`)
  return true
}

/** Endpoint, profile and region as the AWS CLI takes them; what is not given comes from the environment and its files. */
function clientsOf({ endpointUrl: endpoint, profile, region }: RecreateOptions) {
  const given = {
    ...(endpoint === undefined ? {} : { endpoint }),
    ...(profile === undefined ? {} : { profile }),
    ...(region === undefined ? {} : { region }),
  }
  return {
    datazone: new DataZone(given),
    oneTryClient: new DataZone({ ...given, maxAttempts: 1 }),
    kms: new KMSClient(given),
  }
}

function showMap(map: WorkspaceMap, mapFile: string): void {
  const table = new Table({ head: ['', 'old', 'new'], style: { head: [], border: [] } })
  for (const { kind, oldId, newId } of map.objects) table.push([kind, oldId, newId])
  console.log(table.toString())
  console.log(`The map is in ${mapFile}.`)
  if (map.verifiedAt === null) return
  console.log(`${map.new.domainId} under ${map.new.kmsKeyArn} holds what ${map.old.domainId} holds.`)
  console.log('Switch references, look at it, and when nothing needs the old one any more:')
  console.log(`  keyhold workspace recreate --confirm ${mapFile}`)
}

/** Making a second workspace takes nothing away, so only a person at a terminal is asked. */
async function mayGoOn({ yes, json }: RecreateOptions): Promise<boolean> {
  if (yes || json || !process.stdin.isTTY) return true
  return /^y(es)?$/i.test((await ask('Go on? [y/N] ')).trim())
}

async function typed(domainId: string): Promise<boolean> {
  const answer = await ask(`Type ${domainId} to delete it and everything in it for good: `)
  return answer.trim() === domainId
}

/** One line from the terminal or standard input; '' at its end. */
async function ask(question: string): Promise<string> {
  const lines = createInterface({ input: process.stdin, output: process.stderr })
  try {
    lines.setPrompt(question)
    lines.prompt()
    for await (const line of lines) return line
    return ''
  } finally {
    lines.close()
  }
}

function say({ json }: RecreateOptions): (text: string) => void {
  return (text) => {
    if (!json && process.stderr.isTTY) console.error(styleText('dim', text))
  }
}
