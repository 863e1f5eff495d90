/** Marked data is put in everywhere; then every file and table is searched for it. */

import assert from 'node:assert/strict'
import { createPublicKey, publicEncrypt, randomBytes } from 'node:crypto'
import { appendFileSync, writeFileSync } from 'node:fs'
import { basename, join } from 'node:path'
import { describe, test } from 'node:test'
import type { KeySpec, KeyUsageType, KMS } from '@aws-sdk/client-kms'
import { Client } from 'pg'
import { assumeBuilder, createApplication, createDocumentedKey, putDocuments } from './support/application.ts'
import { bedrockOf, wholeGuardrail } from './support/bedrock.ts'
import { type Needle, searchBytes, searchFolder, textNeedle } from './support/needles.ts'
import {
  sharedPostgres,
  startTestServer,
  type TestServer,
  temporaryFolder,
  testDatabases,
} from './support/servers.ts'
import { datazoneFor, newKeyArn, putMarksInWorkspace } from './support/workspaces.ts'

/** A word that no analyser changes and nobody else writes. */
const mark = (what: string) => `canary${what}${randomBytes(8).toString('hex')}`

describe('the search itself', () => {
  test('finds a mark in every form', (t) => {
    const folder = temporaryFolder(t)
    const needle = textNeedle('mark', mark('form'))
    const forms: Record<string, Buffer> = {
      raw: needle.bytes,
      hex: Buffer.from(needle.bytes.toString('hex')),
      base64: Buffer.from(
        Buffer.concat([Buffer.from('x'), needle.bytes, Buffer.from('yz')]).toString('base64'),
      ),
      utf16: Buffer.from(needle.bytes.toString(), 'utf16le'),
    }
    for (const [name, bytes] of Object.entries(forms)) {
      writeFileSync(join(folder, name), 'before ')
      appendFileSync(join(folder, name), bytes)
    }
    const { finds } = searchFolder(folder, [needle])
    assert.deepEqual(finds.map(({ place }) => basename(place)).sort(), Object.keys(forms).sort())
  })
})

for (const database of testDatabases) {
  describe(`canary on ${database.name}`, () => {
    test('nothing that was put in rests in the clear, in files, tables or output', async (t) => {
      const settings = await database.settings()
      const server = await startTestServer(t, { ...settings, KEYHOLD_LOG: 'trace' })
      const needles = await putMarksEverywhere(server)
      await server.stop()

      const { finds, files } = searchFolder(server.dataFolder, needles)
      assert.deepEqual(finds, [])
      assert.ok(files >= 4, 'there was something to search')
      assert.deepEqual(searchBytes('output', Buffer.from(server.output()), needles), [])
      if (database.name === 'PostgreSQL') {
        const postgres = await sharedPostgres()
        await checkpoint(postgres.url)
        const tables = searchFolder(postgres.dataFolder, needles)
        assert.deepEqual(tables.finds, [])
        assert.ok(tables.files > 100, 'the data folder of PostgreSQL was searched')
      }
    })
  })
}

/** Everything that PostgreSQL holds in memory goes to its files. */
async function checkpoint(url: string): Promise<void> {
  const client = new Client({ connectionString: url })
  await client.connect()
  await client.query('CHECKPOINT')
  await client.end()
}

async function putMarksEverywhere(server: TestServer): Promise<Needle[]> {
  const needles: Needle[] = []
  const marked = (what: string): string => {
    const text = mark(what)
    needles.push(textNeedle(what, text))
    return text
  }
  const builder = await assumeBuilder(server)
  const { qbusiness } = builder.clients
  const keyArn = await createDocumentedKey(server, builder.roleArn)
  await putMarksInKeys(server, keyArn, needles, marked)
  await putMarksInGuardrails(server, marked)
  const datazone = datazoneFor(server)
  await putMarksInWorkspace(datazone, await newKeyArn(server), marked)
  await putMarksInWorkspace(datazone, undefined, marked)

  const application = await createApplication(builder.clients, keyArn, {
    displayName: marked('applicationName'),
    identityType: 'AWS_IAM_IDC',
    description: marked('applicationDescription'),
    tags: [{ key: marked('tagKey'), value: marked('tagValue') }],
  })
  const { applicationId } = application
  await createApplication(builder.clients, undefined, { displayName: marked('nameUnderServiceKey') })

  const word = marked('content')
  const documents = [
    {
      id: marked('documentId'),
      title: marked('title'),
      contentType: 'PLAIN_TEXT' as const,
      content: { blob: Buffer.from(`The ${word} is kept in the second drawer.`) },
      attributes: [
        { name: marked('attributeName').slice(0, 30), value: { stringValue: marked('attributeValue') } },
      ],
    },
    {
      id: marked('brokenId'),
      title: marked('brokenTitle'),
      contentType: 'PDF' as const,
      content: { blob: Buffer.from(marked('brokenContent')) },
    },
  ]
  await putDocuments(builder.clients, application, documents)
  const userId = marked('userId')
  const question = `Where is the ${word} kept, ${marked('question')}?`
  const answer = await qbusiness.chatSync({
    applicationId,
    userId,
    userGroups: [marked('group')],
    userMessage: question,
  })
  assert.match(answer.systemMessage ?? '', /second drawer/, 'the marks went all the way')
  await qbusiness.listConversations({ applicationId, userId })
  // Failures are marked too: what is refused must not be kept either.
  await qbusiness
    .chatSync({
      applicationId,
      userId: marked('refusedUser'),
      conversationId: '00000000-0000-4000-8000-000000000000',
      userMessage: marked('refusedQuestion'),
    })
    .catch(() => {})
  await qbusiness
    .batchPutDocument({
      applicationId,
      indexId: '00000000-0000-4000-8000-000000000000',
      documents: [{ id: marked('strayId'), content: { blob: Buffer.from(marked('strayContent')) } }],
    })
    .catch(() => {})
  return needles
}

/** Under a customer's key and under the service's, in drafts, versions and what is refused. */
async function putMarksInGuardrails(server: TestServer, marked: (what: string) => string): Promise<void> {
  const { bedrock, runtime } = bedrockOf(server, server.admin)
  const { KeyMetadata } = await server.admin.kms.createKey()
  // One mark for all texts of a guardrail: the search takes its time with each.
  const whole = () => {
    const text = marked('guardrail')
    return wholeGuardrail((what) => `${text} ${what}`.replaceAll(' ', '-'))
  }
  const tags = () => {
    const text = marked('guardrailTag')
    return [{ key: text, value: `value ${text}` }]
  }
  await bedrock.createGuardrail({ ...whole(), tags: tags() })
  const created = await bedrock.createGuardrail({
    ...whole(),
    tags: tags(),
    kmsKeyId: KeyMetadata?.Arn,
    clientRequestToken: 'canary',
  })
  const guardrailIdentifier = created.guardrailId
  await bedrock.createGuardrailVersion({ guardrailIdentifier, description: marked('versionDescription') })
  // What cannot be evaluated is not applied.
  const request = { ...whole(), automatedReasoningPolicyConfig: undefined }
  await bedrock.updateGuardrail({ ...request, guardrailIdentifier })
  await bedrock.tagResource({ resourceARN: created.guardrailArn, tags: tags() })
  await bedrock.untagResource({ resourceARN: created.guardrailArn, tagKeys: [marked('untagged')] })
  await bedrock.createGuardrail({ ...request, description: marked('nameTaken') }).catch(() => {})
  await bedrock.createGuardrail({ ...whole(), crossRegionConfig: undefined }).catch(() => {})
  await bedrock.createGuardrail({ ...whole(), name: `${marked('refusedName')} !` }).catch(() => {})
  const word = request.wordPolicyConfig?.wordsConfig?.[0]?.text ?? ''
  const text = `About ${word} and ${marked('applied')}@example.com`
  const applied = await runtime.applyGuardrail({
    guardrailIdentifier,
    guardrailVersion: 'DRAFT',
    source: 'INPUT',
    content: [{ text: { text } }],
  })
  assert.equal(applied.action, 'GUARDRAIL_INTERVENED', 'the marks went all the way')
  await runtime
    .applyGuardrail({
      guardrailIdentifier,
      guardrailVersion: '99',
      source: 'INPUT',
      content: [{ text: { text: marked('notApplied') } }],
    })
    .catch(() => {})
}

async function putMarksInKeys(
  server: TestServer,
  keyArn: string,
  needles: Needle[],
  marked: (what: string) => string,
): Promise<void> {
  const { kms, iam } = server.admin
  await kms.encrypt({ KeyId: keyArn, Plaintext: Buffer.from(marked('kmsPlaintext')) })
  await kms.encrypt({ KeyId: keyArn, Plaintext: Buffer.from(marked('tooLong').repeat(400)) }).catch(() => {})
  const dataKey = await kms.generateDataKey({ KeyId: keyArn, KeySpec: 'AES_256' })
  needles.push({ name: 'dataKey', bytes: Buffer.from(dataKey.Plaintext as Uint8Array) })
  await kms.decrypt({ CiphertextBlob: dataKey.CiphertextBlob })
  const random = await kms.generateRandom({ NumberOfBytes: 32 })
  needles.push({ name: 'random', bytes: Buffer.from(random.Plaintext as Uint8Array) })
  await putMarksInSignatures(kms, needles, marked)
  await putMarksInKeyPairs(kms, keyArn, needles, marked)
  await importMarkedMaterial(kms, needles)
  await iam.createUser({ UserName: 'carol' })
  const key = await iam.createAccessKey({ UserName: 'carol' })
  needles.push(textNeedle('secretAccessKey', key.AccessKey?.SecretAccessKey as string))
}

/** Messages that are signed and authenticated, and what comes of them in secret. */
async function putMarksInSignatures(
  kms: KMS,
  needles: Needle[],
  marked: (what: string) => string,
): Promise<void> {
  const newKey = async (KeySpec: KeySpec, KeyUsage: KeyUsageType) =>
    (await kms.createKey({ KeySpec, KeyUsage })).KeyMetadata?.KeyId as string
  const signed = {
    KeyId: await newKey('ECC_NIST_P256', 'SIGN_VERIFY'),
    SigningAlgorithm: 'ECDSA_SHA_256' as const,
    Message: Buffer.from(marked('signedMessage')),
  }
  const { Signature } = await kms.sign(signed)
  await kms.verify({ ...signed, Signature })
  const refused = { ...signed, Message: Buffer.from(marked('refusedMessage')) }
  await kms.verify({ ...refused, Signature }).catch(() => {})
  await kms.sign({ ...refused, MessageType: 'DIGEST' }).catch(() => {})
  const mac = {
    KeyId: await newKey('HMAC_256', 'GENERATE_VERIFY_MAC'),
    MacAlgorithm: 'HMAC_SHA_256' as const,
    Message: Buffer.from(marked('macMessage')),
  }
  const { Mac } = await kms.generateMac(mac)
  needles.push({ name: 'mac', bytes: Buffer.from(Mac as Uint8Array) })
  await kms.verifyMac({ ...mac, Mac })
  await kms.verifyMac({ ...mac, Message: Buffer.from(marked('otherMessage')), Mac }).catch(() => {})
}

/** Private keys and shared secrets that are given out, and plaintexts that pass through. */
async function putMarksInKeyPairs(
  kms: KMS,
  keyArn: string,
  needles: Needle[],
  marked: (what: string) => string,
): Promise<void> {
  const secret = (name: string, bytes: Uint8Array | undefined) =>
    needles.push({ name, bytes: Buffer.from(bytes as Uint8Array).subarray(-32) })
  const newKey = async (KeySpec: KeySpec, KeyUsage: KeyUsageType) =>
    (await kms.createKey({ KeySpec, KeyUsage })).KeyMetadata?.KeyId as string
  for (const KeyPairSpec of ['ECC_NIST_EDWARDS25519', 'ML_KEM_768'] as const) {
    const pair = await kms.generateDataKeyPair({ KeyId: keyArn, KeyPairSpec })
    secret(`private key of ${KeyPairSpec}`, pair.PrivateKeyPlaintext)
    await kms.decrypt({ CiphertextBlob: pair.PrivateKeyCiphertextBlob })
  }
  const agreement = await newKey('ECC_NIST_P256', 'KEY_AGREEMENT')
  const { PublicKey } = await kms.getPublicKey({ KeyId: agreement })
  const derived = await kms.deriveSharedSecret({ KeyId: agreement, KeyAgreementAlgorithm: 'ECDH', PublicKey })
  secret('derived secret', derived.SharedSecret)
  const kem = {
    KeyId: await newKey('ML_KEM_512', 'ENCAPSULATE_DECAPSULATE'),
    EncapsulationAlgorithm: 'ML_KEM' as const,
  }
  const { SharedSecret, SharedSecretCiphertextBlob } = await kms.encapsulate(kem)
  secret('encapsulated secret', SharedSecret)
  await kms.decapsulate({ ...kem, SharedSecretCiphertextBlob })
  const rsa = {
    KeyId: await newKey('RSA_2048', 'ENCRYPT_DECRYPT'),
    EncryptionAlgorithm: 'RSAES_OAEP_SHA_256' as const,
  }
  const { CiphertextBlob } = await kms.encrypt({ ...rsa, Plaintext: Buffer.from(marked('rsaPlaintext')) })
  await kms.decrypt({ ...rsa, CiphertextBlob })
  await kms.reEncrypt({
    CiphertextBlob,
    SourceKeyId: rsa.KeyId,
    SourceEncryptionAlgorithm: 'RSAES_OAEP_SHA_256',
    DestinationKeyId: keyArn,
  })
}

async function importMarkedMaterial(kms: KMS, needles: Needle[]): Promise<void> {
  const { KeyMetadata } = await kms.createKey({ Origin: 'EXTERNAL' })
  const KeyId = KeyMetadata?.KeyId
  const { PublicKey, ImportToken } = await kms.getParametersForImport({
    KeyId,
    WrappingAlgorithm: 'RSAES_OAEP_SHA_256',
    WrappingKeySpec: 'RSA_2048',
  })
  const key = createPublicKey({ key: Buffer.from(PublicKey as Uint8Array), format: 'der', type: 'spki' })
  const give = (name: string, bytes: Buffer) => {
    needles.push({ name, bytes })
    return kms.importKeyMaterial({
      KeyId,
      ImportToken,
      EncryptedKeyMaterial: publicEncrypt({ key, oaepHash: 'sha256' }, bytes),
      ExpirationModel: 'KEY_MATERIAL_DOES_NOT_EXPIRE',
    })
  }
  await give('imported material', randomBytes(32))
  await give('refused material', randomBytes(32)).catch(() => {})
}
