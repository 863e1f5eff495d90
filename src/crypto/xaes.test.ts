import assert from 'node:assert/strict'
import { createCipheriv, createSecretKey, randomBytes } from 'node:crypto'
import { test } from 'node:test'
import { deriveXaesKey, xaesDeriver } from './xaes.ts'

// c2sp.org/XAES-256-GCM, "Test vectors": one key whose CMAC subkey has no carry, one whose has.
const vectors = [
  {
    name: 'MSB₁(L) = 0',
    key: Buffer.alloc(32, 0x01),
    aad: Buffer.alloc(0),
    ciphertext: 'ce546ef63c9cc60765923609b33a9a1974e96e52daf2fcf7075e2271',
  },
  {
    name: 'MSB₁(L) = 1',
    key: Buffer.alloc(32, 0x03),
    aad: Buffer.from('c2sp.org/XAES-256-GCM'),
    ciphertext: '986ec1832593df5443a179437fd083bf3fdb41abd740a21f71eb769d',
  },
]

for (const { name, key, aad, ciphertext } of vectors) {
  test(`xaesDeriver: the key of the published vector with ${name}`, () => {
    const nonce = Buffer.from('ABCDEFGHIJKLMNOPQRSTUVWX')
    const derived = xaesDeriver(createSecretKey(key))(nonce.subarray(0, 12))
    const cipher = createCipheriv('aes-256-gcm', derived.subarray(0, 32), nonce.subarray(12))
    cipher.setAAD(aad)
    const sealed = Buffer.concat([cipher.update('XAES-256-GCM'), cipher.final(), cipher.getAuthTag()])
    assert.equal(sealed.toString('hex'), ciphertext)
  })
}

test('deriveXaesKey: is the same for the same key, label and salt, and differs otherwise', () => {
  const bytes = randomBytes(32)
  const salt = randomBytes(12)
  const derive = (key = bytes, label = 'a', with_ = salt) => deriveXaesKey(createSecretKey(key), label, with_)
  const same = createSecretKey(bytes)
  assert.deepEqual(deriveXaesKey(same, 'a', salt), deriveXaesKey(same, 'a', salt))
  // What is kept for a key is for one label only.
  assert.notDeepEqual(deriveXaesKey(same, 'a', salt), deriveXaesKey(same, 'b', salt))
  assert.deepEqual(derive(), derive())
  assert.notDeepEqual(derive(), derive(randomBytes(32)))
  assert.notDeepEqual(derive(), derive(bytes, 'b'))
  assert.notDeepEqual(derive(), derive(bytes, 'a', randomBytes(12)))
  const derived = derive()
  assert.notDeepEqual(derived.subarray(0, 32), derived.subarray(32))
})
