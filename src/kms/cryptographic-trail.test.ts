/** What the trail is told of each cryptographic operation (KMS Developer Guide, "Logging AWS KMS API calls with CloudTrail"). */

import assert from 'node:assert/strict'
import { test } from 'node:test'
import { kmsOperations } from './operations.ts'

const KeyId = 'alias/some'
const Message = Buffer.from('message')
const EncryptionContext = { a: 'b' }

const rows: readonly [keyof typeof kmsOperations, given: object, recorded: object][] = [
  ['Sign', { Message, SigningAlgorithm: 'SM2DSA' }, { messageType: 'RAW', signingAlgorithm: 'SM2DSA' }],
  [
    'Verify',
    { Message, MessageType: 'DIGEST', Signature: Message, SigningAlgorithm: 'ECDSA_SHA_256' },
    { messageType: 'DIGEST', signingAlgorithm: 'ECDSA_SHA_256' },
  ],
  ['GenerateMac', { Message, MacAlgorithm: 'HMAC_SHA_256' }, { macAlgorithm: 'HMAC_SHA_256' }],
  ['VerifyMac', { Message, Mac: Message, MacAlgorithm: 'HMAC_SHA_256' }, { macAlgorithm: 'HMAC_SHA_256' }],
  [
    'DeriveSharedSecret',
    { KeyAgreementAlgorithm: 'ECDH', PublicKey: Message },
    { keyAgreementAlgorithm: 'ECDH', publicKey: Message.toString('base64') },
  ],
  ['Encapsulate', { EncapsulationAlgorithm: 'ML_KEM' }, { encapsulationAlgorithm: 'ML_KEM' }],
  [
    'Decapsulate',
    { EncapsulationAlgorithm: 'ML_KEM', SharedSecretCiphertextBlob: Message },
    { encapsulationAlgorithm: 'ML_KEM' },
  ],
  [
    'GenerateDataKeyPair',
    { KeyPairSpec: 'RSA_2048', EncryptionContext },
    { keyPairSpec: 'RSA_2048', encryptionContext: EncryptionContext },
  ],
  [
    'GenerateDataKeyPairWithoutPlaintext',
    { KeyPairSpec: 'RSA_2048', EncryptionContext },
    { keyPairSpec: 'RSA_2048', encryptionContext: EncryptionContext },
  ],
  [
    'Encrypt',
    { Plaintext: Message, EncryptionAlgorithm: 'RSAES_OAEP_SHA_256' },
    { encryptionAlgorithm: 'RSAES_OAEP_SHA_256' },
  ],
]

for (const [name, given, recorded] of rows) {
  test(`${name}: read-only, parameters without secrets, no response elements`, () => {
    const operation = kmsOperations[name]
    assert.equal(operation.readOnly, true)
    assert.equal(operation.recordResponse, undefined)
    const record = (more: object) => operation.recordRequest({ KeyId, ...given, ...more } as never)
    assert.deepEqual(record({}), { keyId: KeyId, ...recorded })
    assert.deepEqual(record({ DryRun: false }), { keyId: KeyId, ...recorded })
    assert.deepEqual(record({ DryRun: true }), { keyId: KeyId, ...recorded, dryRun: true })
  })
}

test('GetPublicKey: the key as it was named', () => {
  assert.equal(kmsOperations.GetPublicKey.readOnly, true)
  assert.deepEqual(kmsOperations.GetPublicKey.recordRequest({ KeyId }), { keyId: KeyId })
})

test('custom key stores: names and ids, neither password nor credential', () => {
  const secrets = {
    KeyStorePassword: 'canary',
    XksProxyAuthenticationCredential: { AccessKeyId: 'canary', RawSecretAccessKey: 'canary' },
  }
  const given = { CustomKeyStoreId: 'cks-1', NewCustomKeyStoreName: 'new', ...secrets }
  assert.deepEqual(kmsOperations.UpdateCustomKeyStore.recordRequest(given), {
    customKeyStoreId: 'cks-1',
    newCustomKeyStoreName: 'new',
  })
  assert.equal(kmsOperations.UpdateCustomKeyStore.readOnly, false)
  const made = { CustomKeyStoreName: 'store', CustomKeyStoreType: 'EXTERNAL_KEY_STORE', ...secrets } as const
  assert.deepEqual(kmsOperations.CreateCustomKeyStore.recordRequest(made), {
    customKeyStoreName: 'store',
    customKeyStoreType: 'EXTERNAL_KEY_STORE',
  })
})
