/** Two servers on one PostgreSQL: what is taken away through one is refused by the other, within the lease. */

import assert from 'node:assert/strict'
import { copyFileSync, mkdirSync } from 'node:fs'
import net from 'node:net'
import { join } from 'node:path'
import { describe, type TestContext, test } from 'node:test'
import type { KMS } from '@aws-sdk/client-kms'
import { clientsFor } from '../src/cli/tour/clients.ts'
import { until } from '../src/cli/tour/expect.ts'
import { assumeBuilder, createApplication, createDocumentedKey, putDocuments } from './support/application.ts'
import { oneAttempt } from './support/one-attempt.ts'
import { sharedPostgres, startTestServer, type TestServer, temporaryFolder } from './support/servers.ts'

/** The promise is one second; the margin is for a busy machine, where the test's own calls take time. */
const boundMs = 1_000
const marginMs = 500

interface Pair {
  readonly first: TestServer
  readonly second: TestServer
  readonly link: CuttableLink
}

describe('two nodes on one PostgreSQL', () => {
  test('a key disabled through one is refused by the other within a second, cached data keys included', async (t) => {
    const { first, second } = await startPair(t)
    const builder = await assumeBuilder(first)
    const keyArn = await createDocumentedKey(first, builder.roleArn)
    const application = await createApplication(builder.clients, keyArn)
    await putDocuments(builder.clients, application, [
      {
        id: 'a',
        title: 'A',
        contentType: 'PLAIN_TEXT',
        content: { blob: Buffer.from('The office opens at nine.') },
      },
    ])
    const { applicationId } = application
    const question = 'When does the office open?'
    const answer = await second.admin.qbusiness.chatSync({ applicationId, userMessage: question })
    assert.match(answer.systemMessage ?? '', /nine/, 'the second node holds the data key now')
    const { CiphertextBlob } = await second.admin.kms.encrypt({ KeyId: keyArn, Plaintext: Buffer.from('x') })
    await second.admin.kms.decrypt({ CiphertextBlob })

    for (let round = 0; round < 3; round++) {
      await first.admin.kms.disableKey({ KeyId: keyArn })
      const since = performance.now()
      await until(
        'refusal of Decrypt',
        () => refusal(second.admin.kms.decrypt({ CiphertextBlob }), 'DisabledException'),
        5_000,
      )
      await until(
        'refusal of ChatSync',
        () =>
          refusal(
            second.admin.qbusiness.chatSync({ applicationId, userMessage: question }),
            'AccessDeniedException',
          ),
        5_000,
      )
      const took = performance.now() - since
      assert.ok(took < boundMs + marginMs, `refused after ${Math.round(took)} ms`)
      await first.admin.kms.enableKey({ KeyId: keyArn })
      await until(
        'the key back on the second node',
        async () => {
          try {
            await second.admin.kms.decrypt({ CiphertextBlob })
            return true
          } catch {
            return undefined
          }
        },
        5_000,
      )
    }
  })

  test('a rotation through one is used by the other within a second, as is a replica', async (t) => {
    const { first, second } = await startPair(t, { KEYHOLD_REGIONS: 'us-east-1,eu-central-1' })
    const { KeyMetadata } = await first.admin.kms.createKey({ MultiRegion: true })
    const KeyId = KeyMetadata?.KeyId
    const materialOf = async (server: TestServer) =>
      (await server.admin.kms.generateDataKey({ KeyId, KeySpec: 'AES_256' })).KeyMaterialId
    const old = await second.admin.kms.encrypt({ KeyId, Plaintext: Buffer.from('x') })
    for (let round = 0; round < 3; round++) {
      await first.admin.kms.rotateKeyOnDemand({ KeyId })
      const since = performance.now()
      const rotated = await materialOf(first)
      await until(
        'new material on the second node',
        async () => (await materialOf(second)) === rotated || undefined,
        5_000,
      )
      const took = performance.now() - since
      assert.ok(took < boundMs + marginMs, `used after ${Math.round(took)} ms`)
    }
    await first.admin.kms.replicateKey({ KeyId, ReplicaRegion: 'eu-central-1' })
    const away = clientsFor({ ...second, region: 'eu-central-1' })
    await until(
      'the replica on the second node',
      async () => {
        try {
          return await away.kms.decrypt({ CiphertextBlob: old.CiphertextBlob })
        } catch {
          return undefined
        }
      },
      5_000,
    )
  })

  test('with its token a grant made through one is used by the other at once; an access key taken away is refused', async (t) => {
    const { first, second } = await startPair(t)
    await first.admin.iam.createUser({ UserName: 'dora' })
    const { AccessKey } = await first.admin.iam.createAccessKey({ UserName: 'dora' })
    const dora = clientsFor({
      endpoint: second.endpoint,
      region: second.region,
      credentials: {
        accessKeyId: AccessKey?.AccessKeyId as string,
        secretAccessKey: AccessKey?.SecretAccessKey as string,
      },
    })
    await dora.sts.getCallerIdentity()
    await useFreshGrants(first, dora.kms)
    await first.admin.iam.deleteAccessKey({ UserName: 'dora', AccessKeyId: AccessKey?.AccessKeyId })
    const since = performance.now()
    await until('refusal', () => refusal(dora.sts.getCallerIdentity(), 'InvalidClientTokenId'), 5_000)
    assert.ok(performance.now() - since < boundMs + marginMs)
  })

  test('a node cut off from the database refuses within the lease, and serves again when it is back', async (t) => {
    const { first, second, link } = await startPair(t)
    const key = await first.admin.kms.createKey()
    const KeyId = key.KeyMetadata?.KeyId
    const client = clientsFor({
      endpoint: second.endpoint,
      region: second.region,
      credentials: first.credentials,
    })
    const { CiphertextBlob } = await client.kms.encrypt({ KeyId, Plaintext: Buffer.from('x') })
    await client.kms.decrypt({ CiphertextBlob })

    link.cut()
    const since = performance.now()
    await new Promise((resolve) => setTimeout(resolve, boundMs))
    const outcome = await rawDecrypt(second)
    assert.ok(outcome.status >= 500, `answered ${outcome.status}`)
    assert.ok(performance.now() - since < boundMs + 5_000, 'it refuses, it does not hang')
    const ready = await fetch(`${second.endpoint}/readyz`)
    assert.equal(ready.status, 503)
    assert.equal((await fetch(`${second.endpoint}/healthz`)).status, 200)

    link.mend()
    await until(
      'service after the link is mended',
      async () => {
        try {
          await client.kms.decrypt({ CiphertextBlob })
          return true
        } catch {
          return undefined
        }
      },
      15_000,
    )

    /** One attempt, without the SDK's retries. */
    async function rawDecrypt(server: TestServer): Promise<{ status: number }> {
      const once = clientsFor({
        endpoint: server.endpoint,
        region: server.region,
        credentials: first.credentials,
      })
      oneAttempt(once.kms)
      try {
        await once.kms.decrypt({ CiphertextBlob })
        return { status: 200 }
      } catch (error) {
        return {
          status: (error as { $metadata?: { httpStatusCode?: number } }).$metadata?.httpStatusCode ?? 0,
        }
      }
    }
  })
})

/** The caller has no other permission, and its node has looked for grants before there were any. */
async function useFreshGrants(maker: TestServer, caller: KMS): Promise<void> {
  const { admin } = maker
  const { Arn: GranteePrincipal } = (await admin.iam.getUser({ UserName: 'dora' })).User ?? {}
  const { KeyId } = (await admin.kms.createKey()).KeyMetadata ?? {}
  const encrypt = (round: string, GrantTokens?: string[]) =>
    caller.encrypt({ KeyId, Plaintext: Buffer.from('x'), EncryptionContext: { round }, GrantTokens })
  const denied = { name: 'AccessDeniedException' }
  await until('the key on the other node', () => refusal(encrypt('none'), denied.name), 5_000)
  for (const round of ['1', '2', '3', '4', '5']) {
    const Constraints = { EncryptionContextEquals: { round } }
    const grant = { GranteePrincipal, Operations: ['Encrypt' as const], Constraints }
    const { GrantId, GrantToken = '' } = await admin.kms.createGrant({ KeyId, ...grant })
    await encrypt(round, [GrantToken])
    await assert.rejects(encrypt('another', [GrantToken]), denied)
    await admin.kms.revokeGrant({ KeyId, GrantId })
    await until('the end of the grant', () => refusal(encrypt(round, [GrantToken]), denied.name), 5_000)
  }
}

async function refusal(call: Promise<unknown>, name: string): Promise<true | undefined> {
  try {
    await call
  } catch (error) {
    return (error as Error).name === name ? true : undefined
  }
  return undefined
}

/** The second node reaches the database through a link that can be cut; both share seal, blobs and accounts. */
async function startPair(t: TestContext, more: Record<string, string> = {}): Promise<Pair> {
  const databaseUrl = await (await sharedPostgres()).newDatabase()
  const shared = temporaryFolder(t)
  const settings = {
    KEYHOLD_SEAL: `file:${join(shared, 'root.key')}`,
    KEYHOLD_BLOBS: join(shared, 'blobs'),
    ...more,
  }
  const first = await startTestServer(t, { ...settings, KEYHOLD_DATABASE_URL: databaseUrl })
  const link = await openLink(t, databaseUrl)
  const secondData = join(shared, 'second')
  mkdirSync(secondData, { mode: 0o700 })
  copyFileSync(join(first.dataFolder, 'credentials'), join(secondData, 'credentials'))
  const second = await startTestServer(t, {
    ...settings,
    KEYHOLD_DATA: secondData,
    KEYHOLD_DATABASE_URL: link.url,
  })
  return { first, second, link }
}

interface CuttableLink {
  readonly url: string
  /** From now on nothing passes: open connections fall silent, as when a cable is pulled. */
  cut(): void
  mend(): void
}

async function openLink(t: TestContext, databaseUrl: string): Promise<CuttableLink> {
  const target = new URL(databaseUrl)
  const sockets = new Set<net.Socket>()
  let silent = false
  const server = net.createServer((client) => {
    const upstream = net.connect(Number(target.port), target.hostname)
    for (const [from, to] of [
      [client, upstream],
      [upstream, client],
    ] as const) {
      sockets.add(from)
      from.on('data', (chunk) => {
        if (!silent) to.write(chunk)
      })
      from.on('error', () => to.destroy())
      from.on('close', () => {
        sockets.delete(from)
        to.destroy()
      })
    }
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  t.after(() => {
    for (const socket of sockets) socket.destroy()
    server.close()
  })
  const url = new URL(databaseUrl)
  url.hostname = '127.0.0.1'
  url.port = String((server.address() as net.AddressInfo).port)
  return {
    url: url.href,
    cut: () => {
      silent = true
    },
    mend: () => {
      silent = false
      for (const socket of sockets) socket.destroy()
    },
  }
}
