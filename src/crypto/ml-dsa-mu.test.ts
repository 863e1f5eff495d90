import assert from 'node:assert/strict'
import { generateKeyPairSync, randomBytes, sign, verify } from 'node:crypto'
import { test } from 'node:test'
import { messageRepresentative, signMu, verifyMu } from './ml-dsa-mu.ts'

const sets = [
  ['ml-dsa-44', 2420],
  ['ml-dsa-65', 3309],
  ['ml-dsa-87', 4627],
] as const

for (const [type, signatureBytes] of sets) {
  const { privateKey, publicKey } = generateKeyPairSync(type)

  test(`${type}: signatures over μ are those over the message, both ways`, () => {
    for (let round = 0; round < 8; round++) {
      const message = randomBytes(round * 100)
      const mu = messageRepresentative(publicKey, message)
      const ours = signMu(privateKey, mu)
      assert.equal(ours.length, signatureBytes)
      assert.ok(verify(null, message, publicKey, ours))
      assert.ok(verifyMu(publicKey, mu, ours))
      assert.ok(verifyMu(publicKey, mu, sign(null, message, privateKey)))
    }
  })

  test(`${type}: a changed signature, representative or key does not verify`, () => {
    const mu = randomBytes(64)
    const signature = signMu(privateKey, mu)
    assert.ok(!verifyMu(publicKey, randomBytes(64), signature))
    assert.ok(!verifyMu(generateKeyPairSync(type).publicKey, mu, signature))
    assert.ok(!verifyMu(publicKey, mu, signature.subarray(1)))
    for (const at of [0, 40, 2000, signature.length - 1, signature.length - 9]) {
      const changed = Buffer.from(signature)
      changed[at] = (changed[at] as number) ^ 1
      assert.ok(!verifyMu(publicKey, mu, changed), `byte ${at}`)
    }
    assert.ok(!verifyMu(publicKey, mu, Buffer.alloc(signatureBytes, 0xff)))
  })
}
