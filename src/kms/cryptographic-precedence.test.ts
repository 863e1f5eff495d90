/** Which error comes first when several are due, one family of operations after another. */

import { generateKeyPairSync, randomBytes } from 'node:crypto'
import { test } from 'node:test'
import {
  alice,
  type Fixture,
  newFixture,
  newKey,
  policy,
  putPrincipal,
  refused,
  rootStatement,
} from './kms.fixture.ts'

interface Family {
  readonly operation: Parameters<Fixture['run']>[0]
  readonly key: Record<string, unknown>
  /** Wrong in every way but the key. */
  readonly wrong: Record<string, unknown>
  /** What is wrong with the members themselves, in the order it is found, each with its repair. */
  readonly repairs: readonly (readonly [code: string, repair: Record<string, unknown>])[]
}

const PublicKey = generateKeyPairSync('ec', { namedCurve: 'prime256v1' }).publicKey.export({
  type: 'spki',
  format: 'der',
})
const signing = { KeySpec: 'ECC_NIST_P256', KeyUsage: 'SIGN_VERIFY' }
const digest = randomBytes(32)
const rsa = { KeySpec: 'RSA_2048', KeyUsage: 'ENCRYPT_DECRYPT' }
const kem = { KeySpec: 'ML_KEM_768', KeyUsage: 'ENCAPSULATE_DECAPSULATE' }

const families: readonly Family[] = [
  {
    operation: 'Sign',
    key: signing,
    wrong: { Message: randomBytes(31), MessageType: 'EXTERNAL_MU', SigningAlgorithm: 'RSASSA_PSS_SHA_256' },
    repairs: [
      ['InvalidKeyUsageException', { SigningAlgorithm: 'ECDSA_SHA_256' }],
      ['ValidationException', { MessageType: 'DIGEST' }],
      ['ValidationException', { Message: digest }],
    ],
  },
  {
    operation: 'Verify',
    key: signing,
    wrong: {
      Message: randomBytes(31),
      MessageType: 'EXTERNAL_MU',
      SigningAlgorithm: 'RSASSA_PSS_SHA_256',
      Signature: Buffer.of(1),
    },
    repairs: [
      ['InvalidKeyUsageException', { SigningAlgorithm: 'ECDSA_SHA_256' }],
      ['ValidationException', { MessageType: 'DIGEST' }],
      ['ValidationException', { Message: digest }],
      ['KMSInvalidSignatureException', {}],
    ],
  },
  {
    operation: 'VerifyMac',
    key: { KeySpec: 'HMAC_256', KeyUsage: 'GENERATE_VERIFY_MAC' },
    wrong: { Message: digest, MacAlgorithm: 'HMAC_SHA_512', Mac: Buffer.of(1) },
    repairs: [
      ['InvalidKeyUsageException', { MacAlgorithm: 'HMAC_SHA_256' }],
      ['KMSInvalidMacException', {}],
    ],
  },
  {
    operation: 'Encrypt',
    key: rsa,
    wrong: {
      Plaintext: Buffer.alloc(4096),
      EncryptionAlgorithm: 'SYMMETRIC_DEFAULT',
      EncryptionContext: { a: 'b' },
    },
    repairs: [
      ['InvalidKeyUsageException', { EncryptionAlgorithm: 'RSAES_OAEP_SHA_256' }],
      ['ValidationException', { EncryptionContext: undefined }],
      ['ValidationException', { Plaintext: Buffer.of(1) }],
    ],
  },
  {
    operation: 'Decrypt',
    key: rsa,
    wrong: { CiphertextBlob: Buffer.alloc(256), EncryptionContext: { a: 'b' } },
    repairs: [
      ['InvalidKeyUsageException', { EncryptionAlgorithm: 'RSAES_OAEP_SHA_256' }],
      ['ValidationException', { EncryptionContext: undefined }],
      ['InvalidCiphertextException', {}],
    ],
  },
  {
    operation: 'DeriveSharedSecret',
    key: { KeySpec: 'ECC_NIST_P256', KeyUsage: 'KEY_AGREEMENT' },
    wrong: { KeyAgreementAlgorithm: 'ECDH', PublicKey: Buffer.of(1) },
    repairs: [['ValidationException', { PublicKey }]],
  },
  {
    operation: 'Decapsulate',
    key: kem,
    wrong: { EncapsulationAlgorithm: 'ML_KEM', SharedSecretCiphertextBlob: Buffer.of(1) },
    repairs: [['InvalidCiphertextException', { SharedSecretCiphertextBlob: randomBytes(1088) }]],
  },
  { operation: 'Encapsulate', key: kem, wrong: { EncapsulationAlgorithm: 'ML_KEM' }, repairs: [] },
  { operation: 'GenerateDataKeyPair', key: {}, wrong: { KeyPairSpec: 'ECC_NIST_P256' }, repairs: [] },
]

for (const { operation, key, wrong, repairs } of families) {
  test(`${operation}: key, permission, grant tokens, state, algorithm, payload, DryRun`, async (t) => {
    const f = await newFixture(t)
    await putPrincipal(f.storage, alice)
    const { id } = await newKey(f, key)
    await f.run('DisableKey', { KeyId: id })
    let input: Record<string, unknown> = { KeyId: 'nonsense', DryRun: true, GrantTokens: ['AAAA'], ...wrong }
    const attempt = () => f.run(operation, input, { principal: alice })
    await refused(attempt(), 'NotFoundException')
    input = { ...input, KeyId: id }
    await refused(attempt(), 'AccessDeniedException')
    const Policy = policy(rootStatement, { ...rootStatement, Principal: { AWS: alice.arn } })
    await f.run('PutKeyPolicy', { KeyId: id, Policy })
    await refused(attempt(), 'InvalidGrantTokenException')
    input = { ...input, GrantTokens: undefined }
    await refused(attempt(), 'DisabledException')
    await f.run('EnableKey', { KeyId: id })
    let ends = 'DryRunOperationException'
    for (const [code, repair] of repairs) {
      await refused(attempt(), code)
      input = { ...input, ...repair }
      if (Object.keys(repair).length === 0) ends = code
    }
    await refused(attempt(), ends)
  })
}
