import assert from 'node:assert/strict'
import { createSecretKey, randomBytes } from 'node:crypto'
import { test } from 'node:test'
import fc from 'fast-check'
import { messageOverheadBytes, OpenError, openMessage, sealMessage } from './message.ts'

const key = createSecretKey(randomBytes(32))
const aad = Buffer.from('where it belongs')

test('openMessage: inverts sealMessage for any key, AAD and plaintext', () => {
  const bytes = fc.uint8Array({ maxLength: 200 })
  fc.assert(
    fc.property(
      fc.uint8Array({ minLength: 32, maxLength: 32 }),
      bytes,
      bytes,
      (secret, anyAad, plaintext) => {
        const anyKey = createSecretKey(secret)
        const sealed = sealMessage(anyKey, anyAad, plaintext)
        assert.equal(sealed.length, plaintext.length + messageOverheadBytes)
        assert.deepEqual(openMessage(anyKey, anyAad, sealed), Buffer.from(plaintext))
      },
    ),
  )
})

test('sealMessage: puts the bytes before the message as they are', () => {
  const before = Buffer.from('names its key')
  const sealed = sealMessage(key, aad, Buffer.from('a secret value'), before)
  assert.deepEqual(sealed.subarray(0, before.length), before)
  assert.deepEqual(openMessage(key, aad, sealed.subarray(before.length)), Buffer.from('a secret value'))
})

test('openMessage: every flipped bit fails like every other failure', () => {
  const sealed = sealMessage(key, aad, Buffer.from('a secret value'))
  for (let at = 0; at < sealed.length * 8; at++) {
    const damaged = Buffer.from(sealed)
    damaged[at >> 3] = (damaged[at >> 3] ?? 0) ^ (1 << (at & 7))
    assert.throws(() => openMessage(key, aad, damaged), {
      name: 'OpenError',
      message: new OpenError().message,
    })
  }
})

test('openMessage: truncation and extension at any place fail', () => {
  const sealed = sealMessage(key, aad, Buffer.from('a secret value'))
  for (let length = 0; length < sealed.length; length++) {
    assert.throws(() => openMessage(key, aad, sealed.subarray(0, length)), OpenError)
  }
  assert.throws(() => openMessage(key, aad, Buffer.concat([sealed, Buffer.of(0)])), OpenError)
})

test('openMessage: another AAD or another key fails', () => {
  const sealed = sealMessage(key, aad, Buffer.from('a secret value'))
  assert.throws(() => openMessage(key, Buffer.from('elsewhere'), sealed), OpenError)
  assert.throws(() => openMessage(createSecretKey(randomBytes(32)), aad, sealed), OpenError)
})

test('openMessage: arbitrary bytes throw OpenError and nothing else', () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 300 }), (bytes) => {
      assert.throws(() => openMessage(key, aad, bytes), OpenError)
    }),
  )
})

test('sealMessage: the same plaintext twice shares no bytes that an observer could match', () => {
  const one = sealMessage(key, aad, Buffer.alloc(64))
  const other = sealMessage(key, aad, Buffer.alloc(64))
  assert.notDeepEqual(one.subarray(16, 48), other.subarray(16, 48))
  assert.notDeepEqual(one.subarray(48), other.subarray(48))
})
