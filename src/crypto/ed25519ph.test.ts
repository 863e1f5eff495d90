import assert from 'node:assert/strict'
import { createPrivateKey, createPublicKey, generateKeyPairSync, sign } from 'node:crypto'
import { test } from 'node:test'
import fc from 'fast-check'
import { signEd25519ph, verifyEd25519ph } from './ed25519ph.ts'

test('Ed25519ph: the vector of RFC 8032, 7.3', () => {
  const seed = '833fe62409237b9d62ec77587520911e9a759cec1d19755b7da901b96dca3d42'
  const der = Buffer.from(`302e020100300506032b657004220420${seed}`, 'hex')
  const privateKey = createPrivateKey({ key: der, format: 'der', type: 'pkcs8' })
  const signature = signEd25519ph(privateKey, Buffer.from('abc'))
  assert.equal(
    signature.toString('hex'),
    '98a70222f0b8121aa9d30f813d683f809e462b469c7ff87639499bb94e6dae41' +
      '31f85042463c2a355a2003d062adf5aaa10b8c61e636062aaad11c2a26083406',
  )
  assert.ok(verifyEd25519ph(createPublicKey(privateKey), Buffer.from('abc'), signature))
})

test('Ed25519ph: what was signed verifies, and nothing else', () => {
  const [one, two] = [generateKeyPairSync('ed25519'), generateKeyPairSync('ed25519')]
  fc.assert(
    fc.property(fc.uint8Array({ minLength: 1, maxLength: 64 }), fc.nat(63), (message, at) => {
      const signature = signEd25519ph(one.privateKey, message)
      assert.ok(verifyEd25519ph(one.publicKey, message, signature))
      assert.ok(!verifyEd25519ph(two.publicKey, message, signature))
      assert.ok(!verifyEd25519ph(one.publicKey, Buffer.concat([message, Buffer.of(0)]), signature))
      signature[at] = (signature[at] as number) ^ 1
      assert.ok(!verifyEd25519ph(one.publicKey, message, signature))
    }),
    { numRuns: 20 },
  )
  const pure = sign(null, Buffer.from('m'), one.privateKey)
  assert.ok(!verifyEd25519ph(one.publicKey, Buffer.from('m'), pure))
  assert.ok(!verifyEd25519ph(one.publicKey, Buffer.from('m'), pure.subarray(1)))
})
