/** What the trail says of each KMS operation, as a customer finds it with LookupEvents. */

import assert from 'node:assert/strict'
import { createPublicKey, publicEncrypt, randomBytes } from 'node:crypto'
import { before, describe, test } from 'node:test'
import type { CreateKeyCommandInput, KMS } from '@aws-sdk/client-kms'
import { clientsFor } from '../src/cli/tour/clients.ts'
import { suiteScope } from './support/servers.ts'
import {
  failureOf,
  newUser,
  otherAccount,
  ownAccount,
  type Strangers,
  startStrangers,
} from './support/strangers.ts'
import { lookup, type TrailRecord } from './support/trail-lookup.ts'

const regions = ['us-east-1', 'eu-central-1']
const Plaintext = Buffer.from('a plaintext')
const Message = Plaintext
const EncryptionContext = { tenant: 't1' }
const materialId = /^[0-9a-f]{64}$/
const textDate = /^[A-Z][a-z]{2} \d{1,2}, \d{4}, \d{1,2}:\d{2}:\d{2}\s[AP]M$/u
const root = `arn:aws:iam::${ownAccount}:root`

type Elements = Record<string, unknown> | null

function identityOf(record: TrailRecord | undefined): Record<string, unknown> {
  return record?.userIdentity as Record<string, unknown>
}

interface Expected {
  readonly eventName: string
  readonly requestParameters: Elements
  readonly responseElements?: Elements
  readonly readOnly?: boolean
  /** ARNs, in their order. */
  readonly resources: readonly string[]
}

describe('the trail of KMS', () => {
  const scope = suiteScope()
  let strangers: Strangers
  let kms: KMS
  before(async () => {
    strangers = await startStrangers(scope, { KEYHOLD_REGIONS: regions.join() })
    kms = strangers.own.kms
  })

  async function newKey(input: CreateKeyCommandInput = {}): Promise<string> {
    return (await kms.createKey(input)).KeyMetadata?.Arn as string
  }

  /** The one event of an answered call. */
  async function eventOf(
    answer: {
      $metadata: { requestId?: string | undefined }
    },
    eventName: string,
  ): Promise<TrailRecord> {
    const events = await lookup(strangers.own, 'EventName', eventName)
    const [event, ...more] = events.filter(({ requestID }) => requestID === answer.$metadata.requestId)
    assert.ok(event !== undefined && more.length === 0, `one event of ${eventName}`)
    return event
  }

  async function requireEvent(
    answer: { $metadata: { requestId?: string | undefined } },
    { eventName, readOnly = true, responseElements = null, requestParameters, resources }: Expected,
  ): Promise<TrailRecord> {
    const event = await eventOf(answer, eventName)
    assert.deepEqual(event.requestParameters, requestParameters, eventName)
    assert.deepEqual(event.responseElements, responseElements, eventName)
    assert.equal(event.readOnly, readOnly, eventName)
    assert.deepEqual(
      event.resources,
      resources.map((ARN) => ({ accountId: ownAccount, type: 'AWS::KMS::Key', ARN })),
      eventName,
    )
    assert.equal(event.eventType, 'AwsApiCall')
    assert.equal(event.managementEvent, true)
    assert.equal(event.eventSource, 'kms.amazonaws.com')
    assert.equal(event.errorCode, undefined)
    return event
  }

  test('symmetric cryptography: key, algorithm, context and material; never the data', async () => {
    const key = await newKey()
    const keyId = key.split('/')[1] as string
    const encrypted = await kms.encrypt({ KeyId: keyId, Plaintext, EncryptionContext })
    const encryptionAlgorithm = 'SYMMETRIC_DEFAULT'
    const resources = [key]
    const encrypt = await requireEvent(encrypted, {
      eventName: 'Encrypt',
      requestParameters: { keyId, encryptionAlgorithm, encryptionContext: EncryptionContext },
      resources,
    })
    assert.match(String(encrypt.additionalEventData?.keyMaterialId), materialId)
    const { CiphertextBlob } = encrypted
    const decrypt = await requireEvent(await kms.decrypt({ CiphertextBlob, EncryptionContext }), {
      eventName: 'Decrypt',
      requestParameters: { keyId: key, encryptionAlgorithm, encryptionContext: EncryptionContext },
      resources,
    })
    assert.deepEqual(decrypt.additionalEventData, encrypt.additionalEventData)
    for (const [eventName, answer, requestParameters] of [
      ['GenerateDataKey', await kms.generateDataKey({ KeyId: key, NumberOfBytes: 9 }), { numberOfBytes: 9 }],
      [
        'GenerateDataKeyWithoutPlaintext',
        await kms.generateDataKeyWithoutPlaintext({ KeyId: key, KeySpec: 'AES_128', EncryptionContext }),
        { keySpec: 'AES_128', encryptionContext: EncryptionContext },
      ],
      [
        'GenerateDataKeyPair',
        await kms.generateDataKeyPair({ KeyId: key, KeyPairSpec: 'ECC_NIST_P256', EncryptionContext }),
        { keyPairSpec: 'ECC_NIST_P256', encryptionContext: EncryptionContext },
      ],
      [
        'GenerateDataKeyPairWithoutPlaintext',
        await kms.generateDataKeyPairWithoutPlaintext({ KeyId: key, KeyPairSpec: 'ECC_NIST_P256' }),
        { keyPairSpec: 'ECC_NIST_P256' },
      ],
    ] as const) {
      const event = await requireEvent(answer, {
        eventName,
        requestParameters: { keyId: key, ...requestParameters },
        resources,
      })
      assert.deepEqual(event.additionalEventData, encrypt.additionalEventData, eventName)
    }
    const other = await newKey()
    const moved = await kms.reEncrypt({
      CiphertextBlob,
      SourceEncryptionContext: EncryptionContext,
      DestinationKeyId: other,
    })
    await requireEvent(moved, {
      eventName: 'ReEncrypt',
      requestParameters: {
        sourceEncryptionAlgorithm: encryptionAlgorithm,
        sourceEncryptionContext: EncryptionContext,
        destinationKeyId: other,
        destinationEncryptionAlgorithm: encryptionAlgorithm,
      },
      resources: [key, other],
    })
    await requireEvent(await kms.generateRandom({ NumberOfBytes: 8 }), {
      eventName: 'GenerateRandom',
      requestParameters: null,
      resources: [],
    })
  })

  test('signatures, MACs, key agreement, encapsulation: algorithms and keys', async () => {
    const signing = await newKey({ KeySpec: 'ECC_NIST_P256', KeyUsage: 'SIGN_VERIFY' })
    const signInput = { KeyId: signing, Message, SigningAlgorithm: 'ECDSA_SHA_256' as const }
    const signed = await kms.sign(signInput)
    const hmac = await newKey({ KeySpec: 'HMAC_256', KeyUsage: 'GENERATE_VERIFY_MAC' })
    const macInput = { KeyId: hmac, Message, MacAlgorithm: 'HMAC_SHA_256' as const }
    const made = await kms.generateMac(macInput)
    const kem = await newKey({ KeySpec: 'ML_KEM_512', KeyUsage: 'ENCAPSULATE_DECAPSULATE' })
    const kemInput = { KeyId: kem, EncapsulationAlgorithm: 'ML_KEM' as const }
    const encapsulated = await kms.encapsulate(kemInput)
    const { SharedSecretCiphertextBlob } = encapsulated
    const agreement = await newKey({ KeySpec: 'ECC_NIST_P256', KeyUsage: 'KEY_AGREEMENT' })
    const { PublicKey } = await kms.getPublicKey({ KeyId: agreement })
    const derived = await kms.deriveSharedSecret({
      KeyId: agreement,
      KeyAgreementAlgorithm: 'ECDH',
      PublicKey,
    })
    const signParameters = { keyId: signing, signingAlgorithm: 'ECDSA_SHA_256', messageType: 'RAW' }
    const macParameters = { keyId: hmac, macAlgorithm: 'HMAC_SHA_256' }
    const kemParameters = { keyId: kem, encapsulationAlgorithm: 'ML_KEM' }
    const publicKey = Buffer.from(PublicKey as Uint8Array).toString('base64')
    for (const [eventName, answer, requestParameters, key] of [
      ['Sign', signed, signParameters, signing],
      ['Verify', await kms.verify({ ...signInput, Signature: signed.Signature }), signParameters, signing],
      ['GenerateMac', made, macParameters, hmac],
      ['VerifyMac', await kms.verifyMac({ ...macInput, Mac: made.Mac }), macParameters, hmac],
      ['Encapsulate', encapsulated, kemParameters, kem],
      ['Decapsulate', await kms.decapsulate({ ...kemInput, SharedSecretCiphertextBlob }), kemParameters, kem],
      [
        'DeriveSharedSecret',
        derived,
        { keyId: agreement, keyAgreementAlgorithm: 'ECDH', publicKey },
        agreement,
      ],
      ['GetPublicKey', await kms.getPublicKey({ KeyId: kem }), { keyId: kem }, kem],
    ] as const)
      await requireEvent(answer, { eventName, requestParameters, resources: [key] })
  })

  test('keys: created, described, changed, scheduled for deletion and kept', async () => {
    const Tags = [{ TagKey: 'team', TagValue: 'a' }]
    const created = await kms.createKey({ Description: 'for the trail', Tags })
    const key = created.KeyMetadata?.Arn as string
    const keyId = key
    const create = await eventOf(created, 'CreateKey')
    assert.deepEqual(create.requestParameters, {
      bypassPolicyLockoutSafetyCheck: false,
      customerMasterKeySpec: 'SYMMETRIC_DEFAULT',
      description: 'for the trail',
      keySpec: 'SYMMETRIC_DEFAULT',
      keyUsage: 'ENCRYPT_DECRYPT',
      multiRegion: false,
      origin: 'AWS_KMS',
      tags: [{ tagKey: 'team', tagValue: 'a' }],
    })
    const metadata = create.responseElements?.keyMetadata as Record<string, unknown>
    assert.equal(metadata.aWSAccountId, ownAccount)
    assert.equal(metadata.arn, key)
    assert.match(String(metadata.creationDate), textDate)
    assert.deepEqual(create.resources, [{ accountId: ownAccount, type: 'AWS::KMS::Key', ARN: key }])

    const { Policy } = await kms.getKeyPolicy({ KeyId: key })
    const changed = { keyId: key }
    const write = { readOnly: false, resources: [key] }
    const read = { resources: [key] }
    const rows: [string, { $metadata: object }, Partial<Expected> & Pick<Expected, 'resources'>][] = [
      ['DescribeKey', await kms.describeKey({ KeyId: key }), { requestParameters: { keyId }, ...read }],
      [
        'GetKeyPolicy',
        await kms.getKeyPolicy({ KeyId: key, PolicyName: 'default' }),
        { requestParameters: { keyId, policyName: 'default' }, ...read },
      ],
      [
        'ListKeyPolicies',
        await kms.listKeyPolicies({ KeyId: key }),
        { requestParameters: { keyId }, ...read },
      ],
      [
        'ListResourceTags',
        await kms.listResourceTags({ KeyId: key, Limit: 5 }),
        { requestParameters: { keyId, limit: 5 }, ...read },
      ],
      [
        'GetKeyRotationStatus',
        await kms.getKeyRotationStatus({ KeyId: key }),
        { requestParameters: { keyId }, ...read },
      ],
      [
        'GetKeyLastUsage',
        await kms.getKeyLastUsage({ KeyId: key }),
        { requestParameters: { keyId }, ...read },
      ],
      [
        'PutKeyPolicy',
        await kms.putKeyPolicy({ KeyId: key, Policy }),
        {
          requestParameters: {
            keyId,
            policyName: 'default',
            policy: Policy,
            bypassPolicyLockoutSafetyCheck: false,
          },
          ...write,
        },
      ],
      [
        'UpdateKeyDescription',
        await kms.updateKeyDescription({ KeyId: key, Description: 'new' }),
        { requestParameters: { keyId, description: 'new' }, ...write },
      ],
      [
        'TagResource',
        await kms.tagResource({ KeyId: key, Tags }),
        {
          requestParameters: { keyId, tags: [{ tagKey: 'team', tagValue: 'a' }] },
          responseElements: changed,
          ...write,
        },
      ],
      [
        'UntagResource',
        await kms.untagResource({ KeyId: key, TagKeys: ['team'] }),
        { requestParameters: { keyId, tagKeys: ['team'] }, responseElements: changed, ...write },
      ],
      [
        'EnableKeyRotation',
        await kms.enableKeyRotation({ KeyId: key, RotationPeriodInDays: 100 }),
        { requestParameters: { keyId, rotationPeriodInDays: 100 }, responseElements: changed, ...write },
      ],
      [
        'DisableKeyRotation',
        await kms.disableKeyRotation({ KeyId: key }),
        { requestParameters: { keyId }, ...write },
      ],
      [
        'DisableKey',
        await kms.disableKey({ KeyId: key }),
        { requestParameters: { keyId }, responseElements: changed, ...write },
      ],
      [
        'EnableKey',
        await kms.enableKey({ KeyId: key }),
        { requestParameters: { keyId }, responseElements: changed, ...write },
      ],
    ]
    for (const [eventName, answer, expected] of rows)
      await requireEvent(answer, { eventName, requestParameters: null, ...expected })
    const scheduled = await kms.scheduleKeyDeletion({ KeyId: key, PendingWindowInDays: 9 })
    const { responseElements, ...schedule } = await eventOf(scheduled, 'ScheduleKeyDeletion')
    assert.deepEqual(schedule.requestParameters, { keyId, pendingWindowInDays: 9 })
    const { deletionDate, ...response } = responseElements as Record<string, unknown>
    assert.deepEqual(response, { keyId, keyState: 'PendingDeletion', pendingWindowInDays: 9 })
    assert.match(String(deletionDate), textDate)
    await requireEvent(await kms.cancelKeyDeletion({ KeyId: key }), {
      eventName: 'CancelKeyDeletion',
      requestParameters: { keyId },
      responseElements: { keyId },
      ...write,
    })
    for (const [eventName, answer, requestParameters] of [
      ['ListKeys', await kms.listKeys({ Limit: 3 }), { limit: 3 }],
      ['ListAliases', await kms.listAliases({ KeyId: key }), { keyId }],
      ['DescribeCustomKeyStores', await kms.describeCustomKeyStores({ Limit: 3 }), { limit: 3 }],
    ] as const)
      await requireEvent(answer, { eventName, requestParameters, resources: [] })
    await requireEvent(await kms.listKeys(), {
      eventName: 'ListKeys',
      requestParameters: null,
      resources: [],
    })
  })

  test('aliases: the key and the alias', async () => {
    const [first, second] = [await newKey(), await newKey()]
    const aliasName = 'alias/trail'
    const alias = first.replace(/key\/.*/, aliasName)
    const created = await kms.createAlias({ AliasName: aliasName, TargetKeyId: first })
    await requireEvent(created, {
      eventName: 'CreateAlias',
      requestParameters: { aliasName, targetKeyId: first },
      responseElements: { keyId: first },
      readOnly: false,
      resources: [first, alias],
    })
    await requireEvent(await kms.encrypt({ KeyId: aliasName, Plaintext }), {
      eventName: 'Encrypt',
      requestParameters: { keyId: aliasName, encryptionAlgorithm: 'SYMMETRIC_DEFAULT' },
      resources: [first],
    })
    const moved = await eventOf(
      await kms.updateAlias({ AliasName: aliasName, TargetKeyId: second }),
      'UpdateAlias',
    )
    assert.equal(moved.resources[0]?.ARN, alias)
    assert.deepEqual(moved.responseElements, { keyId: second })
    await requireEvent(await kms.deleteAlias({ AliasName: aliasName }), {
      eventName: 'DeleteAlias',
      requestParameters: { aliasName },
      responseElements: { keyId: second },
      readOnly: false,
      resources: [second, alias],
    })
  })

  test('grants: what they give and to whom; their tokens never', async () => {
    const key = await newKey()
    const keyId = key
    const input = { KeyId: key, GranteePrincipal: root, RetiringPrincipal: root, Name: 'n' }
    const made = await kms.createGrant({
      ...input,
      Operations: ['Decrypt'],
      Constraints: { EncryptionContextSubset: EncryptionContext },
    })
    const grantId = made.GrantId as string
    const create = await requireEvent(made, {
      eventName: 'CreateGrant',
      requestParameters: {
        keyId,
        granteePrincipal: root,
        retiringPrincipal: root,
        name: 'n',
        operations: ['Decrypt'],
        constraints: { encryptionContextSubset: EncryptionContext },
      },
      responseElements: { grantId, keyId },
      readOnly: false,
      resources: [key],
    })
    const used = await kms.encrypt({ KeyId: key, Plaintext, GrantTokens: [made.GrantToken as string] })
    const texts = [create, await eventOf(used, 'Encrypt')].map((event) => JSON.stringify(event))
    await requireEvent(await kms.listGrants({ KeyId: key, GrantId: grantId }), {
      eventName: 'ListGrants',
      requestParameters: { keyId, grantId },
      resources: [key],
    })
    await requireEvent(await kms.listRetirableGrants({ RetiringPrincipal: root }), {
      eventName: 'ListRetirableGrants',
      requestParameters: { retiringPrincipal: root },
      resources: [],
    })
    const retired = await requireEvent(await kms.retireGrant({ GrantToken: made.GrantToken }), {
      eventName: 'RetireGrant',
      requestParameters: null,
      readOnly: false,
      resources: [key],
    })
    assert.deepEqual(retired.additionalEventData, { grantId })
    texts.push(JSON.stringify(retired))
    for (const text of texts) assert.ok(!text.includes(made.GrantToken as string))
    const second = await kms.createGrant({ ...input, Operations: ['Decrypt'] })
    await requireEvent(await kms.revokeGrant({ KeyId: key, GrantId: second.GrantId }), {
      eventName: 'RevokeGrant',
      requestParameters: { keyId, grantId: second.GrantId },
      readOnly: false,
      resources: [key],
    })
  })

  test('imports and rotations: material ids; neither tokens nor material; service events', async () => {
    const key = await newKey({ Origin: 'EXTERNAL' })
    const keyId = key
    const wrapping = { WrappingAlgorithm: 'RSAES_OAEP_SHA_256', WrappingKeySpec: 'RSA_2048' } as const
    const parameters = await kms.getParametersForImport({ KeyId: key, ...wrapping })
    await requireEvent(parameters, {
      eventName: 'GetParametersForImport',
      requestParameters: { keyId, wrappingAlgorithm: 'RSAES_OAEP_SHA_256', wrappingKeySpec: 'RSA_2048' },
      resources: [key],
    })
    const wrapped = publicEncrypt(
      {
        key: createPublicKey({
          key: Buffer.from(parameters.PublicKey as Uint8Array),
          format: 'der',
          type: 'spki',
        }),
        oaepHash: 'sha256',
      },
      randomBytes(32),
    )
    const ValidTo = new Date(Date.now() + 86_400_000)
    const imported = await kms.importKeyMaterial({
      KeyId: key,
      ImportToken: parameters.ImportToken,
      EncryptedKeyMaterial: wrapped,
      ValidTo,
      KeyMaterialDescription: 'first',
    })
    const keyMaterialId = imported.KeyMaterialId as string
    const { requestParameters, responseElements } = await eventOf(imported, 'ImportKeyMaterial')
    const { validTo, ...rest } = requestParameters as Record<string, unknown>
    assert.match(String(validTo), textDate)
    assert.deepEqual(rest, { keyId, keyMaterialDescription: 'first' })
    assert.deepEqual(responseElements, { keyId, keyMaterialId })
    await requireEvent(await kms.deleteImportedKeyMaterial({ KeyId: key, KeyMaterialId: keyMaterialId }), {
      eventName: 'DeleteImportedKeyMaterial',
      requestParameters: { keyId, keyMaterialId },
      responseElements: { keyId, keyMaterialId },
      readOnly: false,
      resources: [key],
    })

    const rotated = await newKey()
    await requireEvent(await kms.rotateKeyOnDemand({ KeyId: rotated }), {
      eventName: 'RotateKeyOnDemand',
      requestParameters: { keyId: rotated },
      responseElements: { keyId: rotated },
      readOnly: false,
      resources: [rotated],
    })
    await requireEvent(await kms.listKeyRotations({ KeyId: rotated }), {
      eventName: 'ListKeyRotations',
      requestParameters: { keyId: rotated },
      resources: [rotated],
    })
    let service: TrailRecord | undefined
    for (let tries = 0; service === undefined && tries < 200; tries++) {
      service = (await lookup(strangers.own, 'ResourceName', rotated)).find(
        (each) => each.eventName === 'RotateKey',
      )
    }
    assert.equal(service?.eventType, 'AwsServiceEvent')
    assert.equal('requestID' in (service ?? {}), false)
    assert.deepEqual(service?.responseElements, { keyId: rotated })
    assert.deepEqual(service?.userIdentity, { accountId: ownAccount, invokedBy: 'AWS Internal' })
    const details = service?.serviceEventDetails as Record<string, unknown>
    assert.equal(details.rotationType, 'ON_DEMAND')
    assert.equal(details.keyOrigin, 'AWS_KMS')
    assert.match(String(details.currentKeyMaterialId), materialId)
    assert.notEqual(details.currentKeyMaterialId, details.previousKeyMaterialId)
  })

  test('multi-Region keys: an event in each Region', async () => {
    const key = await newKey({ MultiRegion: true })
    const [here, there] = regions as [string, string]
    const replica = key.replace(here, there)
    const replicated = await kms.replicateKey({ KeyId: key, ReplicaRegion: there })
    const { requestParameters, responseElements } = await eventOf(replicated, 'ReplicateKey')
    assert.deepEqual(requestParameters, {
      keyId: key,
      replicaRegion: there,
      description: '',
      bypassPolicyLockoutSafetyCheck: false,
    })
    assert.deepEqual(Object.keys(responseElements ?? {}).sort(), ['replicaKeyMetadata', 'replicaPolicy'])
    const credentials = await strangers.own.kms.config.credentials()
    const elsewhere = clientsFor({ endpoint: strangers.server.endpoint, region: there, credentials })
    const creations = await lookup(elsewhere, 'ResourceName', replica)
    assert.deepEqual(
      creations.map((event) => event.eventName).filter((name) => name === 'CreateKey'),
      ['CreateKey'],
    )
    const updated = await kms.updatePrimaryRegion({ KeyId: key, PrimaryRegion: there })
    const update = await eventOf(updated, 'UpdatePrimaryRegion')
    assert.deepEqual(update.responseElements, { keyId: key })
    const [other] = await lookup(elsewhere, 'EventName', 'UpdatePrimaryRegion')
    assert.deepEqual(other?.responseElements, { keyId: replica })
    assert.equal(other?.awsRegion, there)
    assert.equal(identityOf(other).invokedBy, 'kms.amazonaws.com')
  })

  test('failures: denials without parameters, others with them, DryRun as what it is', async () => {
    const { server, own } = strangers
    const key = await newKey()
    const nobody = await newUser(server, own, 'nobody')
    await failureOf(nobody.clients.kms.encrypt({ KeyId: key, Plaintext, EncryptionContext }))
    await failureOf(kms.encrypt({ KeyId: key, Plaintext, DryRun: true }))
    await failureOf(kms.sign({ KeyId: key, Message, SigningAlgorithm: 'ECDSA_SHA_256' }))
    await failureOf(kms.decrypt({ CiphertextBlob: Buffer.alloc(100), KeyId: key }))
    const events = (await lookup(own, 'ResourceName', key)).slice(1)
    assert.deepEqual(
      events.map(({ eventName, errorCode }) => [eventName, errorCode]),
      [
        ['Encrypt', 'AccessDenied'],
        ['Encrypt', 'DryRunOperationException'],
        ['Sign', 'InvalidKeyUsageException'],
        ['Decrypt', 'InvalidCiphertextException'],
      ],
    )
    const [denied, dryRun, sign, decrypt] = events as [TrailRecord, TrailRecord, TrailRecord, TrailRecord]
    assert.equal(denied.requestParameters, null)
    assert.match(
      String(denied.errorMessage),
      /because no identity-based policy allows the kms:Encrypt action$/,
    )
    assert.equal(dryRun.requestParameters?.dryRun, true)
    assert.equal(sign.requestParameters?.signingAlgorithm, 'ECDSA_SHA_256')
    assert.equal('errorMessage' in decrypt, false)
    for (const event of events) assert.equal(event.responseElements, null)
  })

  test('another account’s use is in both accounts’ trails; its denials in its own only', async () => {
    const { server, own, other } = strangers
    const statement = {
      Effect: 'Allow',
      Principal: { AWS: otherAccount },
      Action: ['kms:Encrypt', 'kms:Sign'],
      Resource: '*',
    }
    const all = { Effect: 'Allow', Principal: { AWS: ownAccount }, Action: 'kms:*', Resource: '*' }
    const Policy = JSON.stringify({ Version: '2012-10-17', Statement: [all, statement] })
    const key = await newKey({ Policy })
    const partner = await newUser(server, other, 'partner', { Action: 'kms:*' })
    const answer = await partner.clients.kms.encrypt({ KeyId: key, Plaintext })
    await failureOf(partner.clients.kms.sign({ KeyId: key, Message, SigningAlgorithm: 'ECDSA_SHA_256' }))
    await failureOf(partner.clients.kms.describeKey({ KeyId: key }))
    const owners = (await lookup(own, 'ResourceName', key)).slice(1)
    const callers = await lookup(other, 'ResourceName', key)
    for (const events of [owners, callers])
      assert.deepEqual(
        events.map(({ eventName, errorCode }) => [eventName, errorCode]),
        [
          ['Encrypt', undefined],
          ['Sign', 'InvalidKeyUsageException'],
        ],
      )
    assert.equal(owners[0]?.requestID, answer.$metadata.requestId)
    assert.equal(owners[0]?.sharedEventID, callers[0]?.sharedEventID)
    assert.equal(identityOf(owners[0]).type, 'AWSAccount')
    assert.equal(owners[0]?.resources[0]?.accountId, ownAccount)
    const denied = await lookup(other, 'EventName', 'DescribeKey')
    assert.equal(denied.at(-1)?.errorCode, 'AccessDenied')
    assert.deepEqual(denied.at(-1)?.resources, [])
  })
})
