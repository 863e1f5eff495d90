/** The server as its operator sees it: starting, refusing, answering health checks, stopping. */

import assert from 'node:assert/strict'
import { execFile } from 'node:child_process'
import { chmodSync, existsSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, test } from 'node:test'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { startChildServer } from '../src/cli/child-server.ts'
import { clientsFor } from '../src/cli/tour/clients.ts'
import { selfSigned } from './support/self-signed.ts'
import { startTestServer, temporaryFolder } from './support/servers.ts'

const run = promisify(execFile)
const main = fileURLToPath(new URL('../src/main.ts', import.meta.url))

describe('first start', () => {
  test('creates what an operator expects, with the modes that secrets need', async (t) => {
    const server = await startTestServer(t)
    for (const file of ['keyhold.db', 'trail.db', 'root.key', 'credentials', 'config']) {
      const path = join(server.dataFolder, file)
      assert.ok(existsSync(path), file)
      assert.equal(statSync(path).mode & 0o077, 0, `${file} is its owner's alone`)
    }
    assert.match(server.output(), /DEVELOPMENT SEAL/)
    assert.match(server.output(), /us-east-1/)
    assert.match(server.accountId, /^\d{12}$/)
    const identity = await server.admin.sts.getCallerIdentity()
    assert.equal(identity.Arn, `arn:aws:iam::${server.accountId}:user/admin`)
  })

  test('a second start keeps account, credentials and keys, and is ready within a second', async (t) => {
    const KEYHOLD_DATA = temporaryFolder(t)
    const first = await startTestServer(t, { KEYHOLD_DATA })
    const { KeyMetadata } = await first.admin.kms.createKey()
    assert.equal(await first.stop(), 0)
    const credentials = readFileSync(join(KEYHOLD_DATA, 'credentials'), 'utf8')
    const second = await startTestServer(t, { KEYHOLD_DATA })
    assert.equal(readFileSync(join(KEYHOLD_DATA, 'credentials'), 'utf8'), credentials)
    assert.equal(second.accountId, first.accountId)
    await second.admin.kms.describeKey({ KeyId: KeyMetadata?.KeyId })
  })

  test('one that was killed before it wrote the credentials file is completed by the next', async (t) => {
    const KEYHOLD_DATA = temporaryFolder(t)
    const file = join(KEYHOLD_DATA, 'credentials')
    const first = await startTestServer(t, { KEYHOLD_DATA })
    const identity = await first.admin.sts.getCallerIdentity()
    assert.equal(await first.stop(), 0)
    const written = readFileSync(file, 'utf8')
    const [, accessKeyId, secretAccessKey] =
      /aws_access_key_id = (\S+)\naws_secret_access_key = (\S+)/.exec(written) ?? []
    // The account is there; its credentials stand in the file of unfinished accounts only.
    const unfinished = [{ accountId: first.accountId, accessKeyId, secretAccessKey }]
    writeFileSync(join(KEYHOLD_DATA, 'new-accounts.json'), JSON.stringify(unfinished), { mode: 0o600 })
    rmSync(file)
    const second = await startTestServer(t, { KEYHOLD_DATA })
    assert.equal(readFileSync(file, 'utf8'), written)
    assert.equal((await second.admin.sts.getCallerIdentity()).Arn, identity.Arn)
    assert.equal(existsSync(join(KEYHOLD_DATA, 'new-accounts.json')), false)
  })
})

describe('a start is refused with a line that says what to do', () => {
  const refusal = async (settings: Record<string, string>): Promise<string> => {
    try {
      await startChildServer(settings)
    } catch (error) {
      return (error as Error).message
    }
    throw new Error('the server started')
  }

  test('when another server holds the data folder', async (t) => {
    const KEYHOLD_DATA = temporaryFolder(t)
    const first = await startTestServer(t, { KEYHOLD_DATA })
    const message = await refusal({ KEYHOLD_DATA })
    assert.match(message, /keyhold cannot start:.*in use/i)
    assert.doesNotMatch(message, /\n\s+at /, 'no stack')
    await first.admin.sts.getCallerIdentity()
  })

  test('when the seal is gone', async (t) => {
    const KEYHOLD_DATA = temporaryFolder(t)
    const first = await startTestServer(t, { KEYHOLD_DATA })
    await first.stop()
    rmSync(join(KEYHOLD_DATA, 'root.key'))
    assert.match(await refusal({ KEYHOLD_DATA }), /keyhold cannot start:.*root\.key/)
    assert.equal(existsSync(join(KEYHOLD_DATA, 'root.key')), false, 'no new one is made in its place')
  })

  test('when the seal can be read by others', async (t) => {
    const KEYHOLD_DATA = temporaryFolder(t)
    const first = await startTestServer(t, { KEYHOLD_DATA })
    await first.stop()
    chmodSync(join(KEYHOLD_DATA, 'root.key'), 0o644)
    assert.match(await refusal({ KEYHOLD_DATA }), /keyhold cannot start:.*0?600/)
  })

  test('when a setting is unknown', async () => {
    assert.match(await refusal({ KEYHOLD_PORT: '1' }), /KEYHOLD_PORT is not a setting/)
  })

  test('when the port is taken', async (t) => {
    const first = await startTestServer(t)
    const port = new URL(first.endpoint).port
    const message = await refusal({ KEYHOLD_DATA: temporaryFolder(t), KEYHOLD_LISTEN: `127.0.0.1:${port}` })
    assert.match(message, /keyhold cannot start:.*(in use|EADDRINUSE)/i)
  })

  test('when the database does not answer', async (t) => {
    const message = await refusal({
      KEYHOLD_DATA: temporaryFolder(t),
      KEYHOLD_DATABASE_URL: 'postgres://nobody@127.0.0.1:1/none',
    })
    assert.match(message, /keyhold cannot start:.*database/i)
    assert.doesNotMatch(message, /\n\s+at /, 'no stack')
  })
})

describe('while it runs', () => {
  test('it answers health checks and Prometheus without credentials', async (t) => {
    const server = await startTestServer(t)
    await server.admin.sts.getCallerIdentity()
    assert.equal((await fetch(`${server.endpoint}/healthz`)).status, 200)
    const ready = await fetch(`${server.endpoint}/readyz`)
    assert.equal(ready.status, 200)
    assert.deepEqual(await ready.json(), {
      ready: true,
      checks: { database: true, unsealed: true, lease: true },
    })
    const metrics = await (await fetch(`${server.endpoint}/metrics`)).text()
    assert.match(
      metrics,
      /keyhold_requests_total\{service="sts",operation="GetCallerIdentity",status="200"\} 1/,
    )
    assert.match(metrics, /keyhold_trail_events_total \d/)
  })

  test('SIGTERM lets calls in flight finish and ends with 0', async (t) => {
    const KEYHOLD_DATA = temporaryFolder(t)
    const server = await startTestServer(t, { KEYHOLD_DATA })
    const calls = Array.from({ length: 20 }, () => server.admin.kms.createKey())
    const outcomes = Promise.allSettled(calls)
    await new Promise((resolve) => setTimeout(resolve, 30))
    assert.equal(await server.stop(), 0)
    const made = (await outcomes).flatMap((outcome) =>
      outcome.status === 'fulfilled' ? [outcome.value.KeyMetadata?.KeyId] : [],
    )
    const again = await startTestServer(t, { KEYHOLD_DATA })
    for (const KeyId of made) await again.admin.kms.describeKey({ KeyId })
  })

  test('it speaks TLS with the certificate given', async (t) => {
    const { certFile, keyFile } = selfSigned(temporaryFolder(t))
    const server = await startTestServer(t, { KEYHOLD_TLS_CERT: certFile, KEYHOLD_TLS_KEY: keyFile })
    assert.match(server.endpoint, /^https:/)
    const { stdout } = await run(
      process.execPath,
      [
        '--input-type=module',
        '-e',
        `import { STS } from '@aws-sdk/client-sts'
         console.log((await new STS(${JSON.stringify({ endpoint: server.endpoint, region: server.region, credentials: server.credentials })}).getCallerIdentity()).Arn)`,
      ],
      {
        env: { ...process.env, NODE_EXTRA_CA_CERTS: certFile },
        cwd: fileURLToPath(new URL('..', import.meta.url)),
      },
    )
    assert.match(stdout, /user\/admin/)
  })
})

describe('several accounts', () => {
  test('each gets an administrator and a profile, and sees only its own keys', async (t) => {
    const server = await startTestServer(t, { KEYHOLD_ACCOUNTS: '111122223333,444455556666' })
    const credentials = readFileSync(join(server.dataFolder, 'credentials'), 'utf8')
    const [, id, secret] =
      /\[keyhold-444455556666\]\naws_access_key_id = (\S+)\naws_secret_access_key = (\S+)/.exec(
        credentials,
      ) ?? []
    const other = clientsFor({
      endpoint: server.endpoint,
      region: server.region,
      credentials: { accessKeyId: id as string, secretAccessKey: secret as string },
    })
    assert.equal((await other.sts.getCallerIdentity()).Account, '444455556666')
    const { KeyMetadata } = await server.admin.kms.createKey()
    assert.equal((await other.kms.listKeys()).Keys?.length, 0)
    await assert.rejects(other.kms.describeKey({ KeyId: KeyMetadata?.Arn }), {
      name: 'AccessDeniedException',
    })
  })
})

describe('the command line', () => {
  test('env prints what a shell can evaluate', async (t) => {
    const server = await startTestServer(t)
    const { stdout } = await run('sh', [
      '-c',
      `eval "$(${process.execPath} ${main} env --data '${server.dataFolder}')" && echo "$AWS_ENDPOINT_URL $AWS_PROFILE $AWS_REGION"`,
    ])
    assert.equal(stdout.trim(), `${server.endpoint} keyhold us-east-1`)
  })

  test('help names every command and setting', async () => {
    const { stdout } = await run(process.execPath, [main, '--help'])
    for (const command of ['serve', 'tour', 'env', 'unseal', 'rootkey', 'version'])
      assert.match(stdout, new RegExp(`\\b${command}\\b`))
    const serve = await run(process.execPath, [main, 'serve', '--help'])
    for (const name of ['KEYHOLD_DATA', 'KEYHOLD_SEAL', 'KEYHOLD_PASSPHRASE_FILE', 'KEYHOLD_TLS_CERT'])
      assert.match(serve.stdout, new RegExp(name))
  })

  test('env without a server says how to start one', async (t) => {
    await assert.rejects(run(process.execPath, [main, 'env', '--data', temporaryFolder(t)]), {
      code: 1,
      stderr: /npm start/,
    })
  })
})
