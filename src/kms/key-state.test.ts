import assert from 'node:assert/strict'
import { test } from 'node:test'
import { AwsError } from '../call/aws-error.ts'
import { keyStates, type StatefulOperation, stateTable } from './key-state.ts'
import { type Fixture, newFixture, newKey, user } from './kms.fixture.ts'

/**
 * KMS Developer Guide, "Key states of AWS KMS keys", written down once more, cell by cell: Enabled, Disabled,
 * PendingDeletion and PendingReplicaDeletion, PendingImport, Unavailable, Creating, Updating. `.` works; D disabled;
 * P pending deletion; N not pending deletion; I pending import; U unavailable; C creating; G updating.
 */
const guide: Record<StatefulOperation, string> = {
  CancelKeyDeletion: 'NN..NNNN',
  CreateAlias: '..PP....',
  CreateGrant: '.DPPI.C.',
  Decrypt: '.DPPIUC.',
  DeleteAlias: '........',
  DescribeKey: '........',
  DisableKey: '..PPI.CG',
  EnableKey: '..PPI.CG',
  Encrypt: '.DPPIUC.',
  GenerateDataKey: '.DPPIUC.',
  GenerateDataKeyWithoutPlaintext: '.DPPIUC.',
  GetKeyPolicy: '........',
  ListAliases: '........',
  ListGrants: '........',
  ListKeyPolicies: '........',
  ListResourceTags: '........',
  PutKeyPolicy: '........',
  ReEncrypt: '.DPPIUC.',
  RetireGrant: '........',
  RevokeGrant: '........',
  ScheduleKeyDeletion: '..PP...G',
  TagResource: '..PP....',
  UntagResource: '..PP....',
  UpdateAlias: '..PP....',
  UpdateKeyDescription: '..PP....',
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

test('the guide is written down for every operation of the table', () => {
  assert.deepEqual(Object.keys(guide).sort(), Object.keys(stateTable).sort())
})

test('every operation answers in every state as the guide says', async (t) => {
  const f = await newFixture(t)
  for (const [operation, row] of Object.entries(guide) as [StatefulOperation, string][]) {
    for (const [index, state] of keyStates.entries()) {
      const cell = row[index] as string
      const { arn, input } = await prepare(f, operation)
      await setState(f, arn, state)
      const outcome = await f.run(operation, input).then(
        () => null,
        (error: unknown) => error,
      )
      const where = `${operation} in ${state}`
      if (cell === '.') {
        assert.equal(outcome, null, where)
        continue
      }
      const [code, words] = answers[cell] as [string, string]
      assert.ok(outcome instanceof AwsError, where)
      assert.deepEqual([outcome.code, outcome.message], [code, `${arn} is ${words}.`], where)
    }
  }
})

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

/** A fresh key, enabled, with what the operation needs to succeed on it. */
async function prepare(f: Fixture, operation: StatefulOperation) {
  const { id, arn } = await newKey(f)
  const sealed = async () => (await f.run('Encrypt', { KeyId: id, Plaintext: Buffer.of(1) })).CiphertextBlob
  const aliasName = `alias/${id}`
  const alias = async () => {
    await f.run('CreateAlias', { AliasName: aliasName, TargetKeyId: id })
    return { AliasName: aliasName }
  }
  const admin = user('admin').arn
  const newGrant = { KeyId: id, GranteePrincipal: admin, RetiringPrincipal: admin, Operations: ['Decrypt'] }
  const grant = async () => ({ KeyId: id, GrantId: (await f.run('CreateGrant', newGrant)).GrantId })
  const inputs: Partial<Record<StatefulOperation, () => Promise<Record<string, unknown>>>> = {
    CreateAlias: async () => ({ AliasName: aliasName, TargetKeyId: id }),
    CreateGrant: async () => newGrant,
    Decrypt: async () => ({ CiphertextBlob: await sealed() }),
    DeleteAlias: alias,
    Encrypt: async () => ({ KeyId: id, Plaintext: Buffer.of(1) }),
    GenerateDataKey: async () => ({ KeyId: id, KeySpec: 'AES_256' }),
    GenerateDataKeyWithoutPlaintext: async () => ({ KeyId: id, KeySpec: 'AES_256' }),
    PutKeyPolicy: async () => ({ KeyId: id, Policy: (await f.run('GetKeyPolicy', { KeyId: id })).Policy }),
    ReEncrypt: async () => ({ CiphertextBlob: await sealed(), DestinationKeyId: id }),
    RetireGrant: grant,
    RevokeGrant: grant,
    TagResource: async () => ({ KeyId: id, Tags: [{ TagKey: 'a', TagValue: 'b' }] }),
    UntagResource: async () => ({ KeyId: id, TagKeys: ['a'] }),
    UpdateAlias: async () => ({ ...(await alias()), TargetKeyId: id }),
    UpdateKeyDescription: async () => ({ KeyId: id, Description: 'new' }),
  }
  const input = (await inputs[operation]?.()) ?? { KeyId: id }
  return { arn, input }
}
