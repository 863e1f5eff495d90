/** The README's examples, copied and pasted: every shell block of the two tours runs as it stands. */

import assert from 'node:assert/strict'
import { execFile, execFileSync } from 'node:child_process'
import { mkdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, test } from 'node:test'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { startTestServer, type TestServer, temporaryFolder } from '../support/servers.ts'

const run = promisify(execFile)
const root = fileURLToPath(new URL('../..', import.meta.url))
const readme = readFileSync(join(root, 'README.md'), 'utf8')

describe('the README', () => {
  test('its AWS CLI tour works as it stands', { timeout: 120_000 }, async (t) => {
    const server = await startTestServer(t)
    const output = await shell(
      server,
      temporaryFolder(t),
      blocks('Two minutes with the AWS CLI', 'sh').join('\n'),
    )
    assert.match(output, /the safe opens at nine/, 'what was encrypted came back')
    assert.match(output, /thirty days/, 'the question has its answer')
    assert.match(output, /AccessDeniedException/, 'without the key it has none')
    assert.match(output, /DisableKey/, 'the trail tells')
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

/** Runs a script as a new user's shell would; `npm run` stands in for the clone's command, which needs the clone's folder. */
async function shell(server: TestServer, folder: string, script: string): Promise<string> {
  const home = join(folder, 'home')
  mkdirSync(home)
  const command = `'${process.execPath}' '${join(root, 'src/main.ts')}'`
  const prepared = forThisCommandLine(script.replaceAll('npm run -s keyhold --', command))
  const { stdout, stderr } = await run('bash', ['--norc', '-eo', 'pipefail', '-c', prepared], {
    cwd: folder,
    env: { PATH: process.env.PATH, HOME: home, KEYHOLD_DATA: server.dataFolder, AWS_PAGER: '' },
  })
  return stdout + stderr
}

/** Version 1 of the AWS CLI takes blobs inside JSON as they are, version 2 in base64 (AWS CLI User Guide, "cli-binary-format"). */
function forThisCommandLine(script: string): string {
  const version = execFileSync('aws', ['--version'], { encoding: 'utf8' })
  return version.startsWith('aws-cli/1.')
    ? script.replaceAll(/\$\(printf '([^']*)' \| base64\)/g, '$1')
    : script
}
