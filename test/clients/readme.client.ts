/**
 * The README's examples, copied and pasted: every shell block of the two tours runs as it stands. Where the machine has only
 * an AWS CLI that is older than the README asks for, the tour runs without the commands it does not know, and says which.
 */

import assert from 'node:assert/strict'
import { execFile } from 'node:child_process'
import { existsSync, mkdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, test } from 'node:test'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { startTestServer, type TestServer, temporaryFolder } from '../support/servers.ts'

const run = promisify(execFile)
const root = fileURLToPath(new URL('../..', import.meta.url))
const readme = readFileSync(join(root, 'README.md'), 'utf8')

describe('the README', () => {
  test('its AWS CLI tour works', { timeout: 120_000 }, async (t) => {
    const cli = await findCommandLine()
    const { script, leftOut } = forCommandLine(cli, blocks('Two minutes with the AWS CLI', 'sh').join('\n'))
    if (cli.endpointOption) t.diagnostic(`${cli.version} takes the endpoint as an option only: given so`)
    for (const command of leftOut) t.diagnostic(`${cli.version} does not know: ${command}`)
    const server = await startTestServer(t)
    const folder = temporaryFolder(t)
    const output = await shell(server, folder, script, commandLineFolder(cli, folder))
    assert.match(output, /the safe opens at nine/, 'what was encrypted came back')
    assert.match(output, /DisableKey/, 'the trail tells')
    if (leftOut.length > 0) return
    assert.match(output, /thirty days/, 'the question has its answer')
    assert.match(output, /AccessDeniedException/, 'without the key it has none')
  })

  test('its SDK example works as it stands', { timeout: 60_000 }, async (t) => {
    const server = await startTestServer(t)
    const folder = temporaryFolder(t)
    symlinkSync(join(root, 'node_modules'), join(folder, 'node_modules'))
    writeFileSync(join(folder, 'note.mjs'), blocks('With the SDK', 'js').join('\n'))
    const output = await shell(server, folder, blocks('With the SDK', 'sh').join('\n'))
    assert.match(output, /arn:aws:kms:us-east-1:\d{12}:key\/\S+ true/)
  })
})

/** The code blocks of a section, in order. */
function blocks(heading: string, language: string): string[] {
  const section = readme.split(/^## /m).find((part) => part.startsWith(heading))
  assert.ok(section, `README has a section “${heading}”`)
  return [...section.matchAll(new RegExp(`^\`\`\`${language}\\n(.*?)^\`\`\``, 'gms'))].map(
    (match) => match[1] as string,
  )
}

/**
 * Runs a script as a new user's shell would; `npm run` stands in for the clone's command, which needs the clone's folder.
 *
 * @param commands a folder of commands that go before those on the path.
 */
async function shell(server: TestServer, folder: string, script: string, commands?: string): Promise<string> {
  const home = join(folder, 'home')
  mkdirSync(home)
  const command = `'${process.execPath}' '${join(root, 'src/main.ts')}'`
  const prepared = script.replaceAll('npm run -s keyhold --', command)
  const path = [commands, process.env.PATH].filter(Boolean).join(':')
  const { stdout, stderr } = await run('bash', ['--norc', '-eo', 'pipefail', '-c', prepared], {
    cwd: folder,
    env: { PATH: path, HOME: home, KEYHOLD_DATA: server.dataFolder, AWS_PAGER: '' },
  })
  return stdout + stderr
}

interface CommandLine {
  readonly path: string
  /** Such as `aws-cli/2.9.19`. */
  readonly version: string
  readonly knowsQBusiness: boolean
  /** Older ones take no endpoint from the environment or a profile (SDKs and Tools Reference Guide, "Service-specific endpoints"). */
  readonly endpointOption: boolean
}

/** The most capable one on the path, the first of equals. */
async function findCommandLine(): Promise<CommandLine> {
  const folders = [...(process.env.PATH ?? '').split(':'), '/usr/bin']
  const paths = [...new Set(folders.map((folder) => join(folder, 'aws')))].filter((path) => existsSync(path))
  const found = await Promise.all(paths.map(describeCommandLine))
  const rank = (cli: CommandLine) => Number(cli.knowsQBusiness) + Number(!cli.endpointOption)
  const [best] = found.sort((a, b) => rank(b) - rank(a))
  assert.ok(best, 'there is an AWS CLI')
  return best
}

async function describeCommandLine(path: string): Promise<CommandLine> {
  const { stdout } = await run(path, ['--version'])
  const [, version = '', major, minor] = /^(aws-cli\/(\d+)\.(\d+)\S*)/.exec(stdout) ?? []
  // Prints an empty request; nothing is sent.
  const skeleton = [
    'qbusiness',
    'list-applications',
    '--generate-cli-skeleton',
    'input',
    '--region',
    'us-east-1',
  ]
  const knowsQBusiness = await run(path, skeleton).then(
    () => true,
    () => false,
  )
  const endpointOption = Number(minor) < (major === '1' ? 29 : 13)
  return { path, version, knowsQBusiness, endpointOption }
}

/** A folder with `aws`: this one, given the endpoint if it must be. */
function commandLineFolder({ path, endpointOption }: CommandLine, folder: string): string {
  const commands = join(folder, 'commands')
  mkdirSync(commands)
  const option = endpointOption ? ' --endpoint-url "$AWS_ENDPOINT_URL"' : ''
  writeFileSync(join(commands, 'aws'), `#!/bin/sh\nexec '${path}'${option} "$@"\n`, { mode: 0o755 })
  return commands
}

function forCommandLine(cli: CommandLine, readmeScript: string): { script: string; leftOut: string[] } {
  // Version 1 takes blobs inside JSON as they are, version 2 in base64 (AWS CLI User Guide, "cli-binary-format").
  const script = cli.version.startsWith('aws-cli/1.')
    ? readmeScript.replaceAll(/\$\(printf '([^']*)' \| base64\)/g, '$1')
    : readmeScript
  if (cli.knowsQBusiness) return { script, leftOut: [] }
  // A command ends at a line's end that no backslash precedes.
  const commands = script.split(/(?<!\\)\n/)
  const isUnknown = (command: string) => command.includes('aws qbusiness ')
  return {
    script: commands.filter((command) => !isUnknown(command)).join('\n'),
    leftOut: commands.filter(isUnknown),
  }
}
