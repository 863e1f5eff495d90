import assert from 'node:assert/strict'
import { constants, generateKeyPairSync, publicEncrypt, randomBytes } from 'node:crypto'
import { test } from 'node:test'
import { inThread, TooManyTasksError } from './in-thread.ts'
import { encryptSm2 } from './sm2.ts'

const digest = randomBytes(64)

test('signatures made in a thread verify in another, and no other bytes do', async () => {
  const { privateKey, publicKey } = generateKeyPairSync('ed25519')
  const signature = await inThread('signEd25519ph', privateKey, digest)
  assert.ok(Buffer.isBuffer(signature))
  const verified = await Promise.all([
    inThread('verifyEd25519ph', publicKey, digest, signature),
    inThread('verifyEd25519ph', publicKey, randomBytes(64), signature),
  ])
  assert.deepEqual(verified, [true, false])
})

test('what decrypts gives the plaintext, or null for anything else', async () => {
  const rsa = generateKeyPairSync('rsa', { modulusLength: 2048 })
  const oaep = { key: rsa.publicKey, padding: constants.RSA_PKCS1_OAEP_PADDING, oaepHash: 'sha256' }
  const plaintext = Buffer.from('plaintext')
  const ciphertext = publicEncrypt(oaep, plaintext)
  assert.deepEqual(await inThread('decryptOaep', rsa.privateKey, 'sha256', ciphertext), plaintext)
  assert.equal(await inThread('decryptOaep', rsa.privateKey, 'sha1', ciphertext), null)
  const sm2 = generateKeyPairSync('ec', { namedCurve: 'SM2' })
  const sealed = encryptSm2(sm2.publicKey, plaintext)
  assert.deepEqual(await inThread('decryptSm2', sm2.privateKey, sealed), plaintext)
  assert.equal(await inThread('decryptSm2', sm2.privateKey, randomBytes(100)), null)
})

test('a task that fails is an error without its reasons, and its thread goes on', async () => {
  const { privateKey } = generateKeyPairSync('ed25519')
  await assert.rejects(inThread('signMu', privateKey, digest), { message: 'signMu failed in its thread' })
  assert.equal((await inThread('signEd25519ph', privateKey, digest)).length, 64)
})

test('the event loop runs meanwhile', async () => {
  const { privateKey } = generateKeyPairSync('ml-dsa-65')
  let turns = 0
  let done = false
  const turn = () => {
    turns++
    if (!done) setImmediate(turn)
  }
  turn()
  for (let count = 0; count < 5; count++) await inThread('signMu', privateKey, digest)
  done = true
  assert.ok(turns > 50, `${turns}`)
})

test('beyond what may wait, tasks are refused at once; all others are done', async () => {
  const { privateKey } = generateKeyPairSync('ed25519')
  const outcomes = await Promise.allSettled(
    Array.from({ length: 1_100 }, () => inThread('signEd25519ph', privateKey, digest)),
  )
  const refused = outcomes.filter(({ status }) => status === 'rejected')
  assert.ok(refused.length > 0 && refused.length <= 100, `${refused.length}`)
  for (const outcome of refused)
    assert.ok(outcome.status === 'rejected' && outcome.reason instanceof TooManyTasksError)
})
