/** Python's stock client: a small program with boto3 and nothing but the settings that `keyhold env` prints. */

import assert from 'node:assert/strict'
import { execFile, execFileSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { promisify } from 'node:util'
import { startTestServer } from '../support/servers.ts'

const run = promisify(execFile)
const program = join(import.meta.dirname, 'boto3-program.py')

/** Every Python on the machine that has boto3: the first of the path, and Debian's. */
const pythons = ['python3', '/usr/bin/python3'].filter((python, index, all) => {
  if (all.indexOf(python) !== index || (python.startsWith('/') && !existsSync(python))) return false
  try {
    execFileSync(python, ['-c', 'import boto3'], { stdio: 'ignore' })
    return true
  } catch {
    return false
  }
})

test('there is a boto3 to test with', () => assert.ok(pythons.length > 0))

for (const python of pythons) {
  test(`boto3 of ${python}: keys, encryption, signatures, grants, paginators, errors`, async (t) => {
    const server = await startTestServer(t)
    const { stdout } = await run(python, [program, server.endpoint], {
      env: {
        PATH: process.env.PATH,
        HOME: server.dataFolder,
        AWS_ENDPOINT_URL: server.endpoint,
        AWS_SHARED_CREDENTIALS_FILE: join(server.dataFolder, 'credentials'),
        AWS_CONFIG_FILE: join(server.dataFolder, 'config'),
        AWS_PROFILE: 'keyhold',
        AWS_DEFAULT_REGION: server.region,
      },
    })
    assert.deepEqual(JSON.parse(stdout), {
      account: server.accountId,
      aliases: 60,
      decrypted: 'from python',
      error: 'InvalidCiphertextException',
      grants: 55,
      mac: true,
      retired: 'NotFoundException',
      signature: true,
      status: 400,
    })
  })
}
