/** The life of a KMS key as the unmodified SDK sees it: rotation, imports, multi-Region keys, last use, and their trail. */

import assert from 'node:assert/strict'
import { constants, createCipheriv, createPublicKey, publicEncrypt, randomBytes } from 'node:crypto'
import { before, describe, test } from 'node:test'
import { type KMS, paginateListKeyRotations } from '@aws-sdk/client-kms'
import { type Clients, clientsFor } from '../src/cli/tour/clients.ts'
import { until } from '../src/cli/tour/expect.ts'
import {
  databasesFor,
  startTestServer,
  suiteScope,
  type TestServer,
  temporaryFolder,
} from './support/servers.ts'

const dayMs = 86_400_000
const regions = ['us-east-1', 'eu-central-1'] as const
const plaintext = Buffer.from('life')

for (const database of databasesFor('SQLite'))
  describe(`the life of a KMS key through the SDK, on ${database.name}`, () => {
    const scope = suiteScope()
    let server: TestServer
    let kms: KMS
    let away: Clients
    before(async () => {
      server = await startTestServer(scope, {
        ...(await database.settings()),
        KEYHOLD_REGIONS: regions.join(','),
      })
      kms = server.admin.kms
      away = clientsFor({ ...server, region: regions[1] })
    })

    const newKey = async (input: Parameters<KMS['createKey']>[0] = {}) => {
      const { KeyMetadata } = await kms.createKey(input)
      return { id: KeyMetadata?.KeyId as string, arn: KeyMetadata?.Arn as string }
    }

    /** Records of one key and operation, newest first. */
    async function recordsOf(clients: Clients, keyArn: string, eventName: string, count = 1) {
      const found = await until(
        `${eventName} of ${keyArn}`,
        async () => {
          const { Events } = await clients.cloudTrail.lookupEvents({
            LookupAttributes: [{ AttributeKey: 'ResourceName', AttributeValue: keyArn }],
          })
          const events = (Events ?? []).filter((event) => event.EventName === eventName)
          return events.length >= count ? events : undefined
        },
        10_000,
      )
      return found.map((event) => JSON.parse(event.CloudTrailEvent as string))
    }

    test('rotation: status, on demand, history in pages; old ciphertexts open, ReEncrypt moves them', async () => {
      const { id, arn } = await newKey()
      const { CiphertextBlob } = await kms.encrypt({ KeyId: id, Plaintext: plaintext })
      assert.equal((await kms.getKeyRotationStatus({ KeyId: id })).KeyRotationEnabled, false)
      await kms.enableKeyRotation({ KeyId: id, RotationPeriodInDays: 180 })
      const status = await kms.getKeyRotationStatus({ KeyId: arn })
      assert.deepEqual([status.KeyRotationEnabled, status.RotationPeriodInDays], [true, 180])
      const days = ((status.NextRotationDate?.getTime() ?? 0) - Date.now()) / dayMs
      assert.ok(days > 179.9 && days <= 180.01)
      for (let count = 0; count < 3; count++) {
        assert.equal((await kms.rotateKeyOnDemand({ KeyId: id })).KeyId, arn)
      }
      const entries = []
      const pages = paginateListKeyRotations(
        { client: kms, pageSize: 2 },
        { KeyId: id, IncludeKeyMaterial: 'ALL_KEY_MATERIAL' },
      )
      for await (const page of pages) entries.push(...(page.Rotations ?? []))
      assert.deepEqual(
        entries.map((entry) => [entry.RotationType, entry.KeyMaterialState]),
        [
          [undefined, 'NON_CURRENT'],
          ['ON_DEMAND', 'NON_CURRENT'],
          ['ON_DEMAND', 'NON_CURRENT'],
          ['ON_DEMAND', 'CURRENT'],
        ],
      )
      const opened = await kms.decrypt({ CiphertextBlob })
      assert.equal(opened.KeyMaterialId, entries[0]?.KeyMaterialId)
      const moved = await kms.reEncrypt({ CiphertextBlob, DestinationKeyId: id })
      assert.equal(moved.DestinationKeyMaterialId, entries[3]?.KeyMaterialId)
      await kms.disableKeyRotation({ KeyId: id })
      assert.equal((await kms.getKeyRotationStatus({ KeyId: id })).KeyRotationEnabled, false)

      const [enabled] = await recordsOf(server.admin, arn, 'EnableKeyRotation')
      assert.deepEqual(enabled.requestParameters, { keyId: id, rotationPeriodInDays: 180 })
      assert.deepEqual(enabled.responseElements, { keyId: arn })
      const [onDemand] = await recordsOf(server.admin, arn, 'RotateKeyOnDemand', 3)
      assert.deepEqual([onDemand.requestParameters, onDemand.readOnly], [{ keyId: id }, false])
      const rotations = await recordsOf(server.admin, arn, 'RotateKey', 3)
      const last = rotations.find(
        ({ serviceEventDetails }) =>
          serviceEventDetails.currentKeyMaterialId === moved.DestinationKeyMaterialId,
      )
      assert.deepEqual(last.serviceEventDetails, {
        keyId: id,
        rotationType: 'ON_DEMAND',
        keyOrigin: 'AWS_KMS',
        previousKeyMaterialId: entries[2]?.KeyMaterialId,
        currentKeyMaterialId: entries[3]?.KeyMaterialId,
      })
      assert.deepEqual([last.eventType, last.requestID], ['AwsServiceEvent', undefined])
    })

    test('rotation: AWS’s words for what cannot be', async () => {
      const { id } = await newKey({ KeySpec: 'RSA_2048', KeyUsage: 'SIGN_VERIFY' })
      const unsupported = { name: 'UnsupportedOperationException' }
      await assert.rejects(kms.enableKeyRotation({ KeyId: id }), unsupported)
      await assert.rejects(kms.getKeyRotationStatus({ KeyId: id }), unsupported)
      await assert.rejects(kms.listKeyRotations({ KeyId: id }), unsupported)
      await assert.rejects(kms.rotateKeyOnDemand({ KeyId: id }), unsupported)
      await kms.disableKey({ KeyId: id })
      await assert.rejects(kms.rotateKeyOnDemand({ KeyId: id }), { name: 'DisabledException' })
      await assert.rejects(kms.enableKeyRotation({ KeyId: id, RotationPeriodInDays: 89 }), {
        name: 'ValidationException',
        message:
          "1 validation error detected: Value '89' at 'rotationPeriodInDays' failed to satisfy constraint: Member must have value greater than or equal to 90",
      })
    })

    test('rotation: 25 on demand and no more; aliases and foreign markers are refused', async () => {
      const { id, arn } = await newKey()
      for (let count = 0; count < 25; count++) await kms.rotateKeyOnDemand({ KeyId: id })
      await assert.rejects(kms.rotateKeyOnDemand({ KeyId: id }), {
        name: 'LimitExceededException',
        message: `The on-demand rotations limit has been reached for the given keyId. No more on-demand rotations can be performed for this key: ${arn}`,
      })
      await assert.rejects(kms.listKeyRotations({ KeyId: id, Marker: 'foreign' }), {
        name: 'InvalidMarkerException',
      })
      const noAlias = {
        name: 'InvalidArnException',
        message: 'Key Aliases are not supported for this operation.',
      }
      await assert.rejects(kms.rotateKeyOnDemand({ KeyId: 'alias/x' }), noAlias)
      await assert.rejects(kms.getKeyLastUsage({ KeyId: 'alias/x' }), noAlias)
      await assert.rejects(kms.replicateKey({ KeyId: id, ReplicaRegion: regions[1] }), {
        name: 'UnsupportedOperationException',
        message: `${arn} is not a multi-region primary key.`,
      })
      await assert.rejects(kms.updatePrimaryRegion({ KeyId: id, PrimaryRegion: 'Europe' }), {
        name: 'ValidationException',
        message: /failed to satisfy constraint: Member must satisfy regular expression pattern/,
      })
    })

    const keyWrap = { WrappingAlgorithm: 'RSA_AES_KEY_WRAP_SHA_256', WrappingKeySpec: 'RSA_3072' } as const

    function wrap(publicKey: Uint8Array | undefined, material: Uint8Array): Buffer {
      const key = createPublicKey({ key: Buffer.from(publicKey ?? []), format: 'der', type: 'spki' })
      const aesKey = randomBytes(32)
      const cipher = createCipheriv('id-aes256-wrap-pad', aesKey, Buffer.from('a65959a6', 'hex'))
      const padding = constants.RSA_PKCS1_OAEP_PADDING
      return Buffer.concat([
        publicEncrypt({ key, padding, oaepHash: 'sha256' }, aesKey),
        cipher.update(material),
        cipher.final(),
      ])
    }

    async function importInto(
      client: KMS,
      KeyId: string,
      material: Uint8Array,
      input: Partial<Parameters<KMS['importKeyMaterial']>[0]> = {},
    ) {
      const { ImportToken, PublicKey } = await client.getParametersForImport({ KeyId, ...keyWrap })
      const EncryptedKeyMaterial = wrap(PublicKey, material)
      const expiration = input.ValidTo === undefined ? { ExpirationModel: never } : {}
      return client.importKeyMaterial({ KeyId, ImportToken, EncryptedKeyMaterial, ...expiration, ...input })
    }
    const never = 'KEY_MATERIAL_DOES_NOT_EXPIRE' as const

    test('imported material: there, deleted, back, and nothing of it in the trail', async () => {
      const { id, arn } = await newKey({ Origin: 'EXTERNAL' })
      const material = randomBytes(32)
      const given = await kms.getParametersForImport({ KeyId: id, ...keyWrap })
      assert.equal(given.KeyId, arn)
      const { KeyMaterialId } = await importInto(kms, id, material, { KeyMaterialDescription: 'ours' })
      const { CiphertextBlob } = await kms.encrypt({ KeyId: id, Plaintext: plaintext })
      assert.deepEqual(
        { ...(await kms.deleteImportedKeyMaterial({ KeyId: id })), $metadata: null },
        { KeyId: arn, KeyMaterialId, $metadata: null },
      )
      const pending = { name: 'KMSInvalidStateException', message: `${arn} is pending import.` }
      await assert.rejects(kms.decrypt({ CiphertextBlob }), pending)
      await assert.rejects(importInto(kms, id, randomBytes(32)), { name: 'IncorrectKeyMaterialException' })
      await importInto(kms, id, material)
      assert.deepEqual(Buffer.from((await kms.decrypt({ CiphertextBlob })).Plaintext ?? []), plaintext)

      const records = await recordsOf(server.admin, arn, 'ImportKeyMaterial', 3)
      const first = records.find(({ requestParameters }) => requestParameters.keyMaterialDescription)
      assert.deepEqual(first.requestParameters, {
        keyId: id,
        expirationModel: never,
        keyMaterialDescription: 'ours',
      })
      assert.deepEqual(first.responseElements, { keyId: arn, keyMaterialId: KeyMaterialId })
      const [parameters] = await recordsOf(server.admin, arn, 'GetParametersForImport')
      assert.deepEqual(
        [parameters.requestParameters, parameters.responseElements, parameters.readOnly],
        [
          { keyId: id, wrappingAlgorithm: keyWrap.WrappingAlgorithm, wrappingKeySpec: 'RSA_3072' },
          null,
          true,
        ],
      )
      const [deleted] = await recordsOf(server.admin, arn, 'DeleteImportedKeyMaterial')
      assert.deepEqual(deleted.responseElements, { keyId: arn, keyMaterialId: KeyMaterialId })
    })

    test('imported material: rotation with new material, and AWS’s errors on the way', async () => {
      const { id, arn } = await newKey({ Origin: 'EXTERNAL' })
      const [first, second] = [randomBytes(32), randomBytes(32)]
      await importInto(kms, id, first)
      await assert.rejects(kms.rotateKeyOnDemand({ KeyId: id }), {
        name: 'KMSInvalidStateException',
        message: `No available key material pending rotation for the key: ${arn}.`,
      })
      const { KeyMaterialId } = await importInto(kms, id, second, { ImportType: 'NEW_KEY_MATERIAL' })
      await assert.rejects(importInto(kms, id, randomBytes(32), { ImportType: 'NEW_KEY_MATERIAL' }), {
        name: 'KMSInvalidStateException',
        message: /cannot be imported into KMS key .* is pending rotation\.$/,
      })
      await kms.rotateKeyOnDemand({ KeyId: id })
      assert.equal((await kms.describeKey({ KeyId: id })).KeyMetadata?.CurrentKeyMaterialId, KeyMaterialId)
      await assert.rejects(kms.enableKeyRotation({ KeyId: id }), {
        name: 'UnsupportedOperationException',
        message: `${arn} origin is EXTERNAL which is not valid for this operation.`,
      })
      const other = await newKey({ Origin: 'EXTERNAL' })
      const { ImportToken, PublicKey } = await kms.getParametersForImport({ KeyId: other.id, ...keyWrap })
      const request = { EncryptedKeyMaterial: wrap(PublicKey, first), ImportToken }
      await assert.rejects(kms.importKeyMaterial({ KeyId: id, ...request, ExpirationModel: never }), {
        name: 'InvalidImportTokenException',
      })
      await assert.rejects(kms.importKeyMaterial({ KeyId: other.id, ...request }), {
        name: 'ValidationException',
        message: 'A validTo date must be set if the ExpirationModel is KEY_MATERIAL_EXPIRES',
      })
      await assert.rejects(kms.getParametersForImport({ KeyId: (await newKey()).id, ...keyWrap }), {
        name: 'UnsupportedOperationException',
        message: /origin is AWS_KMS which is not valid for this operation\.$/,
      })
    })

    test('imported material: it expires to the moment, and the trail says so', async () => {
      const { id, arn } = await newKey({ Origin: 'EXTERNAL' })
      const ValidTo = new Date(Math.ceil(Date.now() / 1000) * 1000 + 2_000)
      await importInto(kms, id, randomBytes(32), { ValidTo })
      const { KeyMetadata } = await kms.describeKey({ KeyId: id })
      assert.deepEqual(
        [KeyMetadata?.ExpirationModel, KeyMetadata?.ValidTo],
        ['KEY_MATERIAL_EXPIRES', ValidTo],
      )
      await kms.encrypt({ KeyId: id, Plaintext: plaintext })
      await until(
        'the key waiting for its import',
        async () => {
          const state = (await kms.describeKey({ KeyId: id })).KeyMetadata?.KeyState
          return state === 'PendingImport' ? true : undefined
        },
        10_000,
      )
      assert.ok(Date.now() >= ValidTo.getTime())
      await assert.rejects(kms.encrypt({ KeyId: id, Plaintext: plaintext }), {
        name: 'KMSInvalidStateException',
      })
      const [event] = await recordsOf(server.admin, arn, 'DeleteExpiredKeyMaterial')
      assert.deepEqual([event.eventType, event.userIdentity.invokedBy], ['AwsServiceEvent', 'AWS Internal'])
    })

    test('multi-Region: replicate, use in both Regions, rotate, change the primary key, delete', async () => {
      const { id, arn } = await newKey({ MultiRegion: true })
      const awayArn = arn.replace(regions[0], regions[1])
      assert.match(id, /^mrk-[0-9a-f]{32}$/)
      const { CiphertextBlob } = await kms.encrypt({ KeyId: id, Plaintext: plaintext })
      const answer = await kms.replicateKey({ KeyId: id, ReplicaRegion: regions[1], Description: 'replica' })
      assert.deepEqual(
        [answer.ReplicaKeyMetadata?.Arn, answer.ReplicaKeyMetadata?.KeyState, answer.ReplicaTags],
        [awayArn, 'Creating', undefined],
      )
      await assert.rejects(kms.replicateKey({ KeyId: id, ReplicaRegion: regions[1] }), {
        name: 'AlreadyExistsException',
      })
      const opened = await away.kms.decrypt({ CiphertextBlob })
      assert.deepEqual([opened.KeyId, Buffer.from(opened.Plaintext ?? [])], [awayArn, plaintext])
      await kms.rotateKeyOnDemand({ KeyId: id })
      const fresh = await away.kms.generateDataKey({ KeyId: id, KeySpec: 'AES_256' })
      assert.deepEqual(
        (await kms.decrypt({ CiphertextBlob: fresh.CiphertextBlob })).Plaintext,
        fresh.Plaintext,
      )
      await assert.rejects(away.kms.rotateKeyOnDemand({ KeyId: id }), {
        name: 'UnsupportedOperationException',
        message: `${awayArn} is not a multi-region primary key.`,
      })
      const moved = await away.kms.reEncrypt({
        CiphertextBlob,
        DestinationKeyId: (await away.kms.createKey()).KeyMetadata?.KeyId,
      })
      assert.equal(moved.SourceKeyId, awayArn)
      await kms.updatePrimaryRegion({ KeyId: id, PrimaryRegion: regions[1] })
      const { KeyMetadata } = await kms.describeKey({ KeyId: id })
      assert.deepEqual(KeyMetadata?.MultiRegionConfiguration, {
        MultiRegionKeyType: 'REPLICA',
        PrimaryKey: { Arn: awayArn, Region: regions[1] },
        ReplicaKeys: [{ Arn: arn, Region: regions[0] }],
      })
      const scheduled = await away.kms.scheduleKeyDeletion({ KeyId: id, PendingWindowInDays: 7 })
      assert.deepEqual(
        [scheduled.KeyState, scheduled.DeletionDate, scheduled.PendingWindowInDays],
        ['PendingReplicaDeletion', undefined, 7],
      )
      await away.kms.cancelKeyDeletion({ KeyId: id })
      await assert.rejects(away.kms.encrypt({ KeyId: id, Plaintext: plaintext }), {
        name: 'DisabledException',
      })
      await kms.encrypt({ KeyId: id, Plaintext: plaintext })

      const attempts = await recordsOf(server.admin, arn, 'ReplicateKey', 2)
      const replicated = attempts.find((record) => record.errorCode === undefined)
      assert.equal(replicated.requestParameters.replicaRegion, regions[1])
      assert.equal(replicated.responseElements.replicaKeyMetadata.arn, awayArn)
      const [created] = await recordsOf(away, awayArn, 'CreateKey')
      assert.deepEqual(
        [created.awsRegion, created.requestParameters.multiRegion, created.userIdentity.invokedBy],
        [regions[1], true, 'kms.amazonaws.com'],
      )
      const [updated] = await recordsOf(server.admin, arn, 'UpdatePrimaryRegion')
      assert.deepEqual(updated.responseElements, { keyId: arn })
      const [updatedAway] = await recordsOf(away, awayArn, 'UpdatePrimaryRegion')
      assert.deepEqual(
        [updatedAway.responseElements, updatedAway.userIdentity.invokedBy],
        [{ keyId: awayArn }, 'kms.amazonaws.com'],
      )
    })

    test('last use: none, then the last operation that succeeded', async () => {
      const { id, arn } = await newKey()
      const unused = await kms.getKeyLastUsage({ KeyId: id })
      assert.deepEqual([unused.KeyId, unused.KeyLastUsage], [id, {}])
      assert.deepEqual(unused.TrackingStartDate, unused.KeyCreationDate)
      const { CiphertextBlob } = await kms.encrypt({ KeyId: id, Plaintext: plaintext })
      const { $metadata } = await kms.decrypt({ CiphertextBlob })
      await assert.rejects(kms.encrypt({ KeyId: id, Plaintext: plaintext, DryRun: true }), {
        name: 'DryRunOperationException',
      })
      const { KeyLastUsage } = await kms.getKeyLastUsage({ KeyId: id })
      assert.deepEqual(
        [KeyLastUsage?.Operation, KeyLastUsage?.KmsRequestId],
        ['Decrypt', $metadata.requestId],
      )
      const { Events } = await until(
        'the event of the use',
        async () => {
          const answer = await server.admin.cloudTrail.lookupEvents({
            LookupAttributes: [{ AttributeKey: 'ResourceName', AttributeValue: arn }],
          })
          return answer.Events?.some((event) => event.EventName === 'Decrypt') ? answer : undefined
        },
        10_000,
      )
      const event = Events?.find(({ EventName }) => EventName === 'Decrypt')
      const told = (await kms.getKeyLastUsage({ KeyId: id })).KeyLastUsage?.CloudTrailEventId
      assert.equal(told, event?.EventId)
      assert.ok(Math.abs((KeyLastUsage?.Timestamp?.getTime() ?? 0) - Date.now()) < 30_000)
    })
  })

test('the last use of a key outlives a stop of the server', async (t) => {
  const KEYHOLD_DATA = temporaryFolder(t)
  const first = await startTestServer(t, { KEYHOLD_DATA })
  const { KeyMetadata } = await first.admin.kms.createKey()
  await first.admin.kms.encrypt({ KeyId: KeyMetadata?.KeyId, Plaintext: plaintext })
  assert.equal(await first.stop(), 0)
  const second = await startTestServer(t, { KEYHOLD_DATA })
  const { KeyLastUsage } = await second.admin.kms.getKeyLastUsage({ KeyId: KeyMetadata?.KeyId })
  assert.equal(KeyLastUsage?.Operation, 'Encrypt')
})
