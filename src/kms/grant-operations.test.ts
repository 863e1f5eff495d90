/** All 19 grant operations: which keys' grants may hold them, and that a grant alone is enough to call each. */

import assert from 'node:assert/strict'
import { generateKeyPairSync } from 'node:crypto'
import { test } from 'node:test'
import { admin, alice, type Fixture, newFixture, newKey, putPrincipal, refused } from './kms.fixture.ts'

const common = ['CreateGrant', 'DescribeKey', 'RetireGrant']
const kinds: Record<string, { key: Record<string, unknown>; operations: readonly string[] }> = {
  symmetric: {
    key: {},
    operations: [
      'Decrypt',
      'Encrypt',
      'GenerateDataKey',
      'GenerateDataKeyPair',
      'GenerateDataKeyPairWithoutPlaintext',
      'GenerateDataKeyWithoutPlaintext',
      'ReEncryptFrom',
      'ReEncryptTo',
    ],
  },
  'asymmetric encryption': {
    key: { KeySpec: 'RSA_2048', KeyUsage: 'ENCRYPT_DECRYPT' },
    operations: ['Decrypt', 'Encrypt', 'GetPublicKey', 'ReEncryptFrom', 'ReEncryptTo'],
  },
  signing: {
    key: { KeySpec: 'ECC_NIST_P256', KeyUsage: 'SIGN_VERIFY' },
    operations: ['GetPublicKey', 'Sign', 'Verify'],
  },
  agreement: {
    key: { KeySpec: 'ECC_NIST_P256', KeyUsage: 'KEY_AGREEMENT' },
    operations: ['DeriveSharedSecret', 'GetPublicKey'],
  },
  encapsulation: {
    key: { KeySpec: 'ML_KEM_768', KeyUsage: 'ENCAPSULATE_DECAPSULATE' },
    operations: ['Decapsulate', 'Encapsulate', 'GetPublicKey'],
  },
  HMAC: {
    key: { KeySpec: 'HMAC_256', KeyUsage: 'GENERATE_VERIFY_MAC' },
    operations: ['GenerateMac', 'VerifyMac'],
  },
}
const all = new Set([...common, ...Object.values(kinds).flatMap(({ operations }) => operations)])

test('there are 19', () => assert.equal(all.size, 19))

const Message = Buffer.from('message')
const Plaintext = Message

/** What a grantee calls, given what the administrator made before. */
async function inputs(
  f: Fixture,
  kind: string,
  id: string,
): Promise<Record<string, Record<string, unknown>>> {
  const KeyId = id
  switch (kind) {
    case 'signing': {
      const sign = { KeyId, Message, SigningAlgorithm: 'ECDSA_SHA_256' }
      return {
        Sign: sign,
        Verify: { ...sign, ...(await f.run('Sign', sign)), KeyId },
        GetPublicKey: { KeyId },
      }
    }
    case 'agreement': {
      const peer = generateKeyPairSync('ec', { namedCurve: 'prime256v1' }).publicKey
      const PublicKey = peer.export({ type: 'spki', format: 'der' })
      return {
        DeriveSharedSecret: { KeyId, KeyAgreementAlgorithm: 'ECDH', PublicKey },
        GetPublicKey: { KeyId },
      }
    }
    case 'encapsulation': {
      const encapsulate = { KeyId, EncapsulationAlgorithm: 'ML_KEM' }
      const { SharedSecretCiphertextBlob } = await f.run('Encapsulate', encapsulate)
      return {
        Encapsulate: encapsulate,
        Decapsulate: { ...encapsulate, SharedSecretCiphertextBlob },
        GetPublicKey: { KeyId },
      }
    }
    case 'HMAC': {
      const mac = { KeyId, Message, MacAlgorithm: 'HMAC_SHA_256' }
      return { GenerateMac: mac, VerifyMac: { ...mac, Mac: (await f.run('GenerateMac', mac)).Mac } }
    }
    default:
      return encryptionInputs(f, kind, id)
  }
}

async function encryptionInputs(f: Fixture, kind: string, KeyId: string) {
  const isRsa = kind !== 'symmetric'
  const EncryptionAlgorithm = isRsa ? 'RSAES_OAEP_SHA_256' : 'SYMMETRIC_DEFAULT'
  const encrypt = { KeyId, Plaintext, EncryptionAlgorithm }
  const { CiphertextBlob } = await f.run('Encrypt', encrypt)
  const pair = { KeyId, KeyPairSpec: 'ECC_NIST_P256' }
  return {
    Encrypt: encrypt,
    Decrypt: { KeyId, CiphertextBlob, EncryptionAlgorithm },
    ReEncrypt: {
      SourceKeyId: KeyId,
      CiphertextBlob,
      SourceEncryptionAlgorithm: EncryptionAlgorithm,
      DestinationKeyId: KeyId,
      DestinationEncryptionAlgorithm: EncryptionAlgorithm,
    },
    ...(isRsa
      ? { GetPublicKey: { KeyId } }
      : {
          GenerateDataKey: { KeyId, KeySpec: 'AES_256' },
          GenerateDataKeyWithoutPlaintext: { KeyId, KeySpec: 'AES_256' },
          GenerateDataKeyPair: pair,
          GenerateDataKeyPairWithoutPlaintext: pair,
        }),
  }
}

for (const [kind, { key, operations }] of Object.entries(kinds)) {
  test(`${kind}: a grant alone allows each operation, and its token is accepted`, async (t) => {
    const f = await newFixture(t)
    await putPrincipal(f.storage, alice)
    const { id } = await newKey(f, key)
    const calls = Object.entries(await inputs(f, kind, id)) as [Parameters<Fixture['run']>[0], object][]
    const called = calls.flatMap(([name]) =>
      name === 'ReEncrypt' ? ['ReEncryptFrom', 'ReEncryptTo'] : [name],
    )
    assert.deepEqual(called.sort(), [...operations].sort())
    for (const [name, input] of calls) {
      const as = { principal: alice }
      const Operations = name === 'ReEncrypt' ? ['ReEncryptFrom', 'ReEncryptTo'] : [name]
      await refused(f.run(name, { ...input }, as), 'AccessDeniedException')
      const grant = await f.run('CreateGrant', { KeyId: id, GranteePrincipal: alice.arn, Operations })
      await f.run(name, { ...input, GrantTokens: [grant.GrantToken] }, as)
      await f.run('RevokeGrant', { KeyId: id, GrantId: grant.GrantId })
      await refused(f.run(name, { ...input }, as), 'AccessDeniedException')
    }
  })

  test(`${kind}: a grant takes its operations and no others`, async (t) => {
    const f = await newFixture(t)
    const { id } = await newKey(f, key)
    const create = (Operations: readonly string[]) =>
      f.run('CreateGrant', { KeyId: id, GranteePrincipal: admin.arn, Operations, DryRun: true })
    await refused(create([...operations, ...common]), 'DryRunOperationException')
    for (const operation of all) {
      const fits = operations.includes(operation) || common.includes(operation)
      await refused(
        create([operation, 'DescribeKey']),
        fits ? 'DryRunOperationException' : 'ValidationException',
      )
    }
  })
}

test('constraints on an encryption context are for symmetric keys only', async (t) => {
  const f = await newFixture(t)
  for (const [kind, { key }] of Object.entries(kinds)) {
    const { id } = await newKey(f, key)
    for (const member of ['EncryptionContextSubset', 'EncryptionContextEquals']) {
      const create = f.run('CreateGrant', {
        KeyId: id,
        GranteePrincipal: admin.arn,
        Operations: ['DescribeKey'],
        Constraints: { [member]: { a: 'b' } },
        DryRun: true,
      })
      await refused(create, kind === 'symmetric' ? 'DryRunOperationException' : 'ValidationException')
    }
  }
})
