/** The condition keys that come from what a cryptographic operation is asked for. */

import assert from 'node:assert/strict'
import { generateKeyPairSync, hash } from 'node:crypto'
import { test } from 'node:test'
import {
  alice,
  newFixture,
  newKey,
  otherAccount,
  policy,
  putPrincipal,
  refused,
  rootStatement,
  user,
} from './kms.fixture.ts'

const Message = Buffer.from('message')
const PublicKey = generateKeyPairSync('ec', { namedCurve: 'prime256v1' }).publicKey.export({
  type: 'spki',
  format: 'der',
})
const rsaSigning = { KeySpec: 'RSA_2048', KeyUsage: 'SIGN_VERIFY' }
const hmac = { KeySpec: 'HMAC_256', KeyUsage: 'GENERATE_VERIFY_MAC' }
const signature = { Signature: Buffer.of(1), Message }

interface Row {
  readonly operation: 'Sign' | 'Verify' | 'GenerateMac' | 'VerifyMac' | 'DeriveSharedSecret' | 'Encrypt'
  readonly key: Record<string, unknown>
  readonly condition: Record<string, string>
  readonly allowed: Record<string, unknown>
  readonly denied?: Record<string, unknown>
}

const rows: readonly Row[] = [
  ...(['Sign', 'Verify'] as const).flatMap((operation): Row[] => [
    {
      operation,
      key: rsaSigning,
      condition: { 'kms:SigningAlgorithm': 'RSASSA_PSS_SHA_256' },
      allowed: { ...signature, SigningAlgorithm: 'RSASSA_PSS_SHA_256' },
      denied: { ...signature, SigningAlgorithm: 'RSASSA_PKCS1_V1_5_SHA_256' },
    },
    {
      operation,
      key: rsaSigning,
      // RAW where the request does not say.
      condition: { 'kms:MessageType': 'RAW' },
      allowed: { ...signature, SigningAlgorithm: 'RSASSA_PSS_SHA_256' },
      denied: {
        ...signature,
        Message: hash('sha256', Message, 'buffer'),
        MessageType: 'DIGEST',
        SigningAlgorithm: 'RSASSA_PSS_SHA_256',
      },
    },
  ]),
  ...(['GenerateMac', 'VerifyMac'] as const).map(
    (operation): Row => ({
      operation,
      key: hmac,
      condition: { 'kms:MacAlgorithm': 'HMAC_SHA_256' },
      allowed: { Message, Mac: Buffer.of(1), MacAlgorithm: 'HMAC_SHA_256' },
      denied: { Message, Mac: Buffer.of(1), MacAlgorithm: 'HMAC_SHA_512' },
    }),
  ),
  {
    operation: 'DeriveSharedSecret',
    key: { KeySpec: 'ECC_NIST_P256', KeyUsage: 'KEY_AGREEMENT' },
    condition: { 'kms:KeyAgreementAlgorithm': 'ECDH' },
    allowed: { KeyAgreementAlgorithm: 'ECDH', PublicKey },
  },
  {
    operation: 'Encrypt',
    key: { KeySpec: 'RSA_2048', KeyUsage: 'ENCRYPT_DECRYPT' },
    condition: { 'kms:EncryptionAlgorithm': 'RSAES_OAEP_SHA_256' },
    allowed: { Plaintext: Message, EncryptionAlgorithm: 'RSAES_OAEP_SHA_256' },
    denied: { Plaintext: Message, EncryptionAlgorithm: 'RSAES_OAEP_SHA_1' },
  },
]

for (const { operation, key, condition, allowed, denied } of rows) {
  test(`${operation}: ${Object.keys(condition)} decides, in a key policy and in an identity policy`, async (t) => {
    const f = await newFixture(t)
    const allow = { Effect: 'Allow', Action: `kms:${operation}`, Resource: '*' }
    await putPrincipal(f.storage, alice)
    const named = await newKey(f, {
      ...key,
      Policy: policy(rootStatement, {
        ...allow,
        Principal: { AWS: alice.arn },
        Condition: { StringEquals: condition },
      }),
    })
    await assertDecision(named.id)

    const g = await newFixture(t)
    await putPrincipal(g.storage, alice, { ...allow, Condition: { StringEquals: condition } })
    const delegated = await newKey(g, key)
    await assertDecision(delegated.id, g)

    async function assertDecision(KeyId: string, fixture = f) {
      const as = { principal: alice }
      const outcome = await fixture.run(operation, { KeyId, ...allowed }, as).catch((error) => error)
      const code = outcome.code ?? 'no error'
      assert.ok(
        ['no error', 'KMSInvalidSignatureException', 'KMSInvalidMacException'].includes(code),
        String(outcome),
      )
      if (denied === undefined) return
      await refused(fixture.run(operation, { KeyId, ...denied }, as), 'AccessDeniedException')
    }
  })
}

test('kms:RequestAlias is there for every operation that takes an alias', async (t) => {
  const f = await newFixture(t)
  await putPrincipal(f.storage, alice)
  const { id } = await newKey(f, {
    KeySpec: 'ECC_NIST_P256',
    KeyUsage: 'SIGN_VERIFY',
    Policy: policy(rootStatement, {
      Effect: 'Allow',
      Principal: { AWS: alice.arn },
      Action: ['kms:Sign', 'kms:Verify', 'kms:GetPublicKey'],
      Resource: '*',
      Condition: { StringEquals: { 'kms:RequestAlias': 'alias/signer' } },
    }),
  })
  await f.run('CreateAlias', { AliasName: 'alias/signer', TargetKeyId: id })
  const as = { principal: alice }
  const input = { Message, SigningAlgorithm: 'ECDSA_SHA_256' }
  const { Signature } = await f.run('Sign', { ...input, KeyId: 'alias/signer' }, as)
  await f.run('Verify', { ...input, Signature, KeyId: 'alias/signer' }, as)
  await f.run('GetPublicKey', { KeyId: 'alias/signer' }, as)
  await refused(f.run('Sign', { ...input, KeyId: id }, as), 'AccessDeniedException')
  await refused(f.run('GetPublicKey', { KeyId: id }, as), 'AccessDeniedException')
})

test('a principal of another account signs and verifies by ARN, once both accounts allow it', async (t) => {
  const f = await newFixture(t)
  const foreign = user('foreign', otherAccount)
  const silent = user('silent', otherAccount)
  await putPrincipal(f.storage, foreign, {
    Effect: 'Allow',
    Action: ['kms:Sign', 'kms:Verify', 'kms:GetPublicKey'],
    Resource: '*',
  })
  await putPrincipal(f.storage, silent)
  const { id, arn } = await newKey(f, {
    KeySpec: 'ECC_NIST_P256',
    KeyUsage: 'SIGN_VERIFY',
    Policy: policy(rootStatement, {
      Effect: 'Allow',
      Principal: { AWS: `arn:aws:iam::${otherAccount}:root` },
      Action: ['kms:Sign', 'kms:Verify', 'kms:GetPublicKey'],
      Resource: '*',
    }),
  })
  const input = { Message, SigningAlgorithm: 'ECDSA_SHA_256', KeyId: arn }
  const { Signature } = await f.run('Sign', input, { principal: foreign })
  await f.run('Verify', { ...input, Signature }, { principal: foreign })
  await f.run('GetPublicKey', { KeyId: arn }, { principal: foreign })
  await refused(f.run('Sign', { ...input, KeyId: id }, { principal: foreign }), 'NotFoundException')
  await refused(f.run('Sign', input, { principal: silent }), 'AccessDeniedException')
})
