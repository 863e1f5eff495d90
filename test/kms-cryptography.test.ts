/** Every key spec and every cryptographic operation as the unmodified SDK sees them, checked with OpenSSL outside. */

import assert from 'node:assert/strict'
import {
  constants,
  createPrivateKey,
  createPublicKey,
  diffieHellman,
  encapsulate,
  generateKeyPairSync,
  hash,
  publicEncrypt,
  verify as verifyOutside,
} from 'node:crypto'
import { before, describe, test } from 'node:test'
import type {
  DataKeyPairSpec,
  KeySpec,
  KeyUsageType,
  KMS,
  KMSServiceException,
  SigningAlgorithmSpec,
} from '@aws-sdk/client-kms'
import { messageRepresentative } from '../src/crypto/ml-dsa-mu.ts'
import { startTestServer, suiteScope, type TestServer, testDatabases } from './support/servers.ts'

const Message = Buffer.from('a message')

/** As the SDK shows errors that have no message. */
function withoutMessage(name: string) {
  return (error: KMSServiceException) => {
    assert.equal(error.name, name)
    assert.equal(error.$metadata.httpStatusCode, 400)
    assert.ok(['', 'UnknownError'].includes(error.message), error.message)
    return true
  }
}

// The arithmetic knows no database, and the rooms' own tests run on both.
for (const database of testDatabases.filter(({ name }) => name === 'SQLite'))
  describe(`KMS cryptography through the SDK, on ${database.name}`, () => {
    const scope = suiteScope()
    let server: TestServer
    let kms: KMS
    before(async () => {
      server = await startTestServer(scope, await database.settings())
      kms = server.admin.kms
    })

    async function newKey(spec: KeySpec, usage: KeyUsageType): Promise<string> {
      const { KeyMetadata } = await kms.createKey({ KeySpec: spec, KeyUsage: usage })
      assert.equal(KeyMetadata?.KeySpec, spec)
      assert.equal(KeyMetadata?.KeyUsage, usage)
      assert.equal(KeyMetadata?.KeyState, 'Enabled')
      return KeyMetadata?.Arn as string
    }

    async function publicKeyOf(KeyId: string) {
      const { PublicKey } = await kms.getPublicKey({ KeyId })
      return createPublicKey({ key: Buffer.from(PublicKey as Uint8Array), format: 'der', type: 'spki' })
    }

    const signing: [KeySpec, SigningAlgorithmSpec, string | null][] = [
      ['RSA_2048', 'RSASSA_PKCS1_V1_5_SHA_256', 'sha256'],
      ['RSA_2048', 'RSASSA_PSS_SHA_512', 'sha512'],
      ['ECC_NIST_P256', 'ECDSA_SHA_256', 'sha256'],
      ['ECC_NIST_P384', 'ECDSA_SHA_384', 'sha384'],
      ['ECC_NIST_P521', 'ECDSA_SHA_512', 'sha512'],
      ['ECC_SECG_P256K1', 'ECDSA_SHA_256', 'sha256'],
      ['ECC_NIST_EDWARDS25519', 'ED25519_SHA_512', null],
      ['ML_DSA_44', 'ML_DSA_SHAKE_256', null],
      ['ML_DSA_65', 'ML_DSA_SHAKE_256', null],
      ['ML_DSA_87', 'ML_DSA_SHAKE_256', null],
    ]
    for (const [spec, SigningAlgorithm, digest] of signing)
      test(`Sign and Verify: ${SigningAlgorithm} of ${spec}`, async () => {
        const KeyId = await newKey(spec, 'SIGN_VERIFY')
        const publicKey = await publicKeyOf(KeyId)
        const padding = SigningAlgorithm.includes('PSS')
          ? { padding: constants.RSA_PKCS1_PSS_PADDING, saltLength: constants.RSA_PSS_SALTLEN_DIGEST }
          : {}
        const representations = [{ Message, MessageType: 'RAW' as const }]
        const others =
          digest === null
            ? []
            : [{ Message: hash(digest, Message, 'buffer'), MessageType: 'DIGEST' as const }]
        const mu = spec.startsWith('ML_DSA')
          ? [{ Message: messageRepresentative(publicKey, Message), MessageType: 'EXTERNAL_MU' as const }]
          : []
        for (const given of [...representations, ...others, ...mu]) {
          const signed = await kms.sign({ KeyId, SigningAlgorithm, ...given })
          const Signature = signed.Signature as Uint8Array
          assert.equal(signed.KeyId, KeyId)
          assert.ok(verifyOutside(digest, Message, { key: publicKey, ...padding }, Signature))
          const verified = await kms.verify({ KeyId, SigningAlgorithm, ...given, Signature })
          assert.equal(verified.SignatureValid, true)
          await assert.rejects(
            kms.verify({ KeyId, SigningAlgorithm, ...given, Signature: Signature.subarray(1) }),
            withoutMessage('KMSInvalidSignatureException'),
          )
          await assert.rejects(kms.sign({ KeyId, SigningAlgorithm, ...given, DryRun: true }), {
            name: 'DryRunOperationException',
          })
        }
      })

    test('Ed25519ph and SM2 sign and verify digests', async () => {
      for (const [spec, SigningAlgorithm, bytes] of [
        ['ECC_NIST_EDWARDS25519', 'ED25519_PH_SHA_512', 64],
        ['SM2', 'SM2DSA', 32],
      ] as const) {
        const KeyId = await newKey(spec, 'SIGN_VERIFY')
        const input = {
          KeyId,
          SigningAlgorithm,
          MessageType: 'DIGEST',
          Message: Buffer.alloc(bytes, 7),
        } as const
        const { Signature } = await kms.sign(input)
        assert.equal((await kms.verify({ ...input, Signature })).SignatureValid, true)
        await assert.rejects(kms.sign({ ...input, Message: Buffer.alloc(31) }), {
          name: 'ValidationException',
          message: `Digest is invalid length for algorithm ${SigningAlgorithm}.`,
        })
      }
    })

    test('Sign: documented errors', async () => {
      const KeyId = await newKey('ECC_NIST_P256', 'SIGN_VERIFY')
      const sign = (input: object) =>
        kms.sign({ KeyId, Message, SigningAlgorithm: 'ECDSA_SHA_256', ...input })
      await assert.rejects(sign({ SigningAlgorithm: 'RSASSA_PSS_SHA_256' }), {
        name: 'InvalidKeyUsageException',
        message: 'Algorithm RSASSA_PSS_SHA_256 is incompatible with key spec ECC_NIST_P256.',
      })
      await assert.rejects(sign({ Message: Buffer.alloc(4097) }), {
        name: 'ValidationException',
        message:
          "1 validation error detected: Value at 'message' failed to satisfy constraint: Member must have length less than or equal to 4096",
      })
      await assert.rejects(sign({ KeyId: '00000000-0000-4000-8000-000000000000' }), {
        name: 'NotFoundException',
      })
      await assert.rejects(sign({ GrantTokens: ['AAAA'] }), { name: 'InvalidGrantTokenException' })
      await kms.disableKey({ KeyId })
      await assert.rejects(sign({}), { name: 'DisabledException', message: `${KeyId} is disabled.` })
      await kms.scheduleKeyDeletion({ KeyId })
      await assert.rejects(sign({}), {
        name: 'KMSInvalidStateException',
        message: `${KeyId} is pending deletion.`,
      })
    })

    test('Encrypt and Decrypt: RSA, with OpenSSL on either side', async () => {
      const KeyId = await newKey('RSA_2048', 'ENCRYPT_DECRYPT')
      const key = await publicKeyOf(KeyId)
      for (const [EncryptionAlgorithm, oaepHash, bytesMax] of [
        ['RSAES_OAEP_SHA_1', 'sha1', 214],
        ['RSAES_OAEP_SHA_256', 'sha256', 190],
      ] as const) {
        const Plaintext = Buffer.alloc(bytesMax, 1)
        const sealed = await kms.encrypt({ KeyId, EncryptionAlgorithm, Plaintext })
        assert.equal(sealed.EncryptionAlgorithm, EncryptionAlgorithm)
        const outside = publicEncrypt({ key, padding: constants.RSA_PKCS1_OAEP_PADDING, oaepHash }, Plaintext)
        for (const CiphertextBlob of [sealed.CiphertextBlob, outside]) {
          const opened = await kms.decrypt({ KeyId, EncryptionAlgorithm, CiphertextBlob })
          assert.deepEqual(Buffer.from(opened.Plaintext as Uint8Array), Plaintext)
          assert.equal(opened.KeyMaterialId, undefined)
        }
        await assert.rejects(
          kms.encrypt({ KeyId, EncryptionAlgorithm, Plaintext: Buffer.alloc(bytesMax + 1) }),
          {
            name: 'ValidationException',
            message: `Algorithm ${EncryptionAlgorithm} and key spec RSA_2048 cannot encrypt data larger than ${bytesMax} bytes.`,
          },
        )
        await assert.rejects(
          kms.decrypt({ KeyId, EncryptionAlgorithm, CiphertextBlob: Buffer.alloc(256) }),
          withoutMessage('InvalidCiphertextException'),
        )
      }
    })

    test('ReEncrypt from a symmetric key to RSA and on to SM2', async () => {
      const symmetric = await newKey('SYMMETRIC_DEFAULT', 'ENCRYPT_DECRYPT')
      const rsa = await newKey('RSA_2048', 'ENCRYPT_DECRYPT')
      const sm2 = await newKey('SM2', 'ENCRYPT_DECRYPT')
      const first = await kms.encrypt({ KeyId: symmetric, Plaintext: Message })
      const second = await kms.reEncrypt({
        CiphertextBlob: first.CiphertextBlob,
        DestinationKeyId: rsa,
        DestinationEncryptionAlgorithm: 'RSAES_OAEP_SHA_256',
      })
      assert.match(second.SourceKeyMaterialId as string, /^[0-9a-f]{64}$/)
      assert.equal(second.DestinationKeyMaterialId, undefined)
      const third = await kms.reEncrypt({
        CiphertextBlob: second.CiphertextBlob,
        SourceKeyId: rsa,
        SourceEncryptionAlgorithm: 'RSAES_OAEP_SHA_256',
        DestinationKeyId: sm2,
        DestinationEncryptionAlgorithm: 'SM2PKE',
      })
      const opened = await kms.decrypt({
        KeyId: sm2,
        CiphertextBlob: third.CiphertextBlob,
        EncryptionAlgorithm: 'SM2PKE',
      })
      assert.deepEqual(Buffer.from(opened.Plaintext as Uint8Array), Message)
    })

    test('GenerateMac and VerifyMac', async () => {
      for (const bits of [224, 256, 384, 512] as const) {
        const KeyId = await newKey(`HMAC_${bits}`, 'GENERATE_VERIFY_MAC')
        const MacAlgorithm = `HMAC_SHA_${bits}` as const
        const { Mac } = await kms.generateMac({ KeyId, MacAlgorithm, Message })
        assert.equal(Mac?.length, bits / 8)
        assert.equal((await kms.verifyMac({ KeyId, MacAlgorithm, Message, Mac })).MacValid, true)
        await assert.rejects(
          kms.verifyMac({ KeyId, MacAlgorithm, Message: Buffer.of(1), Mac }),
          withoutMessage('KMSInvalidMacException'),
        )
        await assert.rejects(kms.verifyMac({ KeyId, MacAlgorithm, Message, Mac, DryRun: true }), {
          name: 'DryRunOperationException',
        })
        await assert.rejects(kms.sign({ KeyId, Message, SigningAlgorithm: 'ECDSA_SHA_256' }), {
          name: 'InvalidKeyUsageException',
          message: `${KeyId} key usage is GENERATE_VERIFY_MAC which is not valid for Sign.`,
        })
        await assert.rejects(kms.getPublicKey({ KeyId }), { name: 'UnsupportedOperationException' })
      }
    })

    test('DeriveSharedSecret agrees with OpenSSL', async () => {
      for (const [spec, namedCurve] of [
        ['ECC_NIST_P256', 'prime256v1'],
        ['ECC_NIST_P384', 'secp384r1'],
        ['ECC_NIST_P521', 'secp521r1'],
      ] as const) {
        const KeyId = await newKey(spec, 'KEY_AGREEMENT')
        const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve })
        const input = {
          KeyId,
          KeyAgreementAlgorithm: 'ECDH',
          PublicKey: publicKey.export({ type: 'spki', format: 'der' }),
        } as const
        const derived = await kms.deriveSharedSecret(input)
        const found = diffieHellman({ privateKey, publicKey: await publicKeyOf(KeyId) })
        assert.deepEqual(Buffer.from(derived.SharedSecret as Uint8Array), found)
        assert.equal(derived.KeyOrigin, 'AWS_KMS')
        await assert.rejects(
          kms.deriveSharedSecret({ ...input, PublicKey: Buffer.from('garbage') }),
          withoutMessage('ValidationException'),
        )
        await assert.rejects(kms.deriveSharedSecret({ ...input, DryRun: true }), {
          name: 'DryRunOperationException',
        })
        await assert.rejects(
          kms.deriveSharedSecret({
            ...input,
            Recipient: {
              KeyEncryptionAlgorithm: 'RSAES_OAEP_SHA_256',
              AttestationDocument: Buffer.of(1),
            },
          }),
          { name: 'UnsupportedOperationException' },
        )
      }
    })

    test('Encapsulate and Decapsulate, with OpenSSL on either side', async () => {
      for (const size of [512, 768, 1024] as const) {
        const KeyId = await newKey(`ML_KEM_${size}`, 'ENCAPSULATE_DECAPSULATE')
        const common = { KeyId, EncapsulationAlgorithm: 'ML_KEM' } as const
        const made = await kms.encapsulate(common)
        const { SharedSecretCiphertextBlob } = made
        const opened = await kms.decapsulate({ ...common, SharedSecretCiphertextBlob })
        assert.deepEqual(opened.SharedSecret, made.SharedSecret)
        const outside = encapsulate(await publicKeyOf(KeyId))
        const found = await kms.decapsulate({
          ...common,
          SharedSecretCiphertextBlob: outside.ciphertext,
        })
        assert.deepEqual(Buffer.from(found.SharedSecret as Uint8Array), outside.sharedKey)
        await assert.rejects(
          kms.decapsulate({ ...common, SharedSecretCiphertextBlob: Buffer.of(1) }),
          withoutMessage('InvalidCiphertextException'),
        )
        await assert.rejects(kms.encapsulate({ ...common, DryRun: true }), {
          name: 'DryRunOperationException',
        })
      }
    })

    test('GenerateDataKeyPair: every spec, and the private key opens with the context', async () => {
      const KeyId = await newKey('SYMMETRIC_DEFAULT', 'ENCRYPT_DECRYPT')
      const specs: DataKeyPairSpec[] = [
        'RSA_2048',
        'RSA_3072',
        'RSA_4096',
        'ECC_NIST_P256',
        'ECC_NIST_P384',
        'ECC_NIST_P521',
        'ECC_SECG_P256K1',
        'ECC_NIST_EDWARDS25519',
        'SM2',
        'ML_KEM_512',
        'ML_KEM_768',
        'ML_KEM_1024',
      ]
      const EncryptionContext = { pair: 'yes' }
      for (const KeyPairSpec of specs) {
        const input = { KeyId, KeyPairSpec, EncryptionContext }
        const made = await kms.generateDataKeyPair(input)
        const privateKey = createPrivateKey({
          key: Buffer.from(made.PrivateKeyPlaintext as Uint8Array),
          format: 'der',
          type: 'pkcs8',
        })
        const PublicKey = createPublicKey(privateKey).export({ type: 'spki', format: 'der' })
        assert.deepEqual(Buffer.from(made.PublicKey as Uint8Array), PublicKey)
        const opened = await kms.decrypt({
          CiphertextBlob: made.PrivateKeyCiphertextBlob,
          EncryptionContext,
        })
        assert.deepEqual(opened.Plaintext, made.PrivateKeyPlaintext)
        const blind = await kms.generateDataKeyPairWithoutPlaintext(input)
        assert.equal('PrivateKeyPlaintext' in blind, false)
        await assert.rejects(
          kms.decrypt({ CiphertextBlob: blind.PrivateKeyCiphertextBlob }),
          withoutMessage('InvalidCiphertextException'),
        )
      }
      await assert.rejects(kms.generateDataKeyPair({ KeyId, KeyPairSpec: 'ML_DSA_44' as DataKeyPairSpec }), {
        name: 'ValidationException',
      })
      const rsa = await newKey('RSA_2048', 'ENCRYPT_DECRYPT')
      await assert.rejects(kms.generateDataKeyPair({ KeyId: rsa, KeyPairSpec: 'RSA_2048' }), {
        name: 'InvalidKeyUsageException',
      })
    })

    test('custom key stores: there is none', async () => {
      const CustomKeyStoreId = 'cks-1234567890abcdef0'
      const described = await kms.describeCustomKeyStores()
      assert.deepEqual([described.CustomKeyStores, described.Truncated], [[], false])
      const name = 'CustomKeyStoreNotFoundException'
      await assert.rejects(kms.describeCustomKeyStores({ CustomKeyStoreId }), { name })
      await assert.rejects(kms.connectCustomKeyStore({ CustomKeyStoreId }), { name })
      await assert.rejects(kms.disconnectCustomKeyStore({ CustomKeyStoreId }), { name })
      await assert.rejects(kms.updateCustomKeyStore({ CustomKeyStoreId, NewCustomKeyStoreName: 'n' }), {
        name,
      })
      await assert.rejects(kms.deleteCustomKeyStore({ CustomKeyStoreId }), { name })
      await assert.rejects(kms.createKey({ Origin: 'AWS_CLOUDHSM', CustomKeyStoreId }), { name })
      await assert.rejects(kms.generateRandom({ NumberOfBytes: 1, CustomKeyStoreId }), { name })
      await assert.rejects(
        kms.createCustomKeyStore({
          CustomKeyStoreName: 'store',
          CloudHsmClusterId: 'cluster-abcdefghijk',
          KeyStorePassword: 'password',
          TrustAnchorCertificate: 'certificate',
        }),
        { name: 'CloudHsmClusterNotFoundException' },
      )
    })

    test('the trail tells algorithms and keys, and neither messages nor results', async () => {
      const KeyId = await newKey('ECC_NIST_P256', 'SIGN_VERIFY')
      const canary = Buffer.from('a message that nobody may read in the trail')
      const input = { KeyId, Message: canary, SigningAlgorithm: 'ECDSA_SHA_256' } as const
      const { Signature, $metadata } = await kms.sign(input)
      await kms.verify({ ...input, Signature })
      await assert.rejects(kms.sign({ ...input, DryRun: true }))
      const { Events } = await server.admin.cloudTrail.lookupEvents({
        LookupAttributes: [{ AttributeKey: 'ResourceName', AttributeValue: KeyId }],
      })
      const records = (Events ?? []).map((event) => JSON.parse(event.CloudTrailEvent as string))
      const signed = records.find((record) => record.requestID === $metadata.requestId)
      assert.equal(signed.eventName, 'Sign')
      assert.equal(signed.readOnly, true)
      assert.equal(signed.responseElements, null)
      assert.deepEqual(signed.requestParameters, {
        keyId: KeyId,
        messageType: 'RAW',
        signingAlgorithm: 'ECDSA_SHA_256',
      })
      assert.deepEqual(signed.resources, [{ accountId: server.accountId, type: 'AWS::KMS::Key', ARN: KeyId }])
      const dryRun = records.find((record) => record.errorCode === 'DryRunOperationException')
      assert.equal(dryRun.requestParameters.dryRun, true)
      const told = JSON.stringify(records)
      for (const secret of [canary, Signature as Uint8Array]) {
        assert.ok(!told.includes(Buffer.from(secret).toString('base64')))
        assert.ok(!told.includes(JSON.stringify([...secret]).slice(1, -1)))
      }
    })
  })
