/** The stock AWS CLI, with nothing but what `keyhold env` prints. Every AWS CLI on the machine takes the same road. */

import assert from 'node:assert/strict'
import { execFile } from 'node:child_process'
import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, test } from 'node:test'
import { promisify } from 'node:util'
import { startTestServer, type TestServer, temporaryFolder } from '../support/servers.ts'

const run = promisify(execFile)
const commandLines = [
  ...new Set(['/usr/bin/aws', ...(process.env.PATH ?? '').split(':').map((folder) => join(folder, 'aws'))]),
].filter((path) => existsSync(path))

test('there is an AWS CLI to test with', () => assert.ok(commandLines.length > 0))

for (const path of commandLines) {
  describe(`AWS CLI ${path}`, () => {
    test('identity, keys, aliases, encryption, grants, policies, trail', async (t) => {
      const server = await startTestServer(t)
      const aws = await commandLine(path, server)
      const folder = temporaryFolder(t)

      const identity = await aws('sts', 'get-caller-identity')
      assert.equal(identity.Account, server.accountId)

      const key = await aws('kms', 'create-key', '--description', 'from the command line')
      const keyId = key.KeyMetadata.KeyId
      await aws('kms', 'create-alias', '--alias-name', 'alias/cli', '--target-key-id', keyId)

      const plain = join(folder, 'plain')
      writeFileSync(plain, Buffer.from([0, 1, 2, 255, 10]))
      const sealed = await aws(
        'kms',
        'encrypt',
        '--key-id',
        'alias/cli',
        '--plaintext',
        `fileb://${plain}`,
        '--encryption-context',
        'tenant=t1',
      )
      const blob = join(folder, 'sealed')
      writeFileSync(blob, Buffer.from(sealed.CiphertextBlob, 'base64'))
      const opened = await aws(
        'kms',
        'decrypt',
        '--ciphertext-blob',
        `fileb://${blob}`,
        '--encryption-context',
        'tenant=t1',
      )
      assert.deepEqual(Buffer.from(opened.Plaintext, 'base64'), readFileSync(plain))
      await assert.rejects(
        aws('kms', 'decrypt', '--ciphertext-blob', `fileb://${blob}`),
        /InvalidCiphertextException/,
      )

      await aws('iam', 'create-user', '--user-name', 'cli-user')
      const grant = await aws(
        'kms',
        'create-grant',
        '--key-id',
        keyId,
        '--grantee-principal',
        `arn:aws:iam::${server.accountId}:user/cli-user`,
        '--operations',
        'Decrypt',
      )
      const grants = await aws('kms', 'list-grants', '--key-id', keyId)
      assert.equal(grants.Grants[0].GrantId, grant.GrantId)

      const policy = await aws('kms', 'get-key-policy', '--key-id', keyId, '--policy-name', 'default')
      const policyFile = join(folder, 'policy.json')
      writeFileSync(policyFile, policy.Policy)
      await aws(
        'kms',
        'put-key-policy',
        '--key-id',
        keyId,
        '--policy-name',
        'default',
        '--policy',
        `file://${policyFile}`,
      )

      await aws('kms', 'disable-key', '--key-id', keyId)
      await assert.rejects(
        aws('kms', 'encrypt', '--key-id', keyId, '--plaintext', `fileb://${plain}`),
        /DisabledException.* is disabled\./,
      )

      const events = await aws(
        'cloudtrail',
        'lookup-events',
        '--lookup-attributes',
        'AttributeKey=EventName,AttributeValue=DisableKey',
      )
      assert.equal(events.Events.length, 1)
    })
  })
}

type CommandLine = (...words: string[]) => Promise<ReturnType<typeof JSON.parse>>

async function commandLine(path: string, server: TestServer): Promise<CommandLine> {
  const { stdout, stderr } = await run(path, ['--version'])
  const [, major = '0', minor = '0'] = /aws-cli\/(\d+)\.(\d+)/.exec(stdout + stderr) ?? []
  // Versions before these know no endpoint from the environment or a profile (AWS SDKs and Tools Reference Guide).
  const knowsEndpoint = Number(minor) >= (major === '1' ? 29 : 13)
  const environment = {
    PATH: process.env.PATH,
    HOME: server.dataFolder,
    AWS_ENDPOINT_URL: server.endpoint,
    AWS_SHARED_CREDENTIALS_FILE: join(server.dataFolder, 'credentials'),
    AWS_CONFIG_FILE: join(server.dataFolder, 'config'),
    AWS_PROFILE: 'keyhold',
    AWS_REGION: server.region,
    AWS_DEFAULT_REGION: server.region,
    AWS_PAGER: '',
  }
  return async (...words) => {
    const endpoint = knowsEndpoint ? [] : ['--endpoint-url', server.endpoint]
    try {
      const { stdout } = await run(path, [...words, ...endpoint, '--output', 'json'], { env: environment })
      return stdout.trim() === '' ? {} : JSON.parse(stdout)
    } catch (error) {
      throw new Error((error as { stderr?: string }).stderr ?? String(error))
    }
  }
}
