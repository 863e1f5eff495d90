/** The stock AWS CLI, with nothing but what `keyhold env` prints. Every AWS CLI on the machine takes the same road. */

import assert from 'node:assert/strict'
import { execFile } from 'node:child_process'
import { existsSync, readFileSync, realpathSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, test } from 'node:test'
import { promisify } from 'node:util'
import { startTestServer, type TestServer, temporaryFolder } from '../support/servers.ts'

const run = promisify(execFile)
const onPath = (process.env.PATH ?? '').split(':').map((folder) => join(folder, 'aws'))
const found = ['/usr/bin/aws', ...onPath].filter((path) => existsSync(path))
/** One folder of the path may be another by a link. */
const commandLines = [...new Set(found.map((path) => realpathSync(path)))]

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

    test('what KMS signs and encrypts verifies and decrypts with the openssl program, and the other way round', async (t) => {
      const server = await startTestServer(t)
      const aws = await commandLine(path, server)
      const { file, bytes, openssl } = workshop(temporaryFolder(t))
      const message = file('message', Buffer.from('signed by a stock client'))

      const ecc = await newKey(aws, '--key-spec', 'ECC_NIST_P256', '--key-usage', 'SIGN_VERIFY')
      const rsa = await newKey(aws, '--key-spec', 'RSA_2048', '--key-usage', 'SIGN_VERIFY')
      const pss = ['-sigopt', 'rsa_padding_mode:pss', '-sigopt', 'rsa_pss_saltlen:digest']
      for (const [keyId, algorithm, options] of [
        [ecc, 'ECDSA_SHA_256', []],
        [rsa, 'RSASSA_PKCS1_V1_5_SHA_256', []],
        [rsa, 'RSASSA_PSS_SHA_256', pss],
      ] as const) {
        const { PublicKey } = await aws('kms', 'get-public-key', '--key-id', keyId)
        const publicKey = file('public.der', Buffer.from(PublicKey, 'base64'))
        const common = [
          '--key-id',
          keyId,
          '--signing-algorithm',
          algorithm,
          '--message',
          `fileb://${message}`,
        ]
        const { Signature } = await aws('kms', 'sign', ...common)
        const signature = file('signature', Buffer.from(Signature, 'base64'))
        const verify = ['dgst', '-sha256', '-keyform', 'DER', '-verify', publicKey, ...options]
        assert.match(await openssl(...verify, '-signature', signature, message), /Verified OK/)
        const verified = await aws('kms', 'verify', ...common, '--signature', `fileb://${signature}`)
        assert.equal(verified.SignatureValid, true)
        const other = file('other', Buffer.from('not signed'))
        await assert.rejects(
          aws(
            'kms',
            'verify',
            ...['--key-id', keyId, '--signing-algorithm', algorithm],
            ...['--message', `fileb://${other}`, '--signature', `fileb://${signature}`],
          ),
          /KMSInvalidSignatureException/,
        )
      }

      const hmac = await newKey(aws, '--key-spec', 'HMAC_256', '--key-usage', 'GENERATE_VERIFY_MAC')
      const macOf = ['--key-id', hmac, '--mac-algorithm', 'HMAC_SHA_256', '--message', `fileb://${message}`]
      const { Mac } = await aws('kms', 'generate-mac', ...macOf)
      const mac = file('mac', Buffer.from(Mac, 'base64'))
      assert.equal((await aws('kms', 'verify-mac', ...macOf, '--mac', `fileb://${mac}`)).MacValid, true)

      const wrap = await newKey(aws, '--key-spec', 'RSA_2048', '--key-usage', 'ENCRYPT_DECRYPT')
      const { PublicKey } = await aws('kms', 'get-public-key', '--key-id', wrap)
      const publicKey = file('wrap.der', Buffer.from(PublicKey, 'base64'))
      const sealed = file('sealed')
      await openssl(...oaepEncryption, '-inkey', publicKey, '-in', message, '-out', sealed)
      const opened = await aws(
        'kms',
        'decrypt',
        ...['--key-id', wrap, '--encryption-algorithm', 'RSAES_OAEP_SHA_256'],
        ...['--ciphertext-blob', `fileb://${sealed}`],
      )
      assert.deepEqual(Buffer.from(opened.Plaintext, 'base64'), bytes(message))
    })

    test('material wrapped by the openssl program, rotation, and a replica in another Region', async (t) => {
      const server = await startTestServer(t, { KEYHOLD_REGIONS: 'us-east-1,eu-central-1' })
      const aws = await commandLine(path, server)
      const { file, openssl } = workshop(temporaryFolder(t))
      const plain = file('plain', Buffer.from('kept by imported material'))

      const key = await newKey(aws, '--origin', 'EXTERNAL')
      const parameters = await aws(
        'kms',
        'get-parameters-for-import',
        ...['--key-id', key, '--wrapping-algorithm', 'RSAES_OAEP_SHA_256', '--wrapping-key-spec', 'RSA_2048'],
      )
      const wrappingKey = file('wrapping.der', Buffer.from(parameters.PublicKey, 'base64'))
      const token = file('token', Buffer.from(parameters.ImportToken, 'base64'))
      const [material, wrapped] = [file('material'), file('wrapped')]
      await openssl('rand', '-out', material, '32')
      await openssl(...oaepEncryption, '-inkey', wrappingKey, '-in', material, '-out', wrapped)
      await aws(
        'kms',
        'import-key-material',
        ...['--key-id', key, '--import-token', `fileb://${token}`],
        ...['--encrypted-key-material', `fileb://${wrapped}`],
        ...['--expiration-model', 'KEY_MATERIAL_DOES_NOT_EXPIRE'],
      )
      const seal = async (keyId: string, name: string) => {
        const { CiphertextBlob } = await aws(
          'kms',
          'encrypt',
          '--key-id',
          keyId,
          '--plaintext',
          `fileb://${plain}`,
        )
        return file(name, Buffer.from(CiphertextBlob, 'base64'))
      }
      const open = async (blob: string, ...more: string[]) => {
        const { Plaintext } = await aws('kms', 'decrypt', '--ciphertext-blob', `fileb://${blob}`, ...more)
        return Buffer.from(Plaintext, 'base64').toString()
      }
      const imported = await seal(key, 'imported')
      assert.equal(await open(imported), 'kept by imported material')
      await aws('kms', 'delete-imported-key-material', '--key-id', key)
      await assert.rejects(open(imported), /KMSInvalidStateException.* is pending import\./)

      const primary = await newKey(aws, '--multi-region')
      const before = await seal(primary, 'before')
      await aws('kms', 'enable-key-rotation', '--key-id', primary)
      const status = await aws('kms', 'get-key-rotation-status', '--key-id', primary)
      assert.equal(status.KeyRotationEnabled, true)
      // The command line of Debian is older than the operation.
      if (await aws('kms', 'rotate-key-on-demand', '--key-id', primary).then(Boolean, isUnknownCommand)) {
        const { Rotations } = await aws('kms', 'list-key-rotations', '--key-id', primary)
        assert.equal(Rotations[0].RotationType, 'ON_DEMAND')
      }
      const replica = await aws(
        'kms',
        'replicate-key',
        '--key-id',
        primary,
        '--replica-region',
        'eu-central-1',
      )
      assert.match(replica.ReplicaKeyMetadata.Arn, /^arn:aws:kms:eu-central-1:\d{12}:key\/mrk-/)
      for (const blob of [before, await seal(primary, 'after')]) {
        assert.equal(await open(blob), 'kept by imported material')
        assert.equal(await open(blob, '--region', 'eu-central-1'), 'kept by imported material')
      }
    })
  })
}

/** False for a command that this command line does not know; anything else is a failure. */
function isUnknownCommand(error: Error): false {
  assert.match(error.message, /Invalid choice/)
  return false
}

async function newKey(aws: CommandLine, ...options: string[]): Promise<string> {
  return (await aws('kms', 'create-key', ...options)).KeyMetadata.KeyId
}

const oaepEncryption = [
  'pkeyutl',
  '-encrypt',
  ...['-pubin', '-keyform', 'DER'],
  ...['rsa_padding_mode:oaep', 'rsa_oaep_md:sha256', 'rsa_mgf1_md:sha256'].flatMap((option) => [
    '-pkeyopt',
    option,
  ]),
]

/** A folder with files, and OpenSSL to work on them. */
function workshop(folder: string) {
  return {
    /** The path of a file, with this content if any. */
    file(name: string, content?: Buffer): string {
      const path = join(folder, name)
      if (content !== undefined) writeFileSync(path, content)
      return path
    },
    bytes: (path: string) => readFileSync(path),
    openssl: async (...words: string[]) => (await run('openssl', words)).stdout,
  }
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
