import assert from 'node:assert/strict'
import { generateKeyPairSync, randomBytes } from 'node:crypto'
import { test } from 'node:test'
import { AwsError } from '../call/aws-error.ts'
import { keyStates, type StatefulOperation, stateTable } from './key-state.ts'
import { type Fixture, newFixture, newKey, user } from './kms.fixture.ts'
import { kmsOperations } from './operations.ts'
import { importMaterial, never, wrapMaterial } from './wrap-material.fixture.ts'

/**
 * KMS Developer Guide, "Key states of AWS KMS keys", written down once more, cell by cell: Enabled, Disabled,
 * PendingDeletion and PendingReplicaDeletion, PendingImport, Unavailable, Creating, Updating. `.` works; D disabled;
 * P pending deletion; N not pending deletion; I pending import; U unavailable; C creating; G updating; E refused for its
 * origin, which keys that can be pending import have; `-` the operation names no key.
 */
const guide: Record<StatefulOperation, string> = {
  CancelKeyDeletion: 'NN..NNNN',
  ConnectCustomKeyStore: '--------',
  CreateAlias: '..PP....',
  CreateCustomKeyStore: '--------',
  CreateGrant: '.DPPI.C.',
  CreateKey: '--------',
  Decapsulate: '.DPPIUC.',
  Decrypt: '.DPPIUC.',
  DeleteAlias: '........',
  DeleteCustomKeyStore: '--------',
  DeleteImportedKeyMaterial: '......CG',
  DeriveSharedSecret: '.DPPIUC.',
  DescribeCustomKeyStores: '--------',
  DescribeKey: '........',
  DisableKey: '..PPI.CG',
  DisableKeyRotation: '.DPPE.C.',
  DisconnectCustomKeyStore: '--------',
  EnableKey: '..PPI.CG',
  EnableKeyRotation: '.DPPE.C.',
  Encapsulate: '.DPPIUC.',
  Encrypt: '.DPPIUC.',
  GenerateDataKey: '.DPPIUC.',
  GenerateDataKeyPair: '.DPPIUC.',
  GenerateDataKeyPairWithoutPlaintext: '.DPPIUC.',
  GenerateDataKeyWithoutPlaintext: '.DPPIUC.',
  GenerateMac: '.DPPIUC.',
  GenerateRandom: '--------',
  GetKeyLastUsage: '........',
  GetKeyPolicy: '........',
  GetKeyRotationStatus: '........',
  GetParametersForImport: '..PP..CG',
  GetPublicKey: '.DPPIUC.',
  ImportKeyMaterial: '..PP..C.',
  ListAliases: '........',
  ListGrants: '........',
  ListKeyPolicies: '........',
  ListKeyRotations: '........',
  ListKeys: '--------',
  ListResourceTags: '........',
  ListRetirableGrants: '--------',
  PutKeyPolicy: '........',
  ReEncrypt: '.DPPIUC.',
  ReplicateKey: '.DPPIUCG',
  RetireGrant: '........',
  RevokeGrant: '........',
  RotateKeyOnDemand: '.DPPI.C.',
  ScheduleKeyDeletion: '..PP...G',
  Sign: '.DPPIUC.',
  TagResource: '..PP....',
  UntagResource: '..PP....',
  UpdateAlias: '..PP....',
  UpdateCustomKeyStore: '--------',
  UpdateKeyDescription: '..PP....',
  UpdatePrimaryRegion: '.DPPIUC.',
  Verify: '.DPPIUC.',
  VerifyMac: '.DPPIUC.',
}

const answers: Record<string, [code: string, words: string]> = {
  D: ['DisabledException', 'disabled'],
  P: ['KMSInvalidStateException', 'pending deletion'],
  N: ['KMSInvalidStateException', 'not pending deletion'],
  I: ['KMSInvalidStateException', 'pending import'],
  U: ['KMSInvalidStateException', 'unavailable'],
  C: ['KMSInvalidStateException', 'creating'],
  G: ['KMSInvalidStateException', 'updating'],
}

test('the guide is written down for every operation of the API', () => {
  assert.deepEqual(Object.keys(guide).sort(), Object.keys(stateTable).sort())
  assert.deepEqual(Object.keys(guide).sort(), Object.keys(kmsOperations).sort())
})

for (const [operation, row] of Object.entries(guide) as [StatefulOperation, string][]) {
  test(`${operation} answers in every state as the guide says`, async (t) => {
    const f = await newFixture(t)
    for (const [index, state] of keyStates.entries()) {
      const cell = row[index] as string
      const where = `${operation} in ${state}`
      if (cell === '-') {
        assert.equal(stateTable[operation][state], 'ok', where)
        continue
      }
      const { arn, input } = await prepare(f, operation, cell)
      await setState(f, arn, state)
      const outcome = await f.run(operation, input).then(
        () => null,
        (error: unknown) => error,
      )
      if (cell === '.') {
        assert.equal(outcome, null, where)
        continue
      }
      assert.ok(outcome instanceof AwsError, where)
      assert.deepEqual([outcome.code, outcome.message], expected(cell, arn), where)
    }
  })
}

function expected(cell: string, arn: string): [code: string, message: string] {
  if (cell === 'E') {
    const message = `${arn} origin is EXTERNAL which is not valid for this operation.`
    return ['UnsupportedOperationException', message]
  }
  const [code, words] = answers[cell] as [string, string]
  return [code, `${arn} is ${words}.`]
}

test('ReEncrypt: the state of either key counts', async (t) => {
  const f = await newFixture(t)
  const [one, two] = [await newKey(f), await newKey(f)]
  const { CiphertextBlob } = await f.run('Encrypt', { KeyId: one.id, Plaintext: Buffer.of(1) })
  await setState(f, two.arn, 'Disabled')
  const attempt = f.run('ReEncrypt', { CiphertextBlob, DestinationKeyId: two.id })
  await assert.rejects(attempt, { code: 'DisabledException', message: `${two.arn} is disabled.` })
})

test('CancelKeyDeletion leaves the key disabled; enabling and disabling again succeeds', async (t) => {
  const f = await newFixture(t)
  const { id } = await newKey(f)
  await f.run('ScheduleKeyDeletion', { KeyId: id })
  await f.run('CancelKeyDeletion', { KeyId: id })
  const state = async () => (await f.run('DescribeKey', { KeyId: id })).KeyMetadata.KeyState
  assert.equal(await state(), 'Disabled')
  for (const [operation, wanted] of [
    ['DisableKey', 'Disabled'],
    ['EnableKey', 'Enabled'],
    ['EnableKey', 'Enabled'],
    ['DisableKey', 'Disabled'],
  ] as const) {
    await f.run(operation, { KeyId: id })
    assert.equal(await state(), wanted)
  }
})

async function setState(f: Fixture, arn: string, state: string): Promise<void> {
  await f.storage.authority.change(async (tx, change) => {
    change.touch(`key/${arn}`)
    const deletion_at = state === 'PendingDeletion' ? f.clock.time : null
    await tx
      .updateTable('kms_key')
      .set({ key_state: state, deletion_at })
      .where('key_arn', '=', arn)
      .execute()
  })
}

/** What a key has to be for the operation. */
const kinds: Partial<Record<StatefulOperation, Record<string, unknown>>> = {
  Decapsulate: { KeySpec: 'ML_KEM_512', KeyUsage: 'ENCAPSULATE_DECAPSULATE' },
  DeleteImportedKeyMaterial: { Origin: 'EXTERNAL' },
  DeriveSharedSecret: { KeySpec: 'ECC_NIST_P256', KeyUsage: 'KEY_AGREEMENT' },
  Encapsulate: { KeySpec: 'ML_KEM_512', KeyUsage: 'ENCAPSULATE_DECAPSULATE' },
  GenerateMac: { KeySpec: 'HMAC_256', KeyUsage: 'GENERATE_VERIFY_MAC' },
  GetParametersForImport: { Origin: 'EXTERNAL' },
  GetPublicKey: { KeySpec: 'ECC_NIST_P256', KeyUsage: 'SIGN_VERIFY' },
  ImportKeyMaterial: { Origin: 'EXTERNAL' },
  ReplicateKey: { MultiRegion: true },
  Sign: { KeySpec: 'ECC_NIST_P256', KeyUsage: 'SIGN_VERIFY' },
  UpdatePrimaryRegion: { MultiRegion: true },
  Verify: { KeySpec: 'ECC_NIST_P256', KeyUsage: 'SIGN_VERIFY' },
  VerifyMac: { KeySpec: 'HMAC_256', KeyUsage: 'GENERATE_VERIFY_MAC' },
}

/** A fresh key, enabled, with what the operation needs to succeed on it. */
async function prepare(f: Fixture, operation: StatefulOperation, cell: string) {
  const kind = cell === 'E' ? { Origin: 'EXTERNAL' } : kinds[operation]
  const { id, arn } = await newKey(f, kind)
  const input = (await inputs(f, id)[operation]?.()) ?? { KeyId: id }
  return { arn, input }
}

function inputs(f: Fixture, id: string) {
  const sealed = async () => (await f.run('Encrypt', { KeyId: id, Plaintext: Buffer.of(1) })).CiphertextBlob
  const aliasName = `alias/${id}`
  const alias = async () => {
    await f.run('CreateAlias', { AliasName: aliasName, TargetKeyId: id })
    return { AliasName: aliasName }
  }
  const admin = user('admin').arn
  const newGrant = { KeyId: id, GranteePrincipal: admin, RetiringPrincipal: admin, Operations: ['Decrypt'] }
  const grant = async () => ({ KeyId: id, GrantId: (await f.run('CreateGrant', newGrant)).GrantId })
  const dataKey = async () => ({ KeyId: id, KeySpec: 'AES_256' })
  const dataKeyPair = async () => ({ KeyId: id, KeyPairSpec: 'ECC_NIST_P256' })
  const message = { KeyId: id, Message: Buffer.of(1) }
  const signing = { ...message, SigningAlgorithm: 'ECDSA_SHA_256' }
  const mac = { ...message, MacAlgorithm: 'HMAC_SHA_256' }
  const encapsulation = { KeyId: id, EncapsulationAlgorithm: 'ML_KEM' }
  const wrapping = { KeyId: id, WrappingAlgorithm: 'RSAES_OAEP_SHA_256', WrappingKeySpec: 'RSA_2048' }
  const rows: Partial<Record<StatefulOperation, () => Promise<Record<string, unknown>>>> = {
    CreateAlias: async () => ({ AliasName: aliasName, TargetKeyId: id }),
    CreateGrant: async () => newGrant,
    Decapsulate: async () => {
      const { SharedSecretCiphertextBlob } = await f.run('Encapsulate', encapsulation)
      return { ...encapsulation, SharedSecretCiphertextBlob }
    },
    Decrypt: async () => ({ CiphertextBlob: await sealed() }),
    DeleteAlias: alias,
    DeleteImportedKeyMaterial: async () => {
      await importMaterial(f, id, randomBytes(32))
      return { KeyId: id }
    },
    DeriveSharedSecret: async () => {
      const { publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' })
      const PublicKey = publicKey.export({ type: 'spki', format: 'der' })
      return { KeyId: id, KeyAgreementAlgorithm: 'ECDH', PublicKey }
    },
    Encapsulate: async () => encapsulation,
    Encrypt: async () => ({ KeyId: id, Plaintext: Buffer.of(1) }),
    GenerateDataKey: dataKey,
    GenerateDataKeyPair: dataKeyPair,
    GenerateDataKeyPairWithoutPlaintext: dataKeyPair,
    GenerateDataKeyWithoutPlaintext: dataKey,
    GenerateMac: async () => mac,
    GetParametersForImport: async () => wrapping,
    ImportKeyMaterial: async () => {
      const { ImportToken, PublicKey } = await f.run('GetParametersForImport', wrapping)
      const EncryptedKeyMaterial = wrapMaterial(wrapping.WrappingAlgorithm, PublicKey, randomBytes(32))
      return { KeyId: id, ImportToken, EncryptedKeyMaterial, ...never }
    },
    PutKeyPolicy: async () => ({ KeyId: id, Policy: (await f.run('GetKeyPolicy', { KeyId: id })).Policy }),
    ReEncrypt: async () => ({ CiphertextBlob: await sealed(), DestinationKeyId: id }),
    ReplicateKey: async () => ({ KeyId: id, ReplicaRegion: 'us-east-1' }),
    RetireGrant: grant,
    RevokeGrant: grant,
    Sign: async () => signing,
    TagResource: async () => ({ KeyId: id, Tags: [{ TagKey: 'a', TagValue: 'b' }] }),
    UntagResource: async () => ({ KeyId: id, TagKeys: ['a'] }),
    UpdateAlias: async () => ({ ...(await alias()), TargetKeyId: id }),
    UpdateKeyDescription: async () => ({ KeyId: id, Description: 'new' }),
    UpdatePrimaryRegion: async () => {
      await f.run('ReplicateKey', { KeyId: id, ReplicaRegion: 'us-east-1' })
      return { KeyId: id, PrimaryRegion: 'us-east-1' }
    },
    Verify: async () => ({ ...signing, Signature: (await f.run('Sign', signing)).Signature }),
    VerifyMac: async () => ({ ...mac, Mac: (await f.run('GenerateMac', mac)).Mac }),
  }
  return rows
}
