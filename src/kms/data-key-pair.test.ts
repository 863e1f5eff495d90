import assert from 'node:assert/strict'
import { createPrivateKey, createPublicKey } from 'node:crypto'
import { test } from 'node:test'
import type { Call } from '../call/call.ts'
import { alice, newFixture, newKey, policy, putPrincipal, refused, rootStatement } from './kms.fixture.ts'

const pairSpecs = [
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

for (const KeyPairSpec of pairSpecs) {
  test(`${KeyPairSpec}: the private key comes in plaintext and decrypts, and belongs to the public key`, async (t) => {
    const f = await newFixture(t)
    const { id, arn } = await newKey(f)
    const EncryptionContext = { purpose: 'pair' }
    const input = { KeyId: id, KeyPairSpec, EncryptionContext }
    const calls: Call[] = []
    const made = await f.run('GenerateDataKeyPair', input, { onCall: (call) => calls.push(call) })
    assert.equal(made.KeyId, arn)
    assert.equal(made.KeyPairSpec, KeyPairSpec)
    assert.deepEqual(calls[0]?.notes.additionalEventData, { keyMaterialId: made.KeyMaterialId })
    const blind = await f.run('GenerateDataKeyPairWithoutPlaintext', input)
    assert.equal('PrivateKeyPlaintext' in blind, false)
    for (const pair of [made, blind]) {
      const CiphertextBlob = pair.PrivateKeyCiphertextBlob
      const opened = await f.run('Decrypt', { CiphertextBlob, EncryptionContext })
      if (pair === made) assert.deepEqual(opened.Plaintext, made.PrivateKeyPlaintext)
      const privateKey = createPrivateKey({ key: opened.Plaintext, format: 'der', type: 'pkcs8' })
      assert.deepEqual(createPublicKey(privateKey).export({ type: 'spki', format: 'der' }), pair.PublicKey)
      await refused(f.run('Decrypt', { CiphertextBlob }), 'InvalidCiphertextException', '')
    }
    assert.notDeepEqual(made.PublicKey, blind.PublicKey)
  })
}

test('ML-KEM private keys are seeds, of one length whatever the spec', async (t) => {
  const f = await newFixture(t)
  const { id } = await newKey(f)
  const lengths = new Set<number>()
  for (const KeyPairSpec of ['ML_KEM_512', 'ML_KEM_768', 'ML_KEM_1024']) {
    const { PrivateKeyPlaintext } = await f.run('GenerateDataKeyPair', { KeyId: id, KeyPairSpec })
    lengths.add(PrivateKeyPlaintext.length)
  }
  assert.equal(lengths.size, 1)
})

test('only symmetric keys, DryRun last, a Recipient refused', async (t) => {
  const f = await newFixture(t)
  const rsa = await newKey(f, { KeySpec: 'RSA_2048', KeyUsage: 'ENCRYPT_DECRYPT' })
  const symmetric = await newKey(f)
  for (const operation of ['GenerateDataKeyPair', 'GenerateDataKeyPairWithoutPlaintext'] as const) {
    const input = { KeyPairSpec: 'ECC_NIST_P256' }
    await refused(
      f.run(operation, { ...input, KeyId: rsa.id }),
      'InvalidKeyUsageException',
      `${rsa.arn} key usage is ENCRYPT_DECRYPT which is not valid for ${operation}.`,
    )
    await refused(
      f.run(operation, { ...input, KeyId: symmetric.id, DryRun: true }),
      'DryRunOperationException',
    )
  }
  const Recipient = { KeyEncryptionAlgorithm: 'RSAES_OAEP_SHA_256', AttestationDocument: Buffer.of(1) }
  await refused(
    f.run('GenerateDataKeyPair', { KeyId: symmetric.id, KeyPairSpec: 'ECC_NIST_P256', Recipient }),
    'UnsupportedOperationException',
  )
})

test('kms:DataKeyPairSpec decides', async (t) => {
  const f = await newFixture(t)
  await putPrincipal(f.storage, alice)
  const { id } = await newKey(f, {
    Policy: policy(rootStatement, {
      Effect: 'Allow',
      Principal: { AWS: alice.arn },
      Action: 'kms:GenerateDataKeyPair*',
      Resource: '*',
      Condition: { StringLike: { 'kms:DataKeyPairSpec': 'ECC_*' } },
    }),
  })
  for (const operation of ['GenerateDataKeyPair', 'GenerateDataKeyPairWithoutPlaintext'] as const) {
    await f.run(operation, { KeyId: id, KeyPairSpec: 'ECC_NIST_P384' }, { principal: alice })
    await refused(
      f.run(operation, { KeyId: id, KeyPairSpec: 'ML_KEM_512' }, { principal: alice }),
      'AccessDeniedException',
    )
  }
})

test('key pairs made at once do not stand in the way of other calls', async (t) => {
  const f = await newFixture(t)
  const { id } = await newKey(f)
  await f.run('GenerateRandom', { NumberOfBytes: 1 })
  let waiting = true
  const pairs = Promise.all(
    [1, 2, 3].map(() => f.run('GenerateDataKeyPair', { KeyId: id, KeyPairSpec: 'RSA_4096' })),
  ).finally(() => {
    waiting = false
  })
  await f.run('Encrypt', { KeyId: id, Plaintext: Buffer.of(1) })
  assert.ok(waiting)
  await pairs
})

test('more key pairs at once than can wait → ThrottlingException', async (t) => {
  const f = await newFixture(t)
  const { id } = await newKey(f)
  const asked = Array.from({ length: 70 }, () =>
    f.run('GenerateDataKeyPair', { KeyId: id, KeyPairSpec: 'ECC_NIST_P256' }),
  )
  const refusals = (await Promise.allSettled(asked)).filter(({ status }) => status === 'rejected')
  assert.ok(refusals.length > 0)
  for (const refusal of refusals)
    assert.equal(refusal.status === 'rejected' && refusal.reason.code, 'ThrottlingException')
})
