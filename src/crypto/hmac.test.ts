import assert from 'node:assert/strict'
import { createHmac } from 'node:crypto'
import { test } from 'node:test'
import fc from 'fast-check'
import { hmacBytes, hmacHex, hmacKey } from './hmac.ts'

const hashes = [
  { hash: 'sha256', blockBytes: 64 },
  { hash: 'sha512', blockBytes: 128 },
] as const

for (const { hash, blockBytes } of hashes) {
  test(`HMAC with ${hash} is OpenSSL's, whatever the key and the content`, () => {
    const keys = fc.uint8Array({ maxLength: 3 * blockBytes })
    const texts = fc.oneof(fc.string({ unit: 'grapheme' }), fc.string({ minLength: 850, maxLength: 1100 }))
    fc.assert(
      fc.property(keys, texts, (bytes, text) => {
        const key = hmacKey(hash, bytes)
        const expected = createHmac(hash, bytes).update(text).digest()
        assert.equal(hmacHex(key, text), expected.toString('hex'))
        assert.deepEqual(hmacBytes(key, Buffer.from(text)), expected)
      }),
    )
  })
}

test('RFC 4231, test case 2', () => {
  assert.equal(
    hmacHex(hmacKey('sha256', Buffer.from('Jefe')), 'what do ya want for nothing?'),
    '5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843',
  )
})
