import assert from 'node:assert/strict'
import { createPublicKey, diffieHellman, generateKeyPairSync, type KeyObject } from 'node:crypto'
import { test } from 'node:test'
import type { Call } from '../call/call.ts'
import { newFixture, newKey, refused } from './kms.fixture.ts'
import { kmsOperations } from './operations.ts'

const KeyUsage = 'KEY_AGREEMENT'
const KeyAgreementAlgorithm = 'ECDH'
const spki = (publicKey: KeyObject) => publicKey.export({ type: 'spki', format: 'der' })

for (const [KeySpec, namedCurve, bytes] of [
  ['ECC_NIST_P256', 'prime256v1', 32],
  ['ECC_NIST_P384', 'secp384r1', 48],
  ['ECC_NIST_P521', 'secp521r1', 66],
  ['SM2', 'SM2', 32],
] as const) {
  test(`${KeySpec}: both sides find the same secret, here and outside`, async (t) => {
    const f = await newFixture(t)
    const [one, two] = [await newKey(f, { KeySpec, KeyUsage }), await newKey(f, { KeySpec, KeyUsage })]
    const publicOf = async (KeyId: string) => (await f.run('GetPublicKey', { KeyId })).PublicKey
    const derive = (KeyId: string, PublicKey: Uint8Array) =>
      f.run('DeriveSharedSecret', { KeyId, KeyAgreementAlgorithm, PublicKey })
    const mine = await derive(one.id, await publicOf(two.id))
    const theirs = await derive(two.id, await publicOf(one.id))
    assert.deepEqual(mine.SharedSecret, theirs.SharedSecret)
    const { SharedSecret, ...rest } = mine
    assert.equal(SharedSecret.length, bytes)
    assert.deepEqual(rest, { KeyId: one.arn, KeyAgreementAlgorithm, KeyOrigin: 'AWS_KMS' })
    if (KeySpec === 'SM2') return
    const outside = generateKeyPairSync('ec', { namedCurve })
    const publicKey = createPublicKey({ key: await publicOf(one.id), format: 'der', type: 'spki' })
    const found = await derive(one.id, spki(outside.publicKey))
    assert.deepEqual(found.SharedSecret, diffieHellman({ privateKey: outside.privateKey, publicKey }))
  })
}

test('anything but a public key on the same curve → ValidationException without a message', async (t) => {
  const f = await newFixture(t)
  const p256 = generateKeyPairSync('ec', { namedCurve: 'prime256v1' })
  const offCurve = spki(p256.publicKey)
  offCurve[offCurve.length - 1] = (offCurve.at(-1) as number) ^ 1
  const peers = [
    Buffer.from('garbage'),
    offCurve,
    spki(generateKeyPairSync('ec', { namedCurve: 'secp256k1' }).publicKey),
    spki(generateKeyPairSync('ed25519').publicKey),
    p256.privateKey.export({ type: 'pkcs8', format: 'der' }),
  ]
  for (const KeySpec of ['ECC_NIST_P256', 'SM2', 'ECC_NIST_P384']) {
    const { id } = await newKey(f, { KeySpec, KeyUsage })
    const given = KeySpec === 'ECC_NIST_P256' ? peers : [...peers, spki(p256.publicKey)]
    for (const PublicKey of given) {
      const input = { KeyId: id, KeyAgreementAlgorithm, PublicKey }
      await refused(f.run('DeriveSharedSecret', input), 'ValidationException', '')
    }
  }
})

test('DeriveSharedSecret: usage, DryRun, Recipient, and what the trail learns', async (t) => {
  const f = await newFixture(t)
  const signing = await newKey(f, { KeySpec: 'ECC_NIST_P256', KeyUsage: 'SIGN_VERIFY' })
  const { id } = await newKey(f, { KeySpec: 'ECC_NIST_P256', KeyUsage })
  const PublicKey = spki(generateKeyPairSync('ec', { namedCurve: 'prime256v1' }).publicKey)
  const input = { KeyId: id, KeyAgreementAlgorithm, PublicKey }
  await refused(
    f.run('DeriveSharedSecret', { ...input, KeyId: signing.id }),
    'InvalidKeyUsageException',
    `${signing.arn} key usage is SIGN_VERIFY which is not valid for DeriveSharedSecret.`,
  )
  await refused(f.run('DeriveSharedSecret', { ...input, DryRun: true }), 'DryRunOperationException')
  const Recipient = { KeyEncryptionAlgorithm: 'RSAES_OAEP_SHA_256', AttestationDocument: Buffer.of(1) }
  await refused(f.run('DeriveSharedSecret', { ...input, Recipient }), 'UnsupportedOperationException')
  const calls: Call[] = []
  await f.run('DeriveSharedSecret', input, { onCall: (call) => calls.push(call) })
  assert.equal(calls[0]?.notes.responseElements, undefined)
  assert.deepEqual(
    kmsOperations.DeriveSharedSecret.recordRequest({ ...input, KeyAgreementAlgorithm: 'ECDH' }),
    {
      keyId: id,
      keyAgreementAlgorithm: 'ECDH',
      publicKey: PublicKey.toString('base64'),
    },
  )
})
