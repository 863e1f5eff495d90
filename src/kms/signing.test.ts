import assert from 'node:assert/strict'
import {
  constants,
  createHash,
  createPublicKey,
  hash as hashOf,
  type KeyObject,
  randomBytes,
  verify as verifyOutside,
} from 'node:crypto'
import { test } from 'node:test'
import fc from 'fast-check'
import { verifyEd25519ph } from '../crypto/ed25519ph.ts'
import { messageRepresentative } from '../crypto/ml-dsa-mu.ts'
import { sm2Digest, verifySm2 } from '../crypto/sm2.ts'
import { type Fixture, newFixture, newKey, refused } from './kms.fixture.ts'

interface Case {
  readonly spec: string
  readonly algorithm: string
  /** What KMS takes instead of the message, by message type. */
  readonly given: Readonly<Record<string, (message: Uint8Array, publicKey: KeyObject) => Uint8Array>>
  readonly outside: (publicKey: KeyObject, message: Uint8Array, signature: Uint8Array) => boolean
}

const raw = (message: Uint8Array) => message
const pssOptions = { padding: constants.RSA_PKCS1_PSS_PADDING, saltLength: constants.RSA_PSS_SALTLEN_DIGEST }
const rsaCases = (['256', '384', '512'] as const).flatMap((bits): Case[] => {
  const name = `sha${bits}`
  const given = { RAW: raw, DIGEST: (message: Uint8Array) => hashOf(name, message, 'buffer') }
  return [
    {
      spec: 'RSA_2048',
      algorithm: `RSASSA_PKCS1_V1_5_SHA_${bits}`,
      given,
      outside: (key, message, signature) => verifyOutside(name, message, key, signature),
    },
    {
      spec: 'RSA_2048',
      algorithm: `RSASSA_PSS_SHA_${bits}`,
      given,
      outside: (key, message, signature) => verifyOutside(name, message, { key, ...pssOptions }, signature),
    },
  ]
})

function ecdsaCase(spec: string, bits: string): Case {
  const name = `sha${bits}`
  return {
    spec,
    algorithm: `ECDSA_SHA_${bits}`,
    given: { RAW: raw, DIGEST: (message) => hashOf(name, message, 'buffer') },
    outside: (key, message, signature) => verifyOutside(name, message, key, signature),
  }
}

const pureOutside: Case['outside'] = (key, message, signature) => verifyOutside(null, message, key, signature)
const sha512 = (message: Uint8Array) => hashOf('sha512', message, 'buffer')

const cases: readonly Case[] = [
  ...rsaCases,
  ecdsaCase('ECC_NIST_P256', '256'),
  ecdsaCase('ECC_NIST_P384', '384'),
  ecdsaCase('ECC_NIST_P521', '512'),
  ecdsaCase('ECC_SECG_P256K1', '256'),
  {
    spec: 'ECC_NIST_EDWARDS25519',
    algorithm: 'ED25519_SHA_512',
    given: { RAW: raw },
    outside: pureOutside,
  },
  {
    spec: 'ECC_NIST_EDWARDS25519',
    algorithm: 'ED25519_PH_SHA_512',
    given: { DIGEST: sha512 },
    // Hashed by the caller, and once more by Ed25519ph.
    outside: (key, message, signature) => verifyEd25519ph(key, sha512(message), signature),
  },
  {
    spec: 'SM2',
    algorithm: 'SM2DSA',
    given: { RAW: raw, DIGEST: (message, key) => sm2Digest(key, message) },
    outside: verifySm2,
  },
  ...['44', '65', '87'].map(
    (size): Case => ({
      spec: `ML_DSA_${size}`,
      algorithm: 'ML_DSA_SHAKE_256',
      given: { RAW: raw, EXTERNAL_MU: (message, key) => messageRepresentative(key, message) },
      outside: pureOutside,
    }),
  ),
]

async function publicKeyOf(f: Fixture, KeyId: string): Promise<KeyObject> {
  const { PublicKey } = await f.run('GetPublicKey', { KeyId })
  return createPublicKey({ key: PublicKey, format: 'der', type: 'spki' })
}

for (const { spec, algorithm, given, outside } of cases) {
  test(`${algorithm} of ${spec}: signatures verify here and outside, for this message and key only`, async (t) => {
    const f = await newFixture(t)
    const { id, arn } = await newKey(f, { KeySpec: spec, KeyUsage: 'SIGN_VERIFY' })
    const other = await newKey(f, { KeySpec: spec, KeyUsage: 'SIGN_VERIFY' })
    const publicKey = await publicKeyOf(f, id)
    const common = { KeyId: id, SigningAlgorithm: algorithm }
    for (const size of [1, 4096]) {
      const message = randomBytes(size)
      for (const [MessageType, givenOf] of Object.entries(given)) {
        const Message = givenOf(message, publicKey)
        const signed = await f.run('Sign', { ...common, Message, MessageType })
        assert.equal(signed.KeyId, arn)
        assert.equal(signed.SigningAlgorithm, algorithm)
        assert.ok(outside(publicKey, message, signed.Signature), `${MessageType} outside`)
        // What was signed as one type verifies as every other.
        for (const [type, otherOf] of Object.entries(given)) {
          const Signature = signed.Signature
          const input = {
            ...common,
            Message: otherOf(message, publicKey),
            MessageType: type,
            Signature,
          }
          assert.deepEqual(await f.run('Verify', input), {
            KeyId: arn,
            SignatureValid: true,
            SigningAlgorithm: algorithm,
          })
          await refused(f.run('Verify', { ...input, KeyId: other.id }), 'KMSInvalidSignatureException', '')
          const changed = Buffer.from(input.Message)
          changed[0] = (changed[0] as number) ^ 1
          await refused(f.run('Verify', { ...input, Message: changed }), 'KMSInvalidSignatureException', '')
          await refused(
            f.run('Verify', { ...input, Signature: Buffer.from('no signature') }),
            'KMSInvalidSignatureException',
            '',
          )
          await refused(f.run('Verify', { ...input, DryRun: true }), 'DryRunOperationException')
        }
        await refused(
          f.run('Sign', { ...common, Message, MessageType, DryRun: true }),
          'DryRunOperationException',
        )
      }
    }
  })

  test(`${algorithm} of ${spec}: message types that it does not take, digests of another length`, async (t) => {
    const f = await newFixture(t)
    const { id } = await newKey(f, { KeySpec: spec, KeyUsage: 'SIGN_VERIFY' })
    const common = { KeyId: id, SigningAlgorithm: algorithm, Signature: Buffer.of(1) }
    for (const MessageType of ['RAW', 'DIGEST', 'EXTERNAL_MU']) {
      for (const operation of ['Sign', 'Verify'] as const) {
        const call = f.run(operation, { ...common, MessageType, Message: Buffer.alloc(31) })
        if (!(MessageType in given)) {
          const text = `MessageType ${MessageType} is incompatible with algorithm ${algorithm}.`
          await refused(call, 'ValidationException', text)
        } else if (MessageType !== 'RAW') {
          await refused(call, 'ValidationException', `Digest is invalid length for algorithm ${algorithm}.`)
        } else {
          await call.catch((error) => assert.equal(error.code, 'KMSInvalidSignatureException'))
        }
      }
    }
  })
}

test('RSA keys of 3072 and 4096 bits sign too', async (t) => {
  const f = await newFixture(t)
  for (const KeySpec of ['RSA_3072', 'RSA_4096']) {
    const { id } = await newKey(f, { KeySpec, KeyUsage: 'SIGN_VERIFY' })
    const publicKey = await publicKeyOf(f, id)
    assert.equal(publicKey.asymmetricKeyDetails?.modulusLength, Number(KeySpec.slice(4)))
    for (const { algorithm, given, outside } of rsaCases) {
      for (const [MessageType, givenOf] of Object.entries(given)) {
        const message = Buffer.from(algorithm)
        const Message = givenOf(message, publicKey)
        const input = { KeyId: id, SigningAlgorithm: algorithm, Message, MessageType }
        const { Signature } = await f.run('Sign', input)
        assert.ok(outside(publicKey, message, Signature))
        assert.ok((await f.run('Verify', { ...input, Signature })).SignatureValid)
      }
    }
  }
})

test('PSS: a salt that is not as long as the digest is refused', async (t) => {
  const f = await newFixture(t)
  const { id } = await newKey(f, { KeySpec: 'RSA_2048', KeyUsage: 'SIGN_VERIFY' })
  const Message = Buffer.from('message')
  const { Signature } = await f.run('Sign', { KeyId: id, SigningAlgorithm: 'RSASSA_PSS_SHA_256', Message })
  const key = await publicKeyOf(f, id)
  const padding = constants.RSA_PKCS1_PSS_PADDING
  assert.ok(verifyOutside('sha256', Message, { key, padding, saltLength: 32 }, Signature))
  assert.ok(!verifyOutside('sha256', Message, { key, padding, saltLength: 20 }, Signature))
})

test('Sign and Verify: usage, then algorithm', async (t) => {
  const f = await newFixture(t)
  const symmetric = await newKey(f)
  const curve = await newKey(f, { KeySpec: 'ECC_NIST_P256', KeyUsage: 'SIGN_VERIFY' })
  for (const operation of ['Sign', 'Verify'] as const) {
    const input = { Message: Buffer.of(1), Signature: Buffer.of(1), SigningAlgorithm: 'RSASSA_PSS_SHA_256' }
    await refused(
      f.run(operation, { ...input, KeyId: symmetric.id }),
      'InvalidKeyUsageException',
      `${symmetric.arn} key usage is ENCRYPT_DECRYPT which is not valid for ${operation}.`,
    )
    await refused(
      f.run(operation, { ...input, KeyId: curve.id }),
      'InvalidKeyUsageException',
      'Algorithm RSASSA_PSS_SHA_256 is incompatible with key spec ECC_NIST_P256.',
    )
  }
})

test('no bytes at all make Verify do anything but refuse', async (t) => {
  const f = await newFixture(t)
  const specs = ['RSA_2048', 'ECC_NIST_P256', 'ECC_NIST_EDWARDS25519', 'SM2', 'ML_DSA_44']
  const keys = new Map<string, string>()
  for (const KeySpec of specs) keys.set(KeySpec, (await newKey(f, { KeySpec, KeyUsage: 'SIGN_VERIFY' })).id)
  await fc.assert(
    fc.asyncProperty(
      fc.constantFrom(...cases.filter(({ spec }) => keys.has(spec))),
      fc.uint8Array({ minLength: 1, maxLength: 6144, size: 'max' }),
      async ({ spec, algorithm, given }, Signature) => {
        for (const MessageType of Object.keys(given)) {
          const Message = MessageType === 'RAW' ? Buffer.of(1) : createHash('sha512').update('m').digest()
          const error = await f
            .run('Verify', {
              KeyId: keys.get(spec),
              SigningAlgorithm: algorithm,
              MessageType,
              Message,
              Signature,
            })
            .catch((thrown) => thrown)
          assert.ok(
            ['KMSInvalidSignatureException', 'ValidationException'].includes(error.code),
            String(error),
          )
        }
      },
    ),
    { numRuns: 60 },
  )
})

test('a signature of one key or algorithm never verifies under another', async (t) => {
  const f = await newFixture(t)
  const made: { KeyId: string; algorithm: string; publicKey: KeyObject; given: Case['given'] }[] = []
  for (const { spec, algorithm, given } of cases) {
    const { id } = await newKey(f, { KeySpec: spec, KeyUsage: 'SIGN_VERIFY' })
    made.push({ KeyId: id, algorithm, publicKey: await publicKeyOf(f, id), given })
  }
  const any = fc.constantFrom(...made)
  await fc.assert(
    fc.asyncProperty(any, any, fc.uint8Array({ minLength: 1, maxLength: 40 }), async (one, two, message) => {
      fc.pre(one.KeyId !== two.KeyId)
      const messageFor = (signer: typeof one) => {
        const [MessageType, givenOf] = Object.entries(signer.given).at(-1) ?? []
        assert.ok(MessageType !== undefined && givenOf !== undefined)
        const Message = givenOf(message, signer.publicKey)
        return { KeyId: signer.KeyId, SigningAlgorithm: signer.algorithm, MessageType, Message }
      }
      const { Signature } = await f.run('Sign', messageFor(one))
      await refused(f.run('Verify', { ...messageFor(two), Signature }), 'KMSInvalidSignatureException', '')
    }),
    { numRuns: 20 },
  )
})

test('GetPublicKey: SubjectPublicKeyInfo with what the key can do; keys without a public key refuse', async (t) => {
  const f = await newFixture(t)
  const expected: [string, string, string, string[]][] = [
    ['RSA_2048', 'ENCRYPT_DECRYPT', 'EncryptionAlgorithms', ['RSAES_OAEP_SHA_1', 'RSAES_OAEP_SHA_256']],
    ['ECC_NIST_P384', 'SIGN_VERIFY', 'SigningAlgorithms', ['ECDSA_SHA_384']],
    ['ECC_NIST_P384', 'KEY_AGREEMENT', 'KeyAgreementAlgorithms', ['ECDH']],
    ['ML_KEM_512', 'ENCAPSULATE_DECAPSULATE', 'EncapsulationAlgorithms', ['ML_KEM']],
  ]
  for (const [KeySpec, KeyUsage, member, names] of expected) {
    const { id, arn } = await newKey(f, { KeySpec, KeyUsage })
    const { PublicKey, ...rest } = await f.run('GetPublicKey', { KeyId: id })
    const common = { KeyId: arn, KeySpec, CustomerMasterKeySpec: KeySpec, KeyUsage }
    assert.deepEqual(rest, { ...common, [member]: names })
    assert.ok(createPublicKey({ key: PublicKey, format: 'der', type: 'spki' }))
    const { KeyMetadata } = await f.run('DescribeKey', { KeyId: id })
    assert.deepEqual(KeyMetadata[member], names)
    assert.equal(KeyMetadata.CurrentKeyMaterialId, undefined)
  }
  for (const input of [{}, { KeySpec: 'HMAC_256', KeyUsage: 'GENERATE_VERIFY_MAC' }]) {
    const { id } = await newKey(f, input)
    await refused(f.run('GetPublicKey', { KeyId: id }), 'UnsupportedOperationException')
  }
  const { id, arn } = await newKey(f, { KeySpec: 'ECC_NIST_P256', KeyUsage: 'SIGN_VERIFY' })
  await f.run('DisableKey', { KeyId: id })
  await refused(f.run('GetPublicKey', { KeyId: id }), 'DisabledException', `${arn} is disabled.`)
})
