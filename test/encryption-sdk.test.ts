/** The AWS Encryption SDK, unmodified: envelope encryption by a client that holds Keyhold's keys for AWS's. */

import assert from 'node:assert/strict'
import { before, describe, test } from 'node:test'
import {
  buildClient,
  CommitmentPolicy,
  getClient,
  getLocalCryptographicMaterialsCache,
  KMS,
  KmsKeyringNode,
  type KmsKeyringNodeInput,
  NodeCachingMaterialsManager,
} from '@aws-crypto/client-node'
import { startTestServer, suiteScope, type TestServer } from './support/servers.ts'

const { encrypt, decrypt } = buildClient(CommitmentPolicy.REQUIRE_ENCRYPT_REQUIRE_DECRYPT)
const context = { tenant: 'acme', purpose: 'invoices' }
const plaintext = Buffer.from('sealed by the AWS Encryption SDK '.repeat(3000))

describe('the AWS Encryption SDK with a KMS keyring', () => {
  const scope = suiteScope()
  let server: TestServer
  let clientProvider: NonNullable<KmsKeyringNodeInput['clientProvider']>
  let keyIds: string[]
  before(async () => {
    server = await startTestServer(scope)
    clientProvider = getClient(KMS, { endpoint: server.endpoint, credentials: server.credentials })
    keyIds = await Promise.all(
      [1, 2].map(async () => (await server.admin.kms.createKey()).KeyMetadata?.Arn as string),
    )
  })

  test('what is encrypted under two keys opens with either one alone', async () => {
    const [generatorKeyId = '', second = ''] = keyIds
    const both = new KmsKeyringNode({ clientProvider, generatorKeyId, keyIds: [second] })
    const { result } = await encrypt(both, plaintext, { encryptionContext: context })
    assert.ok(!result.includes('sealed by'))
    for (const keyId of keyIds) {
      const opened = await decrypt(new KmsKeyringNode({ clientProvider, keyIds: [keyId] }), result)
      assert.deepEqual(opened.plaintext, plaintext)
      assert.equal(opened.messageHeader.encryptionContext.tenant, 'acme')
    }
  })

  test('with one key disabled the other still opens it, with both nobody does', async () => {
    const { kms } = server.admin
    const [generatorKeyId = '', second = ''] = keyIds
    const both = new KmsKeyringNode({ clientProvider, generatorKeyId, keyIds: [second] })
    const { result } = await encrypt(both, plaintext, { encryptionContext: context })
    await kms.disableKey({ KeyId: generatorKeyId })
    assert.deepEqual((await decrypt(both, result)).plaintext, plaintext)
    await kms.disableKey({ KeyId: second })
    await assert.rejects(decrypt(both, result), /unencryptedDataKey has not been set|DisabledException/)
    for (const KeyId of keyIds) await kms.enableKey({ KeyId })
    assert.deepEqual((await decrypt(both, result)).plaintext, plaintext)
  })

  test('a discovery keyring finds the keys; a stranger key does not open it; a changed byte is noticed', async () => {
    const [generatorKeyId = '', second = ''] = keyIds
    const first = new KmsKeyringNode({ clientProvider, generatorKeyId })
    const { result } = await encrypt(first, plaintext, { encryptionContext: context })
    const discovery = new KmsKeyringNode({ clientProvider, discovery: true })
    assert.deepEqual((await decrypt(discovery, result)).plaintext, plaintext)
    await assert.rejects(decrypt(new KmsKeyringNode({ clientProvider, keyIds: [second] }), result))
    const changed = Buffer.from(result)
    changed.writeUInt8(changed.readUInt8(changed.length >> 1) ^ 1, changed.length >> 1)
    await assert.rejects(decrypt(discovery, changed))
  })

  test('the caching materials manager asks KMS once for many messages', async () => {
    const [generatorKeyId = ''] = keyIds
    const manager = new NodeCachingMaterialsManager({
      backingMaterials: new KmsKeyringNode({ clientProvider, generatorKeyId }),
      cache: getLocalCryptographicMaterialsCache(100),
      maxAge: 60_000,
      maxMessagesEncrypted: 100,
    })
    const before = await generations()
    const messages = []
    for (let index = 0; index < 10; index++) {
      const message = Buffer.from(`message ${index}`)
      messages.push(
        (await encrypt(manager, message, { encryptionContext: context, plaintextLength: 10 })).result,
      )
    }
    assert.equal((await generations()) - before, 1)
    for (const [index, message] of messages.entries()) {
      assert.equal((await decrypt(manager, message)).plaintext.toString(), `message ${index}`)
    }
  })

  async function generations(): Promise<number> {
    const metrics = await (await fetch(new URL('/metrics', server.endpoint))).text()
    const counted = [...metrics.matchAll(/^keyhold_requests_total\{(.*)\} (\d+)$/gmu)]
    return counted
      .filter(([, labels]) => labels?.includes('GenerateDataKey"'))
      .reduce((sum, [, , count]) => sum + Number(count), 0)
  }
})
