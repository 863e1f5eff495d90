import assert from 'node:assert/strict'
import { sign, verify } from 'node:crypto'
import { test } from 'node:test'
import { newKeyPair, TooManyKeyPairsError } from './key-pairs.ts'

test('key pairs of every kind, private and public key of one pair', async () => {
  const rsa = await newKeyPair({ type: 'rsa', modulusLength: 2048 })
  assert.equal(rsa.publicKey.asymmetricKeyDetails?.modulusLength, 2048)
  assert.equal(rsa.publicKey.asymmetricKeyDetails?.publicExponent, 65537n)
  const curve = await newKeyPair({ type: 'ec', namedCurve: 'secp384r1' })
  assert.equal(curve.publicKey.asymmetricKeyDetails?.namedCurve, 'secp384r1')
  for (const type of ['ed25519', 'ml-dsa-44'] as const) {
    const { privateKey, publicKey } = await newKeyPair({ type })
    assert.ok(verify(null, Buffer.of(1), publicKey, sign(null, Buffer.of(1), privateKey)))
  }
  assert.equal((await newKeyPair({ type: 'ml-kem-768' })).publicKey.asymmetricKeyType, 'ml-kem-768')
})

test('two are made at once, 64 wait, more are refused; afterwards there is room again', async () => {
  const asked = Array.from({ length: 70 }, () => newKeyPair({ type: 'ec', namedCurve: 'prime256v1' }))
  const outcomes = await Promise.allSettled(asked)
  assert.deepEqual(
    outcomes.map(({ status }) => status),
    [...Array(66).fill('fulfilled'), ...Array(4).fill('rejected')],
  )
  for (const outcome of outcomes.slice(66))
    assert.ok(outcome.status === 'rejected' && outcome.reason instanceof TooManyKeyPairsError)
  await newKeyPair({ type: 'ed25519' })
})
