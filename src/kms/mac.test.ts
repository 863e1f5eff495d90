import assert from 'node:assert/strict'
import { createHmac, randomBytes } from 'node:crypto'
import { test } from 'node:test'
import fc from 'fast-check'
import { unwrapMaterial } from './key-material.ts'
import { newFixture, newKey, refused } from './kms.fixture.ts'

const KeyUsage = 'GENERATE_VERIFY_MAC'

for (const [bits, bytes] of [
  ['224', 28],
  ['256', 32],
  ['384', 48],
  ['512', 64],
] as const) {
  const [KeySpec, MacAlgorithm] = [`HMAC_${bits}`, `HMAC_SHA_${bits}`]

  test(`${KeySpec}: the MAC is OpenSSL's, whole, and verifies for this message and key only`, async (t) => {
    const f = await newFixture(t)
    const [key, other] = [await newKey(f, { KeySpec, KeyUsage }), await newKey(f, { KeySpec, KeyUsage })]
    const material = await f.storage.database
      .selectFrom('kms_key_material')
      .selectAll()
      .where('key_arn', '=', key.arn)
      .executeTakeFirstOrThrow()
    const secret = unwrapMaterial(f.kms, key.arn, material.material_id, material.wrapped_material)
    assert.equal(secret.length, bytes)
    for (const Message of [Buffer.of(1), randomBytes(4096)]) {
      const made = await f.run('GenerateMac', { KeyId: key.id, MacAlgorithm, Message })
      assert.deepEqual(made, {
        Mac: createHmac(`sha${bits}`, secret).update(Message).digest(),
        MacAlgorithm,
        KeyId: key.arn,
      })
      const input = { KeyId: key.id, MacAlgorithm, Message, Mac: made.Mac }
      assert.deepEqual(await f.run('VerifyMac', input), { KeyId: key.arn, MacValid: true, MacAlgorithm })
      for (const changed of [
        { Message: Buffer.of(2) },
        { KeyId: other.id },
        { Mac: made.Mac.subarray(1) },
        { Mac: Buffer.concat([made.Mac, Buffer.of(0)]) },
        { Mac: Buffer.alloc(bytes) },
      ]) {
        await refused(f.run('VerifyMac', { ...input, ...changed }), 'KMSInvalidMacException', '')
      }
      await refused(f.run('VerifyMac', { ...input, DryRun: true }), 'DryRunOperationException')
      await refused(f.run('GenerateMac', { ...input, DryRun: true }), 'DryRunOperationException')
    }
  })
}

test('usage, then algorithm', async (t) => {
  const f = await newFixture(t)
  const symmetric = await newKey(f)
  const hmac = await newKey(f, { KeySpec: 'HMAC_224', KeyUsage })
  for (const operation of ['GenerateMac', 'VerifyMac'] as const) {
    const input = { Message: Buffer.of(1), Mac: Buffer.of(1), MacAlgorithm: 'HMAC_SHA_256' }
    await refused(
      f.run(operation, { ...input, KeyId: symmetric.id }),
      'InvalidKeyUsageException',
      `${symmetric.arn} key usage is ENCRYPT_DECRYPT which is not valid for ${operation}.`,
    )
    await refused(
      f.run(operation, { ...input, KeyId: hmac.id }),
      'InvalidKeyUsageException',
      'Algorithm HMAC_SHA_256 is incompatible with key spec HMAC_224.',
    )
  }
})

test('HMAC keys: MacAlgorithms in the metadata, and neither material id nor other algorithms', async (t) => {
  const f = await newFixture(t)
  const { id } = await newKey(f, { KeySpec: 'HMAC_384', KeyUsage })
  const { KeyMetadata } = await f.run('DescribeKey', { KeyId: id })
  assert.deepEqual(KeyMetadata.MacAlgorithms, ['HMAC_SHA_384'])
  for (const member of ['CurrentKeyMaterialId', 'EncryptionAlgorithms', 'SigningAlgorithms'])
    assert.equal(member in KeyMetadata, false)
})

test('a MAC of one key never verifies under another', async (t) => {
  const f = await newFixture(t)
  const keys: { KeyId: string; MacAlgorithm: string }[] = []
  for (const bits of ['224', '256', '256', '512']) {
    const { id } = await newKey(f, { KeySpec: `HMAC_${bits}`, KeyUsage })
    keys.push({ KeyId: id, MacAlgorithm: `HMAC_SHA_${bits}` })
  }
  const any = fc.constantFrom(...keys)
  await fc.assert(
    fc.asyncProperty(any, any, fc.uint8Array({ minLength: 1 }), async (one, two, Message) => {
      const { Mac } = await f.run('GenerateMac', { ...one, Message })
      const verified = f.run('VerifyMac', { ...two, Message, Mac })
      if (one === two) await verified
      else await refused(verified, 'KMSInvalidMacException', '')
    }),
    { numRuns: 50 },
  )
})
