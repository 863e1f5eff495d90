import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { openFileSeal } from './file-seal.ts'
import { openRootKey, openWithPassphrase } from './open-root-key.ts'
import { newPassphraseSeal, passphraseBytes, passphraseSeal } from './passphrase-seal.ts'
import { openFolder } from './rootkey.fixture.ts'
import { RootKeyError } from './rootkey.ts'

const binding = { purpose: 'kms-key-material', identity: ['arn:key', 'material-1'] }
const passphrase = passphraseBytes('correct horse battery staple')

test('openWithPassphrase: the first start makes a root key that the same passphrase opens, and no other', async (t) => {
  const { storage, now } = await openFolder(t)
  const first = await openWithPassphrase({ storage, passphrase, now })
  const wrapped = first.wrap(binding, Buffer.from('material'))
  const again = await openWithPassphrase({ storage, passphrase, now })
  assert.equal(again.unwrap(binding, wrapped).toString(), 'material')
  const wrong = passphraseBytes('correct horse battery stapler')
  await assert.rejects(openWithPassphrase({ storage, passphrase: wrong, now }), {
    name: 'RootKeyError',
    message: 'this passphrase does not open the root key',
  })
})

test('openWithPassphrase: names the seal of a database that no passphrase opens', async (t) => {
  const { storage, file, now } = await openFolder(t)
  const seal = await openFileSeal(file, { create: true })
  await openRootKey({ storage, seal, now })
  await assert.rejects(
    openWithPassphrase({ storage, passphrase, now }),
    (error) => error instanceof RootKeyError && error.message.includes(seal.name),
  )
})

test('passphraseBytes: the same text from different keyboards is the same passphrase', () => {
  assert.deepEqual(passphraseBytes('Caf\u00e9 au lait'), passphraseBytes('Cafe\u0301 au lait'))
})

test('passphrases have a least and a greatest length', async () => {
  assert.throws(() => passphraseBytes(''), /empty/)
  assert.throws(() => passphraseBytes('x'.repeat(1025)), /longer than 1024/)
  await assert.rejects(newPassphraseSeal(passphraseBytes('eleven char')), /at least 12/)
})

test('newPassphraseSeal: the same passphrase never gives the same key twice', async () => {
  const [one, other] = [await newPassphraseSeal(passphrase), await newPassphraseSeal(passphrase)]
  assert.equal(one.key.equals(other.key), false)
  assert.equal((await passphraseSeal(one.name, one.parameters, passphrase)).key.equals(one.key), true)
})

test('Argon2 costs what RFC 9106 recommends for a small machine', async () => {
  const { salt, ...cost } = JSON.parse((await newPassphraseSeal(passphrase)).parameters)
  assert.deepEqual(cost, { memoryKib: 65_536, passes: 3, parallelism: 4 })
  assert.equal(Buffer.from(salt, 'base64').length, 16)
})

test('passphraseSeal: what was sealed by earlier releases opens', async () => {
  const salt = Buffer.from('000102030405060708090a0b0c0d0e0f', 'hex').toString('base64')
  const parameters = JSON.stringify({ memoryKib: 8192, passes: 2, parallelism: 1, salt })
  const { key } = await passphraseSeal('passphrase:1', parameters, passphrase)
  assert.equal(
    key.export().toString('hex'),
    'a891dd91a3d123add6ea78ceedcc94a7f1dc1e4ca480e57e6f240a113662ea2f',
  )
})

const good = { memoryKib: 65_536, passes: 3, parallelism: 4, salt: Buffer.alloc(16).toString('base64') }
const refused: readonly [string, unknown][] = [
  ['terabytes of memory', { ...good, memoryKib: 2 ** 30 }],
  ['no memory to speak of', { ...good, memoryKib: 8 }],
  ['years of passes', { ...good, passes: 1e9 }],
  ['no pass', { ...good, passes: 0 }],
  ['half a lane', { ...good, parallelism: 0.5 }],
  ['a cost in words', { ...good, passes: '3' }],
  ['a short salt', { ...good, salt: 'AAAA' }],
  ['no salt', { ...good, salt: undefined }],
  ['a list', []],
  ['nothing', null],
]
for (const [what, parameters] of refused) {
  test(`passphraseSeal: parameters from the database are bounded: ${what}`, async () => {
    await assert.rejects(passphraseSeal('passphrase:1', JSON.stringify(parameters), passphrase), RootKeyError)
  })
}

test('passphraseSeal: parameters that are not JSON throw RootKeyError and nothing else', async () => {
  await fc.assert(
    fc.asyncProperty(fc.string(), async (text) => {
      await assert.rejects(passphraseSeal('passphrase:1', text, passphrase), RootKeyError)
    }),
  )
})

test('passphraseSeal: guesses wait for each other, and too many are turned away', async () => {
  const parameters = JSON.stringify({ ...good, memoryKib: 8192, passes: 1 })
  const guesses = Array.from({ length: 12 }, () => passphraseSeal('passphrase:1', parameters, passphrase))
  const outcomes = await Promise.allSettled(guesses)
  assert.equal(outcomes.filter(({ status }) => status === 'fulfilled').length, 8)
  for (const outcome of outcomes) {
    if (outcome.status === 'rejected') assert.match(outcome.reason.message, /too many passphrases/)
  }
})
