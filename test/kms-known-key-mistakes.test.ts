/** What copies of KMS commonly get wrong in cryptography and in the life of keys, each thing once, as the unmodified SDK sees it. */

import assert from 'node:assert/strict'
import {
  constants,
  createPublicKey,
  generateKeyPairSync,
  hash,
  publicEncrypt,
  randomBytes,
  verify as verifyOutside,
} from 'node:crypto'
import { before, describe, test } from 'node:test'
import type {
  CreateKeyCommandInput,
  KMS,
  KMSServiceException,
  SigningAlgorithmSpec,
} from '@aws-sdk/client-kms'
import { startTestServer, suiteScope, type TestServer } from './support/servers.ts'

const Message = Buffer.from('a message')
const Plaintext = Buffer.from('a plaintext')
/** As the SDK shows an error that has no message. */
const withoutMessage = (name: string) => (error: KMSServiceException) => {
  assert.equal(error.name, name)
  assert.ok(['', 'UnknownError'].includes(error.message), error.message)
  return true
}

describe('what copies of KMS get wrong about keys', () => {
  const scope = suiteScope()
  let server: TestServer
  let kms: KMS
  /** A symmetric key that every test may use and none may change. */
  let KeyId: string
  before(async () => {
    server = await startTestServer(scope)
    kms = server.admin.kms
    KeyId = await newKey()
  })

  async function newKey(input: CreateKeyCommandInput = {}): Promise<string> {
    return (await kms.createKey(input)).KeyMetadata?.Arn as string
  }

  test('8: an encryption context is bound pair by pair', async () => {
    const contexts = [
      { a: 'bc' },
      { ab: 'c' },
      { a: 'b', c: '' },
      { A: 'bc' },
      { a: 'bc', b: '' },
      { 'aws-crypto-public-key': 'x' },
      { ключ: 'значение' },
    ] as Record<string, string>[]
    const sealed = await Promise.all([
      ...contexts.map(async (context) => ({
        context,
        blob: (await kms.encrypt({ KeyId, Plaintext, EncryptionContext: context })).CiphertextBlob,
      })),
      ...contexts.map(async (context) => ({
        context,
        blob: (await kms.generateDataKey({ KeyId, KeySpec: 'AES_128', EncryptionContext: context }))
          .CiphertextBlob,
      })),
    ])
    for (const { context, blob } of sealed) {
      await kms.decrypt({ CiphertextBlob: blob, EncryptionContext: context })
      for (const other of [...contexts.filter((each) => each !== context), undefined]) {
        await assert.rejects(
          kms.decrypt({ CiphertextBlob: blob, EncryptionContext: other }),
          withoutMessage('InvalidCiphertextException'),
        )
      }
    }
  })

  test('9: a KeyId that is not the ciphertext’s is IncorrectKeyException, before anything else of that key', async () => {
    const { CiphertextBlob } = await kms.encrypt({ KeyId, Plaintext })
    const incorrect = {
      name: 'IncorrectKeyException',
      message: 'The key ID in the request does not identify a CMK that can perform this operation.',
    }
    const hmac = await newKey({ KeySpec: 'HMAC_256', KeyUsage: 'GENERATE_VERIFY_MAC' })
    const disabled = await newKey()
    await kms.disableKey({ KeyId: disabled })
    for (const wrong of [await newKey(), hmac, disabled]) {
      await assert.rejects(kms.decrypt({ CiphertextBlob, KeyId: wrong }), incorrect)
      await assert.rejects(
        kms.reEncrypt({ CiphertextBlob, SourceKeyId: wrong, DestinationKeyId: KeyId }),
        incorrect,
      )
    }
  })

  test('10: the state of a key stands before its use', async () => {
    const disabled = await newKey()
    const pending = await newKey()
    const { CiphertextBlob: ofDisabled } = await kms.encrypt({ KeyId: disabled, Plaintext })
    const { CiphertextBlob: ofPending } = await kms.encrypt({ KeyId: pending, Plaintext })
    await kms.disableKey({ KeyId: disabled })
    await kms.scheduleKeyDeletion({ KeyId: pending, PendingWindowInDays: 7 })
    const empty = await newKey({ Origin: 'EXTERNAL' })
    const refusals = [
      [disabled, 'DisabledException', 'is disabled.'],
      [pending, 'KMSInvalidStateException', 'is pending deletion.'],
      [empty, 'KMSInvalidStateException', 'is pending import.'],
    ] as const
    for (const [key, name, text] of refusals) {
      const refusal = { name, message: `${key} ${text}` }
      await assert.rejects(kms.encrypt({ KeyId: key, Plaintext }), refusal)
      await assert.rejects(kms.generateDataKey({ KeyId: key, KeySpec: 'AES_256' }), refusal)
      await assert.rejects(
        kms.generateDataKeyPairWithoutPlaintext({ KeyId: key, KeyPairSpec: 'ECC_NIST_P256' }),
        refusal,
      )
      await assert.rejects(
        kms.createGrant({
          KeyId: key,
          GranteePrincipal: `arn:aws:iam::${server.accountId}:root`,
          Operations: ['Decrypt'],
        }),
        refusal,
      )
    }
    await assert.rejects(kms.decrypt({ CiphertextBlob: ofDisabled }), { name: 'DisabledException' })
    await assert.rejects(kms.decrypt({ CiphertextBlob: ofPending }), { name: 'KMSInvalidStateException' })
  })

  test('11: RSA encryption is OAEP with the hash that was asked for, within its size', async () => {
    const key = await newKey({ KeySpec: 'RSA_3072', KeyUsage: 'ENCRYPT_DECRYPT' })
    const spki = Buffer.from((await kms.getPublicKey({ KeyId: key })).PublicKey as Uint8Array)
    const publicKey = createPublicKey({ key: spki, format: 'der', type: 'spki' })
    for (const [EncryptionAlgorithm, oaepHash, bytesMax] of [
      ['RSAES_OAEP_SHA_1', 'sha1', 342],
      ['RSAES_OAEP_SHA_256', 'sha256', 318],
    ] as const) {
      const long = randomBytes(bytesMax)
      const sealed = await kms.encrypt({ KeyId: key, EncryptionAlgorithm, Plaintext: long })
      assert.equal(sealed.CiphertextBlob?.length, 384)
      const options = { key: publicKey, padding: constants.RSA_PKCS1_OAEP_PADDING, oaepHash }
      const CiphertextBlob = publicEncrypt(options, long)
      const opened = await kms.decrypt({ KeyId: key, EncryptionAlgorithm, CiphertextBlob })
      assert.deepEqual(Buffer.from(opened.Plaintext as Uint8Array), long)
      await assert.rejects(
        kms.encrypt({ KeyId: key, EncryptionAlgorithm, Plaintext: randomBytes(bytesMax + 1) }),
        {
          name: 'ValidationException',
          message: `Algorithm ${EncryptionAlgorithm} and key spec RSA_3072 cannot encrypt data larger than ${bytesMax} bytes.`,
        },
      )
    }
    await assert.rejects(kms.encrypt({ KeyId: key, Plaintext }), { name: 'InvalidKeyUsageException' })
  })

  test('12 to 14: PSS salts are as long as the digest, bad signatures are errors, digests have their length', async () => {
    const key = await newKey({ KeySpec: 'RSA_2048', KeyUsage: 'SIGN_VERIFY' })
    const spki = Buffer.from((await kms.getPublicKey({ KeyId: key })).PublicKey as Uint8Array)
    const publicKey = createPublicKey({ key: spki, format: 'der', type: 'spki' })
    for (const [bits, saltLength] of [
      [256, 32],
      [384, 48],
      [512, 64],
    ] as const) {
      const SigningAlgorithm = `RSASSA_PSS_SHA_${bits}` as SigningAlgorithmSpec
      const digest = hash(`sha${bits}`, Message, 'buffer')
      const signed = { KeyId: key, SigningAlgorithm, Message: digest, MessageType: 'DIGEST' as const }
      const { Signature } = await kms.sign(signed)
      const pss = { key: publicKey, padding: constants.RSA_PKCS1_PSS_PADDING, saltLength }
      assert.ok(verifyOutside(`sha${bits}`, Message, pss, Signature as Uint8Array))
      const raw = { KeyId: key, SigningAlgorithm, Message, MessageType: 'RAW' as const, Signature }
      assert.equal((await kms.verify(raw)).SignatureValid, true)
      await assert.rejects(
        kms.verify({ ...raw, Message: Buffer.from('another') }),
        withoutMessage('KMSInvalidSignatureException'),
      )
      const short = { ...signed, Message: digest.subarray(1) }
      const wrongLength = {
        name: 'ValidationException',
        message: `Digest is invalid length for algorithm ${SigningAlgorithm}.`,
      }
      await assert.rejects(kms.sign(short), wrongLength)
      await assert.rejects(kms.verify({ ...short, Signature }), wrongLength)
    }
  })

  test('15: a key of another usage is InvalidKeyUsageException in AWS’s words', async () => {
    const usage = (name: string) => ({
      name: 'InvalidKeyUsageException',
      message: `${KeyId} key usage is ENCRYPT_DECRYPT which is not valid for ${name}.`,
    })
    await assert.rejects(kms.sign({ KeyId, Message, SigningAlgorithm: 'ECDSA_SHA_256' }), usage('Sign'))
    const signed = { KeyId, Message, Signature: Buffer.of(1), SigningAlgorithm: 'ECDSA_SHA_256' as const }
    await assert.rejects(kms.verify(signed), usage('Verify'))
    await assert.rejects(
      kms.generateMac({ KeyId, Message, MacAlgorithm: 'HMAC_SHA_256' }),
      usage('GenerateMac'),
    )
    const hmac = await newKey({ KeySpec: 'HMAC_224', KeyUsage: 'GENERATE_VERIFY_MAC' })
    await assert.rejects(kms.generateMac({ KeyId: hmac, Message, MacAlgorithm: 'HMAC_SHA_256' }), {
      name: 'InvalidKeyUsageException',
      message: 'Algorithm HMAC_SHA_256 is incompatible with key spec HMAC_224.',
    })
  })

  test('16: GenerateDataKey gives as many bytes as asked for', async () => {
    const made = async (size: object) => (await kms.generateDataKey({ KeyId, ...size })).Plaintext?.length
    assert.equal(await made({ KeySpec: 'AES_128' }), 16)
    assert.equal(await made({ KeySpec: 'AES_256' }), 32)
    assert.equal(await made({ NumberOfBytes: 1 }), 1)
    assert.equal(await made({ NumberOfBytes: 1024 }), 1024)
    const one = { name: 'ValidationException', message: 'Please specify either number of bytes or key spec.' }
    await assert.rejects(made({}), one)
    await assert.rejects(made({ KeySpec: 'AES_128', NumberOfBytes: 16 }), one)
    const constraint = (text: string) => ({
      name: 'ValidationException',
      message: `1 validation error detected: Value ${text} failed to satisfy constraint: Member must have value`,
    })
    const { message: low } = constraint("'0' at 'numberOfBytes'")
    await assert.rejects(made({ NumberOfBytes: 0 }), { message: `${low} greater than or equal to 1` })
    const { message: high } = constraint("'1025' at 'numberOfBytes'")
    await assert.rejects(made({ NumberOfBytes: 1025 }), { message: `${high} less than or equal to 1024` })
  })

  test('17 and 18: rotation on demand makes new material, and the history tells it', async () => {
    const key = await newKey()
    const before = await kms.generateDataKey({ KeyId: key, KeySpec: 'AES_256' })
    assert.equal((await kms.rotateKeyOnDemand({ KeyId: key })).KeyId, key)
    const after = await kms.generateDataKey({ KeyId: key, KeySpec: 'AES_256' })
    assert.notEqual(after.KeyMaterialId, before.KeyMaterialId)
    const opened = await kms.decrypt({ CiphertextBlob: before.CiphertextBlob })
    assert.equal(opened.KeyMaterialId, before.KeyMaterialId)
    assert.deepEqual(opened.Plaintext, before.Plaintext)
    const { Rotations } = await kms.listKeyRotations({ KeyId: key })
    assert.equal(Rotations?.length, 1)
    assert.equal(Rotations?.[0]?.RotationType, 'ON_DEMAND')
    assert.ok(Rotations?.[0]?.RotationDate instanceof Date)
    const all = await kms.listKeyRotations({ KeyId: key, IncludeKeyMaterial: 'ALL_KEY_MATERIAL' })
    assert.deepEqual(
      all.Rotations?.map((entry) => [entry.KeyMaterialId, entry.KeyMaterialState]),
      [
        [before.KeyMaterialId, 'NON_CURRENT'],
        [after.KeyMaterialId, 'CURRENT'],
      ],
    )
    const rsa = await newKey({ KeySpec: 'RSA_2048', KeyUsage: 'SIGN_VERIFY' })
    await assert.rejects(
      kms.rotateKeyOnDemand({ KeyId: rsa }),
      withoutMessage('UnsupportedOperationException'),
    )
  })

  test('19: an import token belongs to its key, and only the same material comes back', async () => {
    const [key, other] = [await newKey({ Origin: 'EXTERNAL' }), await newKey({ Origin: 'EXTERNAL' })]
    const wrapping = { WrappingAlgorithm: 'RSAES_OAEP_SHA_256', WrappingKeySpec: 'RSA_2048' } as const
    const parameters = await kms.getParametersForImport({ KeyId: key, ...wrapping })
    const hours = ((parameters.ParametersValidTo?.getTime() ?? 0) - Date.now()) / 3_600_000
    assert.ok(hours > 23.9 && hours <= 24.01)
    const wrap = (material: Buffer, PublicKey = parameters.PublicKey) =>
      publicEncrypt(
        {
          key: createPublicKey({ key: Buffer.from(PublicKey as Uint8Array), format: 'der', type: 'spki' }),
          padding: constants.RSA_PKCS1_OAEP_PADDING,
          oaepHash: 'sha256',
        },
        material,
      )
    const material = randomBytes(32)
    const give = (KeyId: string, bytes: Buffer, more = {}) =>
      kms.importKeyMaterial({
        KeyId,
        ImportToken: parameters.ImportToken,
        EncryptedKeyMaterial: wrap(bytes),
        ExpirationModel: 'KEY_MATERIAL_DOES_NOT_EXPIRE',
        ...more,
      })
    await assert.rejects(give(other, material), { name: 'InvalidImportTokenException' })
    await assert.rejects(give(key, material, { ExpirationModel: undefined }), {
      name: 'ValidationException',
      message: 'A validTo date must be set if the ExpirationModel is KEY_MATERIAL_EXPIRES',
    })
    const imported = await give(key, material)
    assert.equal(imported.KeyId, key)
    assert.match(imported.KeyMaterialId ?? '', /^[0-9a-f]{64}$/)
    const { CiphertextBlob } = await kms.encrypt({ KeyId: key, Plaintext })
    const deleted = await kms.deleteImportedKeyMaterial({ KeyId: key })
    assert.deepEqual([deleted.KeyId, deleted.KeyMaterialId], [key, imported.KeyMaterialId])
    await assert.rejects(give(key, randomBytes(32)), { name: 'IncorrectKeyMaterialException' })
    await give(key, material)
    await kms.decrypt({ CiphertextBlob })
  })

  test('20: DryRun never succeeds and never acts', async () => {
    const dry = {
      name: 'DryRunOperationException',
      message: 'The request would have succeeded, but the DryRun option is set.',
    }
    const { CiphertextBlob } = await kms.encrypt({ KeyId, Plaintext })
    const grantee = {
      GranteePrincipal: `arn:aws:iam::${server.accountId}:root`,
      Operations: ['Decrypt' as const],
    }
    const key = await newKey()
    const { GrantId } = await kms.createGrant({ KeyId: key, ...grantee })
    const DryRun = true
    const calls = [
      kms.encrypt({ KeyId, Plaintext, DryRun }),
      kms.decrypt({ CiphertextBlob, DryRun }),
      kms.reEncrypt({ CiphertextBlob, DestinationKeyId: KeyId, DryRun }),
      kms.generateDataKey({ KeyId, KeySpec: 'AES_256', DryRun }),
      kms.generateDataKeyWithoutPlaintext({ KeyId, KeySpec: 'AES_256', DryRun }),
      kms.generateDataKeyPair({ KeyId, KeyPairSpec: 'ECC_NIST_P256', DryRun }),
      kms.generateDataKeyPairWithoutPlaintext({ KeyId, KeyPairSpec: 'ECC_NIST_P256', DryRun }),
      kms.createGrant({ KeyId: key, ...grantee, DryRun }),
      kms.revokeGrant({ KeyId: key, GrantId, DryRun }),
      kms.retireGrant({ KeyId: key, GrantId, DryRun }),
      kms.decrypt({ KeyId, DryRun, DryRunModifiers: ['IGNORE_CIPHERTEXT'] }),
      kms.reEncrypt({
        SourceKeyId: KeyId,
        DestinationKeyId: KeyId,
        DryRun,
        DryRunModifiers: ['IGNORE_CIPHERTEXT'],
      }),
    ]
    for (const call of calls) await assert.rejects(call, dry)
    assert.equal((await kms.listGrants({ KeyId: key })).Grants?.length, 1)
    await assert.rejects(
      kms.decrypt({ CiphertextBlob, EncryptionContext: { a: 'b' }, DryRun }),
      withoutMessage('InvalidCiphertextException'),
    )
  })

  test('21: multi-Region keys: their ids, replicas, and a primary key that waits for them', async () => {
    const { KeyMetadata } = await kms.createKey({ MultiRegion: true })
    assert.match(KeyMetadata?.KeyId ?? '', /^mrk-[0-9a-f]{32}$/)
    assert.deepEqual(KeyMetadata?.MultiRegionConfiguration, {
      MultiRegionKeyType: 'PRIMARY',
      PrimaryKey: { Arn: KeyMetadata?.Arn, Region: server.region },
      ReplicaKeys: [],
    })
    await assert.rejects(kms.replicateKey({ KeyId, ReplicaRegion: 'us-west-2' }), {
      name: 'UnsupportedOperationException',
      message: `${KeyId} is not a multi-region primary key.`,
    })
    await assert.rejects(kms.describeKey({ KeyId: 'mrk-fake-key-id' }), {
      name: 'NotFoundException',
      message: "Invalid keyId 'mrk-fake-key-id'",
    })
  })

  test('22: plaintext that was meant for an enclave is never given to anybody else', async () => {
    const Recipient = {
      KeyEncryptionAlgorithm: 'RSAES_OAEP_SHA_256' as const,
      AttestationDocument: Buffer.from('not checked'),
    }
    const { CiphertextBlob } = await kms.encrypt({ KeyId, Plaintext })
    const ec = await newKey({ KeySpec: 'ECC_NIST_P256', KeyUsage: 'KEY_AGREEMENT' })
    const peer = generateKeyPairSync('ec', { namedCurve: 'prime256v1' }).publicKey
    const calls = [
      kms.decrypt({ CiphertextBlob, Recipient }),
      kms.generateDataKey({ KeyId, KeySpec: 'AES_256', Recipient }),
      kms.generateDataKeyPair({ KeyId, KeyPairSpec: 'ECC_NIST_P256', Recipient }),
      kms.generateRandom({ NumberOfBytes: 16, Recipient }),
      kms.deriveSharedSecret({
        KeyId: ec,
        KeyAgreementAlgorithm: 'ECDH',
        PublicKey: peer.export({ type: 'spki', format: 'der' }),
        Recipient,
      }),
    ]
    for (const call of calls) await assert.rejects(call, { name: 'UnsupportedOperationException' })
  })

  test('23: key agreement: not with a disabled key, nor on secp256k1, and the answer names the ARN', async () => {
    const key = await newKey({ KeySpec: 'ECC_NIST_P384', KeyUsage: 'KEY_AGREEMENT' })
    const peer = generateKeyPairSync('ec', { namedCurve: 'secp384r1' }).publicKey
    const PublicKey = peer.export({ type: 'spki', format: 'der' })
    const input = { KeyId: key.split('/')[1], KeyAgreementAlgorithm: 'ECDH' as const, PublicKey }
    const derived = await kms.deriveSharedSecret(input)
    assert.equal(derived.KeyId, key)
    assert.equal(derived.SharedSecret?.length, 48)
    const otherCurve = generateKeyPairSync('ec', { namedCurve: 'prime256v1' }).publicKey
    await assert.rejects(
      kms.deriveSharedSecret({ ...input, PublicKey: otherCurve.export({ type: 'spki', format: 'der' }) }),
      { name: 'ValidationException' },
    )
    await kms.disableKey({ KeyId: key })
    await assert.rejects(kms.deriveSharedSecret(input), { name: 'DisabledException' })
    await assert.rejects(kms.createKey({ KeySpec: 'ECC_SECG_P256K1', KeyUsage: 'KEY_AGREEMENT' }), {
      name: 'ValidationException',
      message: 'KeyUsage KEY_AGREEMENT is not compatible with KeySpec ECC_SECG_P256K1',
    })
  })

  test('24: the waiting period is 7 to 30 days', async () => {
    const key = await newKey()
    for (const PendingWindowInDays of [1, 6, 31, 365])
      await assert.rejects(kms.scheduleKeyDeletion({ KeyId: key, PendingWindowInDays }), {
        name: 'ValidationException',
      })
    assert.equal((await kms.describeKey({ KeyId: key })).KeyMetadata?.KeyState, 'Enabled')
    const scheduled = await kms.scheduleKeyDeletion({ KeyId: key })
    assert.equal(scheduled.PendingWindowInDays, 30)
    await assert.rejects(kms.scheduleKeyDeletion({ KeyId: key }), {
      name: 'KMSInvalidStateException',
      message: `${key} is pending deletion.`,
    })
  })

  test('25: a missing parameter is a ValidationException that names it', async () => {
    const missing = (member: string) => ({
      name: 'ValidationException',
      message: `1 validation error detected: Value null at '${member}' failed to satisfy constraint: Member must not be null`,
    })
    await assert.rejects(kms.encrypt({ KeyId } as never), missing('plaintext'))
    await assert.rejects(kms.describeKey({} as never), missing('keyId'))
    await assert.rejects(kms.sign({ KeyId, Message } as never), missing('signingAlgorithm'))
    await assert.rejects(kms.generateRandom({}), {
      name: 'ValidationException',
      message: 'NumberOfBytes is required.',
    })
    await assert.rejects(kms.generateMac({ KeyId } as never), (error: Error) => {
      assert.equal(error.name, 'ValidationException')
      assert.match(error.message, /^2 validation errors detected: Value null at '\w+'.*; Value null at '\w+'/)
      return true
    })
  })

  test('26: the newest operations and key specs are there', async () => {
    assert.deepEqual((await kms.describeCustomKeyStores()).CustomKeyStores, [])
    const kem = await newKey({ KeySpec: 'ML_KEM_768', KeyUsage: 'ENCAPSULATE_DECAPSULATE' })
    const common = { KeyId: kem, EncapsulationAlgorithm: 'ML_KEM' as const }
    const { SharedSecretCiphertextBlob, SharedSecret } = await kms.encapsulate(common)
    assert.equal(SharedSecretCiphertextBlob?.length, 1088)
    assert.equal(SharedSecret?.length, 32)
    // Implicit rejection (FIPS 203): a wrong ciphertext of the right length gives the same wrong secret each time.
    const wrong = { ...common, SharedSecretCiphertextBlob: Buffer.alloc(1088, 1) }
    const rejected = await kms.decapsulate(wrong)
    assert.notDeepEqual(rejected.SharedSecret, SharedSecret)
    assert.deepEqual((await kms.decapsulate(wrong)).SharedSecret, rejected.SharedSecret)
    const used = await kms.getKeyLastUsage({ KeyId: kem })
    assert.equal(used.KeyLastUsage?.Operation, 'Decapsulate')
    assert.equal(used.KeyId, kem.split('/')[1])
  })

  test('33: the same plaintext never gives the same ciphertext', async () => {
    const blobs = await Promise.all(Array.from({ length: 20 }, () => kms.encrypt({ KeyId, Plaintext })))
    const texts = blobs.map(({ CiphertextBlob }) =>
      Buffer.from(CiphertextBlob as Uint8Array).toString('base64'),
    )
    assert.equal(new Set(texts).size, 20)
  })

  test('34: GenerateMac knows no MessageType and takes the message as it is', async () => {
    const hmac = await newKey({ KeySpec: 'HMAC_256', KeyUsage: 'GENERATE_VERIFY_MAC' })
    const input = {
      KeyId: hmac,
      Message: hash('sha256', Message, 'buffer'),
      MacAlgorithm: 'HMAC_SHA_256' as const,
    }
    const { Mac } = await kms.generateMac(input)
    const again = await kms.generateMac({ ...input, MessageType: 'DIGEST' } as never)
    assert.deepEqual(again.Mac, Mac)
    assert.equal((await kms.verifyMac({ ...input, Mac })).MacValid, true)
  })

  test('35: GetPublicKey answers with the ARN and the algorithms of the key’s usage', async () => {
    const members = [
      'EncryptionAlgorithms',
      'SigningAlgorithms',
      'KeyAgreementAlgorithms',
      'EncapsulationAlgorithms',
    ]
    for (const [KeySpec, KeyUsage, member, algorithms] of [
      ['RSA_2048', 'ENCRYPT_DECRYPT', 'EncryptionAlgorithms', ['RSAES_OAEP_SHA_1', 'RSAES_OAEP_SHA_256']],
      ['ECC_NIST_P256', 'SIGN_VERIFY', 'SigningAlgorithms', ['ECDSA_SHA_256']],
      ['ECC_NIST_P256', 'KEY_AGREEMENT', 'KeyAgreementAlgorithms', ['ECDH']],
      ['ML_KEM_512', 'ENCAPSULATE_DECAPSULATE', 'EncapsulationAlgorithms', ['ML_KEM']],
    ] as const) {
      const key = await newKey({ KeySpec, KeyUsage })
      const answer = await kms.getPublicKey({ KeyId: key.split('/')[1] as string })
      assert.equal(answer.KeyId, key)
      assert.equal(answer.KeyUsage, KeyUsage)
      assert.equal(answer.KeySpec, KeySpec)
      assert.deepEqual(answer[member], algorithms)
      for (const other of members.filter((each) => each !== member)) assert.equal(other in answer, false)
    }
    await assert.rejects(kms.getPublicKey({ KeyId }), { name: 'UnsupportedOperationException' })
  })
})
