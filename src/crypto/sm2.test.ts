import assert from 'node:assert/strict'
import {
  createPrivateKey,
  createPublicKey,
  diffieHellman,
  generateKeyPairSync,
  type KeyObject,
} from 'node:crypto'
import { test } from 'node:test'
import fc from 'fast-check'
import {
  decryptSm2,
  deriveSm2,
  encryptSm2,
  isSm2PublicKey,
  signSm2,
  signSm2Digest,
  sm2Digest,
  verifySm2,
  verifySm2Digest,
} from './sm2.ts'

function newPair() {
  const generated = generateKeyPairSync('ec', { namedCurve: 'SM2' })
  const privateKey = createPrivateKey(generated.privateKey.export({ type: 'pkcs8', format: 'pem' }))
  return { generated, privateKey, publicKey: createPublicKey(privateKey) as KeyObject }
}

const message = fc.uint8Array({ minLength: 1, maxLength: 100 })

test('SM2DSA: messages and digests are signed and verified alike', () => {
  const [one, two] = [newPair(), newPair()]
  fc.assert(
    fc.property(message, (m) => {
      const digest = sm2Digest(one.publicKey, m)
      for (const signature of [signSm2(one.privateKey, m), signSm2Digest(one.privateKey, digest)]) {
        assert.ok(verifySm2(one.publicKey, m, signature))
        assert.ok(verifySm2Digest(one.publicKey, digest, signature))
        assert.ok(!verifySm2(two.publicKey, m, signature))
        assert.ok(!verifySm2Digest(two.publicKey, digest, signature))
        assert.ok(!verifySm2Digest(one.publicKey, sm2Digest(two.publicKey, m), signature))
      }
    }),
    { numRuns: 10 },
  )
  for (const bytes of [Buffer.alloc(0), Buffer.alloc(70), Buffer.from('3006020100020100', 'hex')]) {
    assert.ok(!verifySm2(one.publicKey, Buffer.of(1), bytes))
    assert.ok(!verifySm2Digest(one.publicKey, Buffer.alloc(32), bytes))
  }
})

test('SM2PKE: decrypts with the private key alone, and nothing that was changed', () => {
  const [one, two] = [newPair(), newPair()]
  fc.assert(
    fc.property(message, fc.nat(1000), (plaintext, at) => {
      const ciphertext = encryptSm2(one.publicKey, plaintext)
      assert.deepEqual(decryptSm2(one.privateKey, ciphertext), Buffer.from(plaintext))
      assert.equal(decryptSm2(two.privateKey, ciphertext), null)
      const index = at % ciphertext.length
      ciphertext[index] = (ciphertext[index] as number) ^ 1
      assert.equal(decryptSm2(one.privateKey, ciphertext), null)
    }),
    { numRuns: 20 },
  )
})

test('SM2 key agreement: both sides find what OpenSSL finds', () => {
  const [one, two] = [newPair(), newPair()]
  const secret = deriveSm2(one.privateKey, two.publicKey)
  assert.deepEqual(secret, deriveSm2(two.privateKey, one.publicKey))
  const theirs = diffieHellman({
    privateKey: one.generated.privateKey,
    publicKey: two.generated.publicKey,
  })
  assert.deepEqual(secret, theirs)
})

test('a public key on another curve is no SM2 key', () => {
  assert.ok(isSm2PublicKey(newPair().publicKey))
  assert.ok(!isSm2PublicKey(generateKeyPairSync('ec', { namedCurve: 'prime256v1' }).publicKey))
  assert.ok(!isSm2PublicKey(generateKeyPairSync('ed25519').publicKey))
})
