/** KMS's symmetric core as the unmodified SDK sees it. */

import assert from 'node:assert/strict'
import { before, describe, test } from 'node:test'
import type { KMS } from '@aws-sdk/client-kms'
import { clientsFor } from '../src/cli/tour/clients.ts'
import { startTestServer, suiteScope, type TestServer, testDatabases } from './support/servers.ts'

for (const database of testDatabases)
  describe(`KMS through the SDK, on ${database.name}`, () => {
    const scope = suiteScope()
    let server: TestServer
    let kms: KMS
    let KeyId: string
    before(async () => {
      server = await startTestServer(scope, await database.settings())
      kms = server.admin.kms
      KeyId = (await kms.createKey({ Description: 'black box', Tags: [{ TagKey: 'a', TagValue: 'b' }] }))
        .KeyMetadata?.Arn as string
    })

    test('encrypts and decrypts, bound to the encryption context', async () => {
      const EncryptionContext = { tenant: 't1', schlüssel: 'wert' }
      const { CiphertextBlob } = await kms.encrypt({
        KeyId,
        Plaintext: Buffer.from('hello'),
        EncryptionContext,
      })
      const opened = await kms.decrypt({ CiphertextBlob, EncryptionContext })
      assert.equal(Buffer.from(opened.Plaintext as Uint8Array).toString(), 'hello')
      assert.equal(opened.KeyId, KeyId)
      await assert.rejects(kms.decrypt({ CiphertextBlob }), { name: 'InvalidCiphertextException' })
    })

    test('data keys come in both sizes and open again', async () => {
      for (const [KeySpec, bytes] of [
        ['AES_128', 16],
        ['AES_256', 32],
      ] as const) {
        const made = await kms.generateDataKey({ KeyId, KeySpec })
        assert.equal(made.Plaintext?.length, bytes)
        const opened = await kms.decrypt({ CiphertextBlob: made.CiphertextBlob })
        assert.deepEqual(opened.Plaintext, made.Plaintext)
      }
      const sealed = await kms.generateDataKeyWithoutPlaintext({ KeyId, NumberOfBytes: 64 })
      assert.equal((await kms.decrypt({ CiphertextBlob: sealed.CiphertextBlob })).Plaintext?.length, 64)
    })

    test('ReEncrypt moves a ciphertext to another key and context', async () => {
      const other = (await kms.createKey()).KeyMetadata?.Arn as string
      const { CiphertextBlob } = await kms.encrypt({
        KeyId,
        Plaintext: Buffer.from('move me'),
        EncryptionContext: { a: 'bc' },
      })
      const moved = await kms.reEncrypt({
        CiphertextBlob,
        SourceEncryptionContext: { a: 'bc' },
        DestinationKeyId: other,
        DestinationEncryptionContext: { ab: 'c' },
      })
      assert.equal(moved.SourceKeyId, KeyId)
      assert.equal(moved.KeyId, other)
      await assert.rejects(
        kms.decrypt({ CiphertextBlob: moved.CiphertextBlob, EncryptionContext: { a: 'bc' } }),
        { name: 'InvalidCiphertextException' },
      )
      const opened = await kms.decrypt({
        CiphertextBlob: moved.CiphertextBlob,
        EncryptionContext: { ab: 'c' },
      })
      assert.equal(Buffer.from(opened.Plaintext as Uint8Array).toString(), 'move me')
    })

    test('a disabled key refuses with its ARN, an enabled one works again', async () => {
      const key = (await kms.createKey()).KeyMetadata?.Arn as string
      const { CiphertextBlob } = await kms.encrypt({ KeyId: key, Plaintext: Buffer.from('x') })
      await kms.disableKey({ KeyId: key })
      await assert.rejects(kms.decrypt({ CiphertextBlob }), {
        name: 'DisabledException',
        message: `${key} is disabled.`,
      })
      await kms.enableKey({ KeyId: key })
      await kms.decrypt({ CiphertextBlob })
    })

    test('deletion is scheduled, blocks use, and can be taken back', async () => {
      const key = (await kms.createKey()).KeyMetadata?.Arn as string
      const scheduled = await kms.scheduleKeyDeletion({ KeyId: key, PendingWindowInDays: 7 })
      assert.equal(scheduled.KeyState, 'PendingDeletion')
      const days = ((scheduled.DeletionDate?.getTime() ?? 0) - Date.now()) / 86_400_000
      assert.ok(days > 6.9 && days <= 7.01)
      await assert.rejects(kms.encrypt({ KeyId: key, Plaintext: Buffer.from('x') }), {
        name: 'KMSInvalidStateException',
        message: `${key} is pending deletion.`,
      })
      await kms.cancelKeyDeletion({ KeyId: key })
      assert.equal((await kms.describeKey({ KeyId: key })).KeyMetadata?.KeyState, 'Disabled')
    })

    test('aliases are made, moved, listed and removed', async () => {
      const AliasName = 'alias/black-box'
      await kms.createAlias({ AliasName, TargetKeyId: KeyId })
      assert.equal((await kms.describeKey({ KeyId: AliasName })).KeyMetadata?.Arn, KeyId)
      await assert.rejects(kms.createAlias({ AliasName, TargetKeyId: KeyId }), {
        name: 'AlreadyExistsException',
      })
      const other = (await kms.createKey()).KeyMetadata?.Arn as string
      await kms.updateAlias({ AliasName, TargetKeyId: other })
      assert.equal((await kms.describeKey({ KeyId: AliasName })).KeyMetadata?.Arn, other)
      assert.ok(
        (await kms.listAliases({ KeyId: other })).Aliases?.some((alias) => alias.AliasName === AliasName),
      )
      await kms.deleteAlias({ AliasName })
      await assert.rejects(kms.describeKey({ KeyId: AliasName }), {
        name: 'NotFoundException',
        message: `Alias arn:aws:kms:${server.region}:${server.accountId}:${AliasName} is not found.`,
      })
    })

    test('a grant lets a user without any policy decrypt, until it is revoked', async () => {
      const { iam } = server.admin
      const user = await iam.createUser({ UserName: 'grantee' })
      const { AccessKey } = await iam.createAccessKey({ UserName: 'grantee' })
      const grantee = clientsFor({
        endpoint: server.endpoint,
        region: server.region,
        credentials: {
          accessKeyId: AccessKey?.AccessKeyId as string,
          secretAccessKey: AccessKey?.SecretAccessKey as string,
        },
      })
      const EncryptionContext = { purpose: 'grant' }
      const { CiphertextBlob } = await kms.encrypt({ KeyId, Plaintext: Buffer.from('x'), EncryptionContext })
      await assert.rejects(grantee.kms.decrypt({ CiphertextBlob, EncryptionContext, KeyId }), {
        name: 'AccessDeniedException',
      })
      const { GrantId } = await kms.createGrant({
        KeyId,
        GranteePrincipal: user.User?.Arn,
        Operations: ['Decrypt'],
        Constraints: { EncryptionContextSubset: EncryptionContext },
      })
      await grantee.kms.decrypt({ CiphertextBlob, EncryptionContext, KeyId })
      await assert.rejects(grantee.kms.encrypt({ KeyId, Plaintext: Buffer.from('x') }), {
        name: 'AccessDeniedException',
      })
      await kms.revokeGrant({ KeyId, GrantId })
      await assert.rejects(grantee.kms.decrypt({ CiphertextBlob, EncryptionContext, KeyId }), {
        name: 'AccessDeniedException',
        message: `User: ${user.User?.Arn} is not authorized to perform: kms:Decrypt on resource: ${KeyId} because no identity-based policy allows the kms:Decrypt action`,
      })
    })

    test('AWS validates with AWS’s words', async () => {
      await assert.rejects(kms.generateRandom({ NumberOfBytes: 1025 }), {
        name: 'ValidationException',
        message:
          "1 validation error detected: Value '1025' at 'numberOfBytes' failed to satisfy constraint: Member must have value less than or equal to 1024",
      })
      await assert.rejects(kms.encrypt({ KeyId, Plaintext: Buffer.alloc(4097) }), {
        name: 'ValidationException',
        message:
          "1 validation error detected: Value at 'plaintext' failed to satisfy constraint: Member must have length less than or equal to 4096",
      })
      await assert.rejects(kms.describeKey({ KeyId: 'fake-key-id' }), {
        name: 'NotFoundException',
        message: "Invalid keyId 'fake-key-id'",
      })
    })

    test('an operation that is not there yet says so and names itself', async () => {
      await assert.rejects(
        server.admin.cloudTrail.listTrails(),
        (error: Error & { $metadata: { httpStatusCode: number } }) => {
          assert.equal(error.$metadata.httpStatusCode, 501)
          assert.match(error.message, /ListTrails/)
          return true
        },
      )
    })

    test('lists page to their end', async () => {
      const seen = new Set<string>()
      for (let Marker: string | undefined, page = 0; page === 0 || Marker; page++) {
        const answer = await kms.listKeys({ Limit: 1, Marker })
        for (const key of answer.Keys ?? []) seen.add(key.KeyId as string)
        Marker = answer.Truncated ? answer.NextMarker : undefined
      }
      assert.ok(seen.size >= 3)
    })
  })
