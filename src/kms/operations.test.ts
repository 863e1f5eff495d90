import assert from 'node:assert/strict'
import { test } from 'node:test'
import { AwsError } from '../call/aws-error.ts'
import { newFixture } from './kms.fixture.ts'
import { kmsOperations } from './operations.ts'

const canary = Buffer.from('canary')
const secrets = {
  Plaintext: canary,
  CiphertextBlob: canary,
  Message: canary,
  Signature: canary,
  Mac: canary,
  PrivateKeyPlaintext: canary,
  PrivateKeyCiphertextBlob: canary,
  SharedSecret: canary,
  SharedSecretCiphertextBlob: canary,
  ImportToken: canary,
  EncryptedKeyMaterial: canary,
  KeyStorePassword: 'canary',
  XksProxyAuthenticationCredential: { AccessKeyId: 'canary', RawSecretAccessKey: 'canary' },
  GrantToken: 'canary',
  GrantTokens: ['canary'],
}

test('all 56 operations have a row', () => {
  assert.equal(Object.keys(kmsOperations).length, 56)
})

for (const [name, operation] of Object.entries(kmsOperations)) {
  test(`${name}: the record of a request holds no plaintext, ciphertext or token`, () => {
    const given = { ...secrets, KeyId: 'key', EncryptionContext: { a: 'b' } }
    const recorded = JSON.stringify(operation.recordRequest(given as never))
    assert.ok(!recorded.includes('canary') && !recorded.includes(JSON.stringify(canary)))
    const answer = JSON.stringify(operation.recordResponse?.({ ...secrets, KeyId: 'key' } as never) ?? null)
    assert.ok(!answer.includes('canary') && !answer.includes(JSON.stringify(canary)))
  })

  test(`${name}: an empty request is answered, or refused as AWS refuses`, async (t) => {
    const f = await newFixture(t)
    const outcome = await f.run(name as keyof typeof kmsOperations, {}).catch((error: unknown) => error)
    if (outcome instanceof Error)
      assert.ok(outcome instanceof AwsError && outcome.code === 'ValidationException', String(outcome))
  })
}
