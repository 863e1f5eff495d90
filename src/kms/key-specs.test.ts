import assert from 'node:assert/strict'
import { test } from 'node:test'
import { keySpecNames } from './key-specs.ts'
import { newFixture, newKey, refused } from './kms.fixture.ts'

const usages = [
  'ENCRYPT_DECRYPT',
  'SIGN_VERIFY',
  'GENERATE_VERIFY_MAC',
  'KEY_AGREEMENT',
  'ENCAPSULATE_DECAPSULATE',
]
const lists = [
  'EncryptionAlgorithms',
  'SigningAlgorithms',
  'MacAlgorithms',
  'KeyAgreementAlgorithms',
  'EncapsulationAlgorithms',
]

const rsa = {
  ENCRYPT_DECRYPT: ['RSAES_OAEP_SHA_1', 'RSAES_OAEP_SHA_256'],
  SIGN_VERIFY: [
    'RSASSA_PKCS1_V1_5_SHA_256',
    'RSASSA_PKCS1_V1_5_SHA_384',
    'RSASSA_PKCS1_V1_5_SHA_512',
    'RSASSA_PSS_SHA_256',
    'RSASSA_PSS_SHA_384',
    'RSASSA_PSS_SHA_512',
  ],
}
const nist = (bits: string) => ({ SIGN_VERIFY: [`ECDSA_SHA_${bits}`], KEY_AGREEMENT: ['ECDH'] })
const mlDsa = { SIGN_VERIFY: ['ML_DSA_SHAKE_256'] }
const mlKem = { ENCAPSULATE_DECAPSULATE: ['ML_KEM'] }

/** KMS Developer Guide, "Key spec reference", written down once more. */
const reference: Record<string, Record<string, string[]>> = {
  SYMMETRIC_DEFAULT: { ENCRYPT_DECRYPT: ['SYMMETRIC_DEFAULT'] },
  HMAC_224: { GENERATE_VERIFY_MAC: ['HMAC_SHA_224'] },
  HMAC_256: { GENERATE_VERIFY_MAC: ['HMAC_SHA_256'] },
  HMAC_384: { GENERATE_VERIFY_MAC: ['HMAC_SHA_384'] },
  HMAC_512: { GENERATE_VERIFY_MAC: ['HMAC_SHA_512'] },
  RSA_2048: rsa,
  RSA_3072: rsa,
  RSA_4096: rsa,
  ECC_NIST_P256: nist('256'),
  ECC_NIST_P384: nist('384'),
  ECC_NIST_P521: nist('512'),
  ECC_SECG_P256K1: { SIGN_VERIFY: ['ECDSA_SHA_256'] },
  ECC_NIST_EDWARDS25519: { SIGN_VERIFY: ['ED25519_SHA_512', 'ED25519_PH_SHA_512'] },
  SM2: { ENCRYPT_DECRYPT: ['SM2PKE'], SIGN_VERIFY: ['SM2DSA'], KEY_AGREEMENT: ['ECDH'] },
  ML_DSA_44: mlDsa,
  ML_DSA_65: mlDsa,
  ML_DSA_87: mlDsa,
  ML_KEM_512: mlKem,
  ML_KEM_768: mlKem,
  ML_KEM_1024: mlKem,
}

test('the reference is written down for every key spec', () => {
  assert.deepEqual(Object.keys(reference).sort(), [...keySpecNames].sort())
})

for (const [KeySpec, byUsage] of Object.entries(reference)) {
  test(`${KeySpec}: metadata of every usage it has, and a refusal of every other`, async (t) => {
    const f = await newFixture(t)
    for (const KeyUsage of usages) {
      const names = byUsage[KeyUsage]
      if (names === undefined) {
        await refused(
          f.run('CreateKey', { KeySpec, KeyUsage }),
          'ValidationException',
          `KeyUsage ${KeyUsage} is not compatible with KeySpec ${KeySpec}`,
        )
        continue
      }
      const { KeyMetadata } = await f.run('CreateKey', { KeySpec, KeyUsage })
      const { KeyMetadata: described } = await f.run('DescribeKey', { KeyId: KeyMetadata.KeyId })
      assert.deepEqual(described, KeyMetadata)
      const { KeySpec: spec, CustomerMasterKeySpec, KeyUsage: usage, Enabled, KeyState, Origin } = KeyMetadata
      assert.deepEqual([spec, CustomerMasterKeySpec, usage], [KeySpec, KeySpec, KeyUsage])
      assert.deepEqual([Enabled, KeyState, Origin], [true, 'Enabled', 'AWS_KMS'])
      assert.deepEqual(
        lists.flatMap((list) => (list in KeyMetadata ? KeyMetadata[list] : [])),
        names,
      )
      assert.equal('CurrentKeyMaterialId' in KeyMetadata, KeySpec === 'SYMMETRIC_DEFAULT')
    }
  })
}

test('no key material rests in the clear', async (t) => {
  const f = await newFixture(t)
  for (const [KeySpec, KeyUsage, plain] of [
    // PKCS#8 starts with a version and an algorithm that everybody knows.
    ['RSA_2048', 'SIGN_VERIFY', '06092a864886f70d010101'],
    ['ECC_NIST_P256', 'SIGN_VERIFY', '06072a8648ce3d0201'],
    ['ML_DSA_44', 'SIGN_VERIFY', '0609608648016503040311'],
  ] as const) {
    const { arn } = await newKey(f, { KeySpec, KeyUsage })
    const rows = await f.storage.database
      .selectFrom('kms_key_material')
      .selectAll()
      .where('key_arn', '=', arn)
      .execute()
    assert.equal(rows.length, 1)
    assert.ok(!Buffer.from(rows[0]?.wrapped_material ?? []).includes(Buffer.from(plain, 'hex')))
  }
})

test('after the first call, signing and verifying ask the database nothing; a disabled key is dropped', async (t) => {
  const f = await newFixture(t)
  const { id } = await newKey(f, { KeySpec: 'ECC_NIST_P256', KeyUsage: 'SIGN_VERIFY' })
  const input = { KeyId: id, Message: Buffer.of(1), SigningAlgorithm: 'ECDSA_SHA_256' }
  await f.run('Sign', input)
  const { database } = f.storage
  const asked: string[] = []
  const watched = new Proxy(database, {
    get(target, name) {
      if (typeof name === 'string' && /From$|Into$|Table$/.test(name)) asked.push(name)
      const member = Reflect.get(target, name)
      return typeof member === 'function' ? member.bind(target) : member
    },
  })
  Object.assign(f.storage, { database: watched })
  const { Signature } = await f.run('Sign', input)
  await f.run('Verify', { ...input, Signature })
  await f.run('GetPublicKey', { KeyId: id })
  assert.deepEqual(asked, [])
  await f.run('DisableKey', { KeyId: id })
  await refused(f.run('Verify', { ...input, Signature }), 'DisabledException')
  await f.run('EnableKey', { KeyId: id })
  asked.length = 0
  await f.run('Verify', { ...input, Signature })
  assert.ok(asked.length > 0)
})

test('an alias moves between keys of one usage, whatever their specs, and to no other', async (t) => {
  const f = await newFixture(t)
  const signing = { KeyUsage: 'SIGN_VERIFY' }
  const rsa = await newKey(f, { KeySpec: 'RSA_2048', ...signing })
  const curve = await newKey(f, { KeySpec: 'ECC_NIST_P256', ...signing })
  const hmac = await newKey(f, { KeySpec: 'HMAC_256', KeyUsage: 'GENERATE_VERIFY_MAC' })
  const AliasName = 'alias/signer'
  await f.run('CreateAlias', { AliasName, TargetKeyId: rsa.id })
  await f.run('UpdateAlias', { AliasName, TargetKeyId: curve.id })
  await refused(
    f.run('UpdateAlias', { AliasName, TargetKeyId: hmac.id }),
    'ValidationException',
    'Alias alias/signer cannot be changed from a CMK with key usage SIGN_VERIFY to a CMK with key usage ' +
      'GENERATE_VERIFY_MAC. The key usage of the current CMK and the new CMK must be the same.',
  )
  const symmetric = await newKey(f)
  const encryption = await newKey(f, { KeySpec: 'RSA_2048', KeyUsage: 'ENCRYPT_DECRYPT' })
  await f.run('CreateAlias', { AliasName: 'alias/box', TargetKeyId: symmetric.id })
  await refused(
    f.run('UpdateAlias', { AliasName: 'alias/box', TargetKeyId: encryption.id }),
    'ValidationException',
  )
})
