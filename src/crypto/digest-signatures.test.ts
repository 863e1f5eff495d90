import assert from 'node:assert/strict'
import { constants, generateKeyPairSync, hash as hashOf, sign, verify } from 'node:crypto'
import { test } from 'node:test'
import fc from 'fast-check'
import { signEcdsaDigest, verifyEcdsaDigest } from './ecdsa-digest.ts'
import {
  signRsaPkcs1Digest,
  signRsaPssDigest,
  verifyRsaPkcs1Digest,
  verifyRsaPssDigest,
} from './rsa-digest.ts'

const curves = [
  ['prime256v1', 'sha256'],
  ['secp256k1', 'sha256'],
  ['secp384r1', 'sha384'],
  ['secp521r1', 'sha512'],
] as const

for (const [namedCurve, hash] of curves) {
  const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve })
  const digestOf = (message: Uint8Array) => hashOf(hash, message, 'buffer')

  test(`ECDSA on ${namedCurve}: signatures over digests are those over messages, both ways`, () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 100 }), (message) => {
        const digest = digestOf(message)
        assert.ok(verify(hash, message, publicKey, signEcdsaDigest(privateKey, digest)))
        const signature = sign(hash, message, privateKey)
        assert.ok(verifyEcdsaDigest(publicKey, hash, digest, signature))
        assert.ok(
          !verifyEcdsaDigest(
            publicKey,
            hash,
            digestOf(Buffer.concat([message, message, Buffer.of(1)])),
            signature,
          ),
        )
      }),
      { numRuns: 15 },
    )
  })

  test(`ECDSA on ${namedCurve}: bytes that are no signature do not verify`, () => {
    const digest = digestOf(Buffer.of(1))
    const signature = sign(hash, Buffer.of(1), privateKey)
    const broken = [
      Buffer.alloc(0),
      Buffer.of(0x30, 0),
      signature.subarray(0, -1),
      Buffer.concat([signature, Buffer.of(0)]),
      Buffer.from('3006020100020100', 'hex'),
      Buffer.alloc(6144, 0x30),
    ]
    for (const bytes of broken) assert.equal(verifyEcdsaDigest(publicKey, hash, digest, bytes), false)
    const other = generateKeyPairSync('ec', { namedCurve }).publicKey
    assert.equal(verifyEcdsaDigest(other, hash, digest, signature), false)
  })
}

const rsa = generateKeyPairSync('rsa', { modulusLength: 2048 })
for (const hash of ['sha256', 'sha384', 'sha512'] as const) {
  const message = Buffer.from('message')
  const digest = hashOf(hash, message, 'buffer')
  const pss = {
    padding: constants.RSA_PKCS1_PSS_PADDING,
    saltLength: constants.RSA_PSS_SALTLEN_DIGEST,
  }

  test(`RSASSA-PKCS1-v1_5 with ${hash}: signatures over digests are those over messages`, () => {
    const signature = sign(hash, message, rsa.privateKey)
    assert.deepEqual(signRsaPkcs1Digest(rsa.privateKey, hash, digest), signature)
    assert.ok(verifyRsaPkcs1Digest(rsa.publicKey, hash, digest, signature))
    assert.ok(!verifyRsaPkcs1Digest(rsa.publicKey, hash, Buffer.alloc(digest.length), signature))
    assert.ok(!verifyRsaPkcs1Digest(rsa.publicKey, hash, digest, Buffer.alloc(256)))
    assert.ok(!verifyRsaPkcs1Digest(rsa.publicKey, hash, digest, Buffer.alloc(3)))
  })

  test(`RSASSA-PSS with ${hash}: signatures over digests are those over messages, both ways`, () => {
    const ours = signRsaPssDigest(rsa.privateKey, hash, digest)
    assert.ok(verify(hash, message, { key: rsa.publicKey, ...pss }, ours))
    const theirs = sign(hash, message, { key: rsa.privateKey, ...pss })
    assert.ok(verifyRsaPssDigest(rsa.publicKey, hash, digest, theirs))
    assert.ok(!verifyRsaPssDigest(rsa.publicKey, hash, Buffer.alloc(digest.length), theirs))
    const otherSalt = sign(hash, message, { key: rsa.privateKey, ...pss, saltLength: 0 })
    assert.ok(!verifyRsaPssDigest(rsa.publicKey, hash, digest, otherSalt))
    for (const bytes of [Buffer.alloc(256), Buffer.alloc(256, 255), Buffer.alloc(255)])
      assert.ok(!verifyRsaPssDigest(rsa.publicKey, hash, digest, bytes))
  })
}
