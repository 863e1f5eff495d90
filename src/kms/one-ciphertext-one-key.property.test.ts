/** A ciphertext opens under its own key, with its own context and algorithm, and nowhere else; whatever operation opens it. */

import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { AwsError } from '../call/aws-error.ts'
import { type Fixture, newFixture, newKey } from './kms.fixture.ts'

type Context = Record<string, string>
interface Maker {
  readonly name: string
  /** The blob, and the plaintext where the operation tells it. */
  make(f: Fixture, KeyId: string, context: Context): Promise<{ blob: Buffer; plaintext: Buffer | null }>
}

const text = Buffer.from('what nobody else opens')
const aes = { KeySpec: 'AES_256' }
const pair = { KeyPairSpec: 'ECC_NIST_P256' }

/** All operations whose answer is a symmetric ciphertext. */
const makers: readonly Maker[] = [
  {
    name: 'Encrypt',
    async make(f, KeyId, EncryptionContext) {
      const { CiphertextBlob } = await f.run('Encrypt', { KeyId, Plaintext: text, EncryptionContext })
      return { blob: CiphertextBlob, plaintext: text }
    },
  },
  {
    name: 'GenerateDataKey',
    async make(f, KeyId, EncryptionContext) {
      const made = await f.run('GenerateDataKey', { KeyId, ...aes, EncryptionContext })
      return { blob: made.CiphertextBlob, plaintext: made.Plaintext }
    },
  },
  {
    name: 'GenerateDataKeyWithoutPlaintext',
    async make(f, KeyId, EncryptionContext) {
      const made = await f.run('GenerateDataKeyWithoutPlaintext', { KeyId, ...aes, EncryptionContext })
      return { blob: made.CiphertextBlob, plaintext: null }
    },
  },
  {
    name: 'GenerateDataKeyPair',
    async make(f, KeyId, EncryptionContext) {
      const made = await f.run('GenerateDataKeyPair', { KeyId, ...pair, EncryptionContext })
      return { blob: made.PrivateKeyCiphertextBlob, plaintext: made.PrivateKeyPlaintext }
    },
  },
  {
    name: 'GenerateDataKeyPairWithoutPlaintext',
    async make(f, KeyId, EncryptionContext) {
      const made = await f.run('GenerateDataKeyPairWithoutPlaintext', { KeyId, ...pair, EncryptionContext })
      return { blob: made.PrivateKeyCiphertextBlob, plaintext: null }
    },
  },
  {
    name: 'ReEncrypt',
    async make(f, KeyId, DestinationEncryptionContext) {
      const { CiphertextBlob } = await f.run('Encrypt', { KeyId, Plaintext: text })
      const moved = { CiphertextBlob, DestinationKeyId: KeyId, DestinationEncryptionContext }
      return { blob: (await f.run('ReEncrypt', moved)).CiphertextBlob, plaintext: text }
    },
  },
]

/** Both operations that open one: null when they do, else the error they agree on. */
async function outcome(
  f: Fixture,
  CiphertextBlob: Buffer,
  context: Context,
  KeyId?: string,
): Promise<{ code: string; message: string } | { plaintext: Buffer }> {
  const settled = await Promise.all([
    settle(f.run('Decrypt', { CiphertextBlob, EncryptionContext: context, KeyId })),
    settle(
      f.run('ReEncrypt', {
        CiphertextBlob,
        SourceEncryptionContext: context,
        SourceKeyId: KeyId,
        DestinationKeyId: 'alias/destination',
      }),
    ),
  ])
  const [decrypted, moved] = settled
  if ('output' in decrypted && 'output' in moved) {
    const again = await f.run('Decrypt', { CiphertextBlob: moved.output.CiphertextBlob })
    assert.deepEqual(again.Plaintext, decrypted.output.Plaintext)
    return { plaintext: decrypted.output.Plaintext }
  }
  assert.ok('error' in decrypted && 'error' in moved, 'Decrypt and ReEncrypt agree')
  assert.equal(decrypted.error.code, moved.error.code)
  return { code: decrypted.error.code, message: decrypted.error.message }
}

// biome-ignore lint/suspicious/noExplicitAny: answers of any operation.
async function settle(promise: Promise<any>): Promise<{ output: any } | { error: AwsError }> {
  try {
    return { output: await promise }
  } catch (error) {
    if (error instanceof AwsError) return { error }
    throw error
  }
}

const invalid = { code: 'InvalidCiphertextException', message: '' }

async function prepare(f: Fixture): Promise<{ first: string; second: string }> {
  const [first, second] = [(await newKey(f)).id, (await newKey(f)).id]
  await f.run('CreateAlias', { AliasName: 'alias/destination', TargetKeyId: (await newKey(f)).id })
  return { first, second }
}

/** Few letters, so that pairs run into each other where they can. */
const letters = fc.string({
  unit: fc.constantFrom('a', 'b', 'A', '\u00e9', 'e\u0301', '=', '"', ',', '\0'),
  maxLength: 3,
})
const contexts = fc.dictionary(letters, letters, { maxKeys: 3 })
const isSame = (a: Context, b: Context) =>
  JSON.stringify(Object.entries(a).sort()) === JSON.stringify(Object.entries(b).sort())

test('every maker’s ciphertext opens with its own context and key only', async (t) => {
  const f = await newFixture(t)
  const { first, second } = await prepare(f)
  await fc.assert(
    fc.asyncProperty(fc.constantFrom(...makers), contexts, contexts, async (maker, context, other) => {
      const { blob, plaintext } = await maker.make(f, first, context)
      const opened = await outcome(f, blob, context)
      assert.ok('plaintext' in opened, maker.name)
      if (plaintext !== null) assert.deepEqual(Buffer.from(opened.plaintext), Buffer.from(plaintext))
      const named = await outcome(f, blob, context, second)
      assert.ok('code' in named && named.code === 'IncorrectKeyException')
      if (!isSame(context, other)) assert.deepEqual(await outcome(f, blob, other), invalid)
    }),
    { numRuns: 60 },
  )
})

test('pairs that read alike when written one after the other are different contexts', async (t) => {
  const f = await newFixture(t)
  const { first } = await prepare(f)
  const alike: readonly (readonly [Context, Context])[] = [
    [{ a: 'bc' }, { ab: 'c' }],
    [{ a: 'b', c: 'd' }, { a: 'bcd' }],
    [{ a: '' }, {}],
    [{ '': 'a' }, { a: '' }],
    [{ a: 'b=c' }, { 'a=b': 'c' }],
    [{ a: 'b","c":"d' }, { a: 'b', c: 'd' }],
    [{ '\u00e9': 'x' }, { 'e\u0301': 'x' }],
    [{ A: 'b' }, { a: 'b' }],
    [
      { a: '1', b: '2' },
      { a: '2', b: '1' },
    ],
  ]
  for (const maker of makers) {
    for (const [one, two] of alike) {
      for (const [context, other] of [
        [one, two],
        [two, one],
      ] as const) {
        const { blob } = await maker.make(f, first, context)
        assert.deepEqual(await outcome(f, blob, other), invalid, `${maker.name} ${JSON.stringify(context)}`)
        assert.ok('plaintext' in (await outcome(f, blob, context)))
      }
    }
  }
})

test('a ciphertext whose header is rewritten to another key, account or material opens under none', async (t) => {
  const f = await newFixture(t)
  const { first, second } = await prepare(f)
  const [mine, theirs] = [await makers[0]?.make(f, first, {}), await makers[0]?.make(f, second, {})]
  assert.ok(mine !== undefined && theirs !== undefined)
  for (let length = 1; length < mine.blob.length; length++) {
    const spliced = Buffer.concat([theirs.blob.subarray(0, length), mine.blob.subarray(length)])
    // A prefix that both have in common changes nothing.
    if (spliced.equals(mine.blob) || spliced.equals(theirs.blob)) continue
    const found = await outcome(f, spliced, {})
    assert.ok('code' in found, `spliced at ${length}`)
    assert.ok(['InvalidCiphertextException', 'AccessDeniedException'].includes(found.code), found.code)
  }
})

test('asymmetric ciphertexts open under their own key and algorithm only', async (t) => {
  const f = await newFixture(t)
  await prepare(f)
  const rsa = { KeySpec: 'RSA_2048', KeyUsage: 'ENCRYPT_DECRYPT' }
  const sm2 = { KeySpec: 'SM2', KeyUsage: 'ENCRYPT_DECRYPT' }
  const keys = [
    { id: (await newKey(f, rsa)).id, algorithms: ['RSAES_OAEP_SHA_1', 'RSAES_OAEP_SHA_256'] },
    { id: (await newKey(f, rsa)).id, algorithms: ['RSAES_OAEP_SHA_1', 'RSAES_OAEP_SHA_256'] },
    { id: (await newKey(f, sm2)).id, algorithms: ['SM2PKE'] },
    { id: (await newKey(f, sm2)).id, algorithms: ['SM2PKE'] },
  ]
  const places = keys.flatMap(({ id, algorithms }) => algorithms.map((algorithm) => ({ id, algorithm })))
  for (const from of places) {
    const sealed = { KeyId: from.id, Plaintext: text, EncryptionAlgorithm: from.algorithm }
    const { CiphertextBlob } = await f.run('Encrypt', sealed)
    for (const to of places) {
      const opened = await settle(
        f.run('Decrypt', { CiphertextBlob, KeyId: to.id, EncryptionAlgorithm: to.algorithm }),
      )
      const moved = await settle(
        f.run('ReEncrypt', {
          CiphertextBlob,
          SourceKeyId: to.id,
          SourceEncryptionAlgorithm: to.algorithm,
          DestinationKeyId: 'alias/destination',
        }),
      )
      for (const result of [opened, moved]) {
        if (from === to) assert.ok('output' in result)
        else assert.equal('error' in result && result.error.code, 'InvalidCiphertextException')
      }
    }
  }
})
