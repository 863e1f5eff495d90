import assert from 'node:assert/strict'
import { createPublicKey, encapsulate } from 'node:crypto'
import { test } from 'node:test'
import fc from 'fast-check'
import { newFixture, newKey, refused } from './kms.fixture.ts'

const KeyUsage = 'ENCAPSULATE_DECAPSULATE'
const EncapsulationAlgorithm = 'ML_KEM'

for (const [KeySpec, bytes, keyBytes] of [
  ['ML_KEM_512', 768, 800],
  ['ML_KEM_768', 1088, 1184],
  ['ML_KEM_1024', 1568, 1568],
] as const) {
  test(`${KeySpec}: decapsulates what it and what OpenSSL encapsulated`, async (t) => {
    const f = await newFixture(t)
    const { id, arn } = await newKey(f, { KeySpec, KeyUsage })
    const common = { KeyId: id, EncapsulationAlgorithm }
    const made = await f.run('Encapsulate', common)
    assert.equal(made.KeyId, arn)
    assert.equal(made.SharedSecret.length, 32)
    assert.equal(made.SharedSecretCiphertextBlob.length, bytes)
    assert.equal(made.EncapsulationAlgorithm, EncapsulationAlgorithm)
    const { SharedSecretCiphertextBlob } = made
    assert.deepEqual(await f.run('Decapsulate', { ...common, SharedSecretCiphertextBlob }), {
      KeyId: arn,
      SharedSecret: made.SharedSecret,
      EncapsulationAlgorithm,
    })
    const { PublicKey } = await f.run('GetPublicKey', { KeyId: id })
    assert.ok(PublicKey.length > keyBytes)
    const outside = encapsulate(createPublicKey({ key: PublicKey, format: 'der', type: 'spki' }))
    const opened = await f.run('Decapsulate', {
      ...common,
      SharedSecretCiphertextBlob: outside.ciphertext,
    })
    assert.deepEqual(opened.SharedSecret, outside.sharedKey)
  })

  test(`${KeySpec}: any ciphertext of the right length gives a secret of its own, always the same`, async (t) => {
    const f = await newFixture(t)
    const { id } = await newKey(f, { KeySpec, KeyUsage })
    const common = { KeyId: id, EncapsulationAlgorithm }
    const made = await f.run('Encapsulate', common)
    await fc.assert(
      fc.asyncProperty(fc.nat(bytes - 1), async (at) => {
        const SharedSecretCiphertextBlob = Buffer.from(made.SharedSecretCiphertextBlob)
        SharedSecretCiphertextBlob[at] = (SharedSecretCiphertextBlob[at] as number) ^ 1
        const decapsulate = async () =>
          (await f.run('Decapsulate', { ...common, SharedSecretCiphertextBlob })).SharedSecret
        const [one, two] = [await decapsulate(), await decapsulate()]
        assert.deepEqual(one, two)
        assert.notDeepEqual(one, made.SharedSecret)
      }),
      { numRuns: 20 },
    )
    for (const length of [1, bytes - 1, bytes + 1, 6144]) {
      await refused(
        f.run('Decapsulate', { ...common, SharedSecretCiphertextBlob: Buffer.alloc(length) }),
        'InvalidCiphertextException',
        '',
      )
    }
  })
}

test('a ciphertext for one key gives another secret under another key', async (t) => {
  const f = await newFixture(t)
  const [one, two] = await Promise.all([1, 2].map(() => newKey(f, { KeySpec: 'ML_KEM_768', KeyUsage })))
  const made = await f.run('Encapsulate', { KeyId: one?.id, EncapsulationAlgorithm })
  const { SharedSecretCiphertextBlob } = made
  const input = { KeyId: two?.id, EncapsulationAlgorithm, SharedSecretCiphertextBlob }
  assert.notDeepEqual((await f.run('Decapsulate', input)).SharedSecret, made.SharedSecret)
})

test('usage and DryRun', async (t) => {
  const f = await newFixture(t)
  const symmetric = await newKey(f)
  const { id } = await newKey(f, { KeySpec: 'ML_KEM_768', KeyUsage })
  const SharedSecretCiphertextBlob = Buffer.alloc(1088)
  for (const operation of ['Encapsulate', 'Decapsulate'] as const) {
    const input = { EncapsulationAlgorithm, SharedSecretCiphertextBlob }
    await refused(
      f.run(operation, { ...input, KeyId: symmetric.id }),
      'InvalidKeyUsageException',
      `${symmetric.arn} key usage is ENCRYPT_DECRYPT which is not valid for ${operation}.`,
    )
    await refused(f.run(operation, { ...input, KeyId: id, DryRun: true }), 'DryRunOperationException')
  }
})
