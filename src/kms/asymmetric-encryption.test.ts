import assert from 'node:assert/strict'
import { constants, createPublicKey, publicEncrypt, randomBytes } from 'node:crypto'
import { test } from 'node:test'
import fc from 'fast-check'
import type { Call } from '../call/call.ts'
import { decryptSm2, encryptSm2 } from '../crypto/sm2.ts'
import { type Fixture, newFixture, newKey, refused } from './kms.fixture.ts'

const KeyUsage = 'ENCRYPT_DECRYPT'

async function publicKeyOf(f: Fixture, KeyId: string) {
  const { PublicKey } = await f.run('GetPublicKey', { KeyId })
  return createPublicKey({ key: PublicKey, format: 'der', type: 'spki' })
}

for (const [KeySpec, sha1Max, sha256Max] of [
  ['RSA_2048', 214, 190],
  ['RSA_3072', 342, 318],
  ['RSA_4096', 470, 446],
] as const) {
  test(`${KeySpec}: decrypts what it encrypts and what OpenSSL encrypts, up to the longest plaintext`, async (t) => {
    const f = await newFixture(t)
    const { id, arn } = await newKey(f, { KeySpec, KeyUsage })
    const key = await publicKeyOf(f, id)
    for (const [EncryptionAlgorithm, oaepHash, bytesMax] of [
      ['RSAES_OAEP_SHA_1', 'sha1', sha1Max],
      ['RSAES_OAEP_SHA_256', 'sha256', sha256Max],
    ] as const) {
      const common = { KeyId: id, EncryptionAlgorithm }
      const Plaintext = randomBytes(bytesMax)
      const sealed = await f.run('Encrypt', { ...common, Plaintext })
      const { CiphertextBlob, ...rest } = sealed
      assert.deepEqual(rest, { KeyId: arn, EncryptionAlgorithm })
      const outside = publicEncrypt({ key, padding: constants.RSA_PKCS1_OAEP_PADDING, oaepHash }, Plaintext)
      for (const ciphertext of [CiphertextBlob, outside]) {
        assert.deepEqual(await f.run('Decrypt', { ...common, CiphertextBlob: ciphertext }), {
          KeyId: arn,
          Plaintext,
          EncryptionAlgorithm,
        })
      }
      await refused(
        f.run('Encrypt', { ...common, Plaintext: randomBytes(bytesMax + 1) }),
        'ValidationException',
        `Algorithm ${EncryptionAlgorithm} and key spec ${KeySpec} cannot encrypt data larger than ${bytesMax} bytes.`,
      )
    }
  })
}

test('SM2: decrypts what it encrypts and what is encrypted outside, up to 1024 bytes', async (t) => {
  const f = await newFixture(t)
  const { id } = await newKey(f, { KeySpec: 'SM2', KeyUsage })
  const publicKey = await publicKeyOf(f, id)
  const common = { KeyId: id, EncryptionAlgorithm: 'SM2PKE' }
  const Plaintext = randomBytes(1024)
  const { CiphertextBlob } = await f.run('Encrypt', { ...common, Plaintext })
  for (const ciphertext of [CiphertextBlob, encryptSm2(publicKey, Plaintext)]) {
    const opened = await f.run('Decrypt', { ...common, CiphertextBlob: ciphertext })
    assert.deepEqual(opened.Plaintext, Plaintext)
  }
  assert.throws(() => decryptSm2(publicKey, CiphertextBlob))
  await refused(
    f.run('Encrypt', { ...common, Plaintext: randomBytes(1025) }),
    'ValidationException',
    'Algorithm SM2PKE and key spec SM2 cannot encrypt data larger than 1024 bytes.',
  )
})

test('Decrypt of key pairs: the key must be named, and everything else is InvalidCiphertextException', async (t) => {
  const f = await newFixture(t)
  for (const [KeySpec, EncryptionAlgorithm] of [
    ['RSA_2048', 'RSAES_OAEP_SHA_256'],
    ['SM2', 'SM2PKE'],
  ] as const) {
    const [one, two] = [await newKey(f, { KeySpec, KeyUsage }), await newKey(f, { KeySpec, KeyUsage })]
    const common = { KeyId: one.id, EncryptionAlgorithm }
    const { CiphertextBlob } = await f.run('Encrypt', { ...common, Plaintext: Buffer.from('secret') })
    await refused(f.run('Decrypt', { CiphertextBlob, EncryptionAlgorithm }), 'InvalidCiphertextException', '')
    await refused(
      f.run('Decrypt', { ...common, KeyId: two.id, CiphertextBlob }),
      'InvalidCiphertextException',
      '',
    )
    await fc.assert(
      fc.asyncProperty(fc.uint8Array({ minLength: 1, maxLength: 300 }), async (bytes) => {
        await refused(
          f.run('Decrypt', { ...common, CiphertextBlob: bytes }),
          'InvalidCiphertextException',
          '',
        )
      }),
      { numRuns: 20 },
    )
  }
})

test('RSA: a ciphertext of one hash does not open with the other', async (t) => {
  const f = await newFixture(t)
  const { id } = await newKey(f, { KeySpec: 'RSA_2048', KeyUsage })
  const Plaintext = Buffer.from('secret')
  const sealed = await f.run('Encrypt', { KeyId: id, Plaintext, EncryptionAlgorithm: 'RSAES_OAEP_SHA_1' })
  const { CiphertextBlob } = sealed
  await refused(
    f.run('Decrypt', { KeyId: id, CiphertextBlob, EncryptionAlgorithm: 'RSAES_OAEP_SHA_256' }),
    'InvalidCiphertextException',
    '',
  )
})

test('usage, then algorithm, then encryption context', async (t) => {
  const f = await newFixture(t)
  const signing = await newKey(f, { KeySpec: 'RSA_2048', KeyUsage: 'SIGN_VERIFY' })
  const rsa = await newKey(f, { KeySpec: 'RSA_2048', KeyUsage })
  const Plaintext = Buffer.of(1)
  const EncryptionAlgorithm = 'RSAES_OAEP_SHA_256'
  await refused(
    f.run('Encrypt', { KeyId: signing.id, Plaintext, EncryptionAlgorithm }),
    'InvalidKeyUsageException',
    `${signing.arn} key usage is SIGN_VERIFY which is not valid for Encrypt.`,
  )
  const incompatible = 'Algorithm SYMMETRIC_DEFAULT is incompatible with key spec RSA_2048.'
  const EncryptionContext = { a: 'b' }
  await refused(
    f.run('Encrypt', { KeyId: rsa.id, Plaintext, EncryptionContext }),
    'InvalidKeyUsageException',
    incompatible,
  )
  await refused(
    f.run('Decrypt', { KeyId: rsa.id, CiphertextBlob: Buffer.alloc(256) }),
    'InvalidKeyUsageException',
    incompatible,
  )
  await refused(
    f.run('Encrypt', { KeyId: rsa.id, Plaintext, EncryptionAlgorithm, EncryptionContext }),
    'ValidationException',
  )
  const { CiphertextBlob } = await f.run('Encrypt', { KeyId: rsa.id, Plaintext, EncryptionAlgorithm })
  await refused(
    f.run('Decrypt', { KeyId: rsa.id, CiphertextBlob, EncryptionAlgorithm, EncryptionContext }),
    'ValidationException',
  )
})

test('a symmetric ciphertext with the KeyId of a key of another kind → IncorrectKeyException', async (t) => {
  const f = await newFixture(t)
  const symmetric = await newKey(f)
  const { CiphertextBlob } = await f.run('Encrypt', { KeyId: symmetric.id, Plaintext: Buffer.of(1) })
  for (const input of [
    { KeySpec: 'HMAC_256', KeyUsage: 'GENERATE_VERIFY_MAC' },
    { KeySpec: 'RSA_2048', KeyUsage },
    { KeySpec: 'ECC_NIST_P256', KeyUsage: 'SIGN_VERIFY' },
  ]) {
    const { id } = await newKey(f, input)
    await refused(f.run('Decrypt', { CiphertextBlob, KeyId: id }), 'IncorrectKeyException')
  }
})

test('ReEncrypt between symmetric keys and key pairs, every way', async (t) => {
  const f = await newFixture(t)
  const keys = [
    { ...(await newKey(f)), algorithm: 'SYMMETRIC_DEFAULT', context: { a: 'b' } },
    {
      ...(await newKey(f, { KeySpec: 'RSA_2048', KeyUsage })),
      algorithm: 'RSAES_OAEP_SHA_256',
      context: undefined,
    },
    { ...(await newKey(f, { KeySpec: 'SM2', KeyUsage })), algorithm: 'SM2PKE', context: undefined },
  ]
  const Plaintext = Buffer.from('move me')
  for (const from of keys) {
    const { CiphertextBlob } = await f.run('Encrypt', {
      KeyId: from.id,
      Plaintext,
      EncryptionAlgorithm: from.algorithm,
      EncryptionContext: from.context,
    })
    for (const to of keys) {
      const calls: Call[] = []
      const input = {
        CiphertextBlob,
        SourceKeyId: from.id,
        SourceEncryptionAlgorithm: from.algorithm,
        SourceEncryptionContext: from.context,
        DestinationKeyId: to.id,
        DestinationEncryptionAlgorithm: to.algorithm,
        DestinationEncryptionContext: to.context,
      }
      const moved = await f.run('ReEncrypt', input, { onCall: (call) => calls.push(call) })
      assert.equal(moved.SourceKeyId, from.arn)
      assert.equal(moved.KeyId, to.arn)
      assert.equal(moved.SourceEncryptionAlgorithm, from.algorithm)
      assert.equal(moved.DestinationEncryptionAlgorithm, to.algorithm)
      const symmetric = (key: typeof from) => key.algorithm === 'SYMMETRIC_DEFAULT'
      assert.equal(moved.SourceKeyMaterialId !== undefined, symmetric(from))
      assert.equal(moved.DestinationKeyMaterialId !== undefined, symmetric(to))
      const opened = await f.run('Decrypt', {
        CiphertextBlob: moved.CiphertextBlob,
        KeyId: to.id,
        EncryptionAlgorithm: to.algorithm,
        EncryptionContext: to.context,
      })
      assert.deepEqual(opened.Plaintext, Plaintext)
      await refused(f.run('ReEncrypt', { ...input, DryRun: true }), 'DryRunOperationException')
    }
  }
})

test('ReEncrypt: a plaintext that the destination cannot take', async (t) => {
  const f = await newFixture(t)
  const symmetric = await newKey(f)
  const rsa = await newKey(f, { KeySpec: 'RSA_2048', KeyUsage })
  const { CiphertextBlob } = await f.run('Encrypt', { KeyId: symmetric.id, Plaintext: Buffer.alloc(191) })
  await refused(
    f.run('ReEncrypt', {
      CiphertextBlob,
      DestinationKeyId: rsa.id,
      DestinationEncryptionAlgorithm: 'RSAES_OAEP_SHA_256',
    }),
    'ValidationException',
    'Algorithm RSAES_OAEP_SHA_256 and key spec RSA_2048 cannot encrypt data larger than 190 bytes.',
  )
})

test('DryRun is the last check of key pairs too', async (t) => {
  const f = await newFixture(t)
  const { id } = await newKey(f, { KeySpec: 'RSA_2048', KeyUsage })
  const common = { KeyId: id, EncryptionAlgorithm: 'RSAES_OAEP_SHA_1' }
  const { CiphertextBlob } = await f.run('Encrypt', { ...common, Plaintext: Buffer.of(1) })
  const DryRun = true
  await refused(f.run('Encrypt', { ...common, Plaintext: Buffer.of(1), DryRun }), 'DryRunOperationException')
  await refused(f.run('Decrypt', { ...common, CiphertextBlob, DryRun }), 'DryRunOperationException')
  await refused(
    f.run('Decrypt', { ...common, CiphertextBlob: Buffer.alloc(256), DryRun }),
    'InvalidCiphertextException',
  )
  await refused(
    f.run('Decrypt', { ...common, DryRun, DryRunModifiers: ['IGNORE_CIPHERTEXT'] }),
    'DryRunOperationException',
  )
})
