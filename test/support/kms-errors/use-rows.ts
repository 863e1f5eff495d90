/** Operations that use key material: what each refuses. */

import { generateKeyPairSync } from 'node:crypto'
import { aliasText, foreignArn, fullRow, type Row, refusal, useRows } from './shared-rows.ts'
import { type Input, kem, mac, Plaintext, type Stage, signed } from './stage.ts'

const aes = { KeySpec: 'AES_256' }
const pair = { KeyPairSpec: 'ECC_NIST_P256' }
const PublicKey = generateKeyPairSync('ec', { namedCurve: 'prime256v1' }).publicKey.export({
  type: 'spki',
  format: 'der',
})
export function uses(stage: Stage): Record<string, Row[]> {
  const symmetric = stage.keysOf('symmetric')
  const second = symmetric.disabled
  const blob = symmetric.made.get(symmetric.enabled) as Input
  const signing = stage.keysOf('signing').enabled
  const grant = {
    GranteePrincipal: `arn:aws:iam::${stage.server.accountId}:root`,
    Operations: ['Decrypt'],
  }
  const recipient = {
    Recipient: { KeyEncryptionAlgorithm: 'RSAES_OAEP_SHA_256', AttestationDocument: Plaintext },
  }
  return {
    Encrypt: useRows(stage, 'Encrypt', 'symmetric', { Plaintext }, 'hmac'),
    Decrypt: [
      ...useRows(stage, 'Decrypt', 'symmetric', {}, null),
      refusal(
        'InvalidKeyUsageException',
        () => ({ KeyId: signing, CiphertextBlob: Plaintext, EncryptionAlgorithm: 'RSAES_OAEP_SHA_256' }),
        `${signing} key usage is SIGN_VERIFY which is not valid for Decrypt.`,
      ),
      refusal(
        'IncorrectKeyException',
        () => ({ ...blob, KeyId: second }),
        'The key ID in the request does not identify a CMK that can perform this operation.',
      ),
      refusal('InvalidCiphertextException', () => ({ CiphertextBlob: Buffer.alloc(100) }), ''),
      refusal('InvalidCiphertextException', () => ({ ...blob, EncryptionContext: { a: 'b' } }), ''),
    ],
    ReEncrypt: [
      ...useRows(stage, 'ReEncrypt', 'symmetric', blob, 'hmac'),
      refusal('IncorrectKeyException', () => ({
        ...blob,
        SourceKeyId: second,
        DestinationKeyId: symmetric.enabled,
      })),
      refusal(
        'InvalidCiphertextException',
        () => ({ CiphertextBlob: Buffer.alloc(100), DestinationKeyId: symmetric.enabled }),
        '',
      ),
    ],
    GenerateDataKey: useRows(stage, 'GenerateDataKey', 'symmetric', aes, 'hmac'),
    GenerateDataKeyWithoutPlaintext: useRows(
      stage,
      'GenerateDataKeyWithoutPlaintext',
      'symmetric',
      aes,
      'hmac',
    ),
    GenerateDataKeyPair: [
      ...useRows(stage, 'GenerateDataKeyPair', 'symmetric', pair, 'hmac'),
      refusal('UnsupportedOperationException', () => ({
        KeyId: symmetric.enabled,
        ...pair,
        ...recipient,
      })),
    ],
    GenerateDataKeyPairWithoutPlaintext: useRows(
      stage,
      'GenerateDataKeyPairWithoutPlaintext',
      'symmetric',
      pair,
      'hmac',
    ),
    GenerateMac: useRows(stage, 'GenerateMac', 'hmac', mac, 'symmetric'),
    VerifyMac: [
      ...useRows(stage, 'VerifyMac', 'hmac', mac, 'symmetric'),
      refusal(
        'KMSInvalidMacException',
        () => ({ KeyId: stage.keysOf('hmac').enabled, ...mac, Mac: Buffer.alloc(32) }),
        '',
      ),
    ],
    Sign: useRows(stage, 'Sign', 'signing', signed, 'hmac'),
    Verify: [
      ...useRows(stage, 'Verify', 'signing', signed, 'hmac'),
      refusal(
        'KMSInvalidSignatureException',
        () => ({ KeyId: signing, ...signed, Signature: Plaintext }),
        '',
      ),
    ],
    DeriveSharedSecret: useRows(
      stage,
      'DeriveSharedSecret',
      'agreement',
      { KeyAgreementAlgorithm: 'ECDH', PublicKey },
      'signing',
    ),
    Encapsulate: useRows(stage, 'Encapsulate', 'encapsulation', kem, 'symmetric'),
    Decapsulate: [
      ...useRows(stage, 'Decapsulate', 'encapsulation', kem, 'symmetric'),
      refusal(
        'InvalidCiphertextException',
        () => ({
          KeyId: stage.keysOf('encapsulation').enabled,
          ...kem,
          SharedSecretCiphertextBlob: Buffer.alloc(767),
        }),
        '',
      ),
    ],
    GetPublicKey: [
      ...useRows(stage, 'GetPublicKey', 'signing', {}, null, false),
      refusal('InvalidArnException', () => ({ KeyId: foreignArn })),
      refusal('UnsupportedOperationException', () => ({ KeyId: symmetric.enabled })),
    ],
    CreateGrant: [
      ...useRows(stage, 'CreateGrant', 'symmetric', grant, null),
      refusal('InvalidArnException', () => ({ KeyId: 'alias/errors', ...grant }), aliasText),
      refusal('InvalidArnException', () => ({
        KeyId: symmetric.enabled,
        ...grant,
        GranteePrincipal: `arn:aws:iam::${stage.server.accountId}:group/people`,
      })),
      fullRow(stage, () => `grants/${symmetric.enabled}`, 50_000, { KeyId: symmetric.enabled, ...grant }),
    ],
    GenerateRandom: [
      refusal('CustomKeyStoreNotFoundException', () => ({
        NumberOfBytes: 1,
        CustomKeyStoreId: 'cks-0123456789abcdef0',
      })),
      refusal('UnsupportedOperationException', () => ({ NumberOfBytes: 1, ...recipient })),
    ],
  }
}
