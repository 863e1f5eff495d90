/** What a grant token is good for: a grant that this node does not know yet. */

import assert from 'node:assert/strict'
import { test } from 'node:test'
import {
  alice,
  type Fixture,
  newFixture,
  newKey,
  otherAccount,
  policy,
  putPrincipal,
  refused,
  rootStatement,
  user,
} from './kms.fixture.ts'

const bob = user('bob')
const Plaintext = Buffer.of(1)
const child = { GranteePrincipal: bob.arn, Operations: ['Decrypt'] }
const tokenLifeMs = 5 * 60_000

/**
 * A grant as another node makes it in the moment before this one hears of it: in the database, and not in what this node
 * has read of the key.
 */
async function grantElsewhere(f: Fixture, KeyId: string, input: Record<string, unknown> = {}) {
  const made = await f.run('CreateGrant', {
    KeyId,
    GranteePrincipal: alice.arn,
    Operations: ['Encrypt', 'Decrypt', 'CreateGrant', 'ReEncryptFrom', 'ReEncryptTo'],
    ...input,
  })
  const row = await f.storage.database
    .selectFrom('kms_grant')
    .selectAll()
    .where('grant_id', '=', made.GrantId)
    .executeTakeFirstOrThrow()
  await f.run('RevokeGrant', { KeyId, GrantId: made.GrantId })
  await encrypt(f, KeyId).catch(() => {})
  await f.run('CreateGrant', { KeyId, ...child, DryRun: true }, { principal: alice }).catch(() => {})
  await f.storage.database.insertInto('kms_grant').values(row).execute()
  return made as { GrantId: string; GrantToken: string }
}

function encrypt(f: Fixture, KeyId: string, input: Record<string, unknown> = {}, principal = alice) {
  return f.run('Encrypt', { KeyId, Plaintext, ...input }, { principal })
}

async function prepare(f: Fixture): Promise<string> {
  await putPrincipal(f.storage, alice)
  await putPrincipal(f.storage, bob)
  return (await newKey(f)).id
}

test('a token makes its grant effective on a node that does not know it yet, for every operation that takes one', async (t) => {
  const f = await newFixture(t)
  const KeyId = await prepare(f)
  const { GrantToken } = await grantElsewhere(f, KeyId)
  await refused(encrypt(f, KeyId), 'AccessDeniedException')
  const GrantTokens = [GrantToken]
  const { CiphertextBlob } = await encrypt(f, KeyId, { GrantTokens })
  const as = { principal: alice }
  await f.run('Decrypt', { CiphertextBlob, GrantTokens }, as)
  await f.run('ReEncrypt', { CiphertextBlob, DestinationKeyId: KeyId, GrantTokens }, as)
  await refused(f.run('CreateGrant', { KeyId, ...child }, as), 'AccessDeniedException')
  await f.run('CreateGrant', { KeyId, ...child, GrantTokens }, as)
})

test('a token gives nobody but the grantee anything, nothing beyond the grant, and nothing for long', async (t) => {
  const f = await newFixture(t)
  const KeyId = await prepare(f)
  const denied = 'AccessDeniedException'
  const Constraints = { EncryptionContextSubset: { a: 'b' } }
  const { GrantToken } = await grantElsewhere(f, KeyId, { Constraints })
  const GrantTokens = [GrantToken]
  const EncryptionContext = { a: 'b' }
  await encrypt(f, KeyId, { GrantTokens, EncryptionContext })
  await refused(encrypt(f, KeyId, { GrantTokens, EncryptionContext }, bob), denied)
  await refused(encrypt(f, KeyId, { GrantTokens, EncryptionContext: { a: 'c' } }), denied)
  await refused(
    f.run(
      'GenerateDataKey',
      { KeyId, KeySpec: 'AES_256', GrantTokens, EncryptionContext },
      { principal: alice },
    ),
    denied,
  )
  const other = (await newKey(f)).id
  await refused(encrypt(f, other, { GrantTokens, EncryptionContext }), denied)
  await refused(encrypt(f, KeyId, { GrantTokens: ['AAAA'], EncryptionContext }), denied)

  f.clock.time += tokenLifeMs
  await encrypt(f, KeyId, { GrantTokens, EncryptionContext })
  f.clock.time += 1
  await refused(encrypt(f, KeyId, { GrantTokens, EncryptionContext }), denied)
})

test('a Deny holds against a token; a token of a revoked grant gives nothing', async (t) => {
  const f = await newFixture(t)
  const KeyId = await prepare(f)
  const { GrantId, GrantToken } = await grantElsewhere(f, KeyId)
  const GrantTokens = [GrantToken]
  const Policy = policy(rootStatement, {
    Effect: 'Deny',
    Principal: { AWS: alice.arn },
    Action: 'kms:Encrypt',
    Resource: '*',
  })
  await f.run('PutKeyPolicy', { KeyId, Policy })
  await refused(encrypt(f, KeyId, { GrantTokens }), 'AccessDeniedException')
  await f.run('PutKeyPolicy', { KeyId, Policy: policy(rootStatement) })
  await encrypt(f, KeyId, { GrantTokens })
  await f.run('RevokeGrant', { KeyId, GrantId })
  await refused(encrypt(f, KeyId, { GrantTokens }), 'AccessDeniedException')
})

test('an old token still names its grant: it can be retired by it, and does no harm in a request', async (t) => {
  const f = await newFixture(t)
  const KeyId = await prepare(f)
  const grant = { KeyId, GranteePrincipal: alice.arn, RetiringPrincipal: bob.arn, Operations: ['Encrypt'] }
  const { GrantId, GrantToken } = await f.run('CreateGrant', grant)
  f.clock.time += 30 * 86_400_000
  await encrypt(f, KeyId, { GrantTokens: [GrantToken] })
  await f.run('RetireGrant', { GrantToken }, { principal: bob })
  assert.deepEqual((await f.run('ListGrants', { KeyId, GrantId })).Grants, [])
})

test('Decrypt and ReEncrypt take the bare id of another account’s key when the ciphertext names that key', async (t) => {
  const f = await newFixture(t)
  const carol = user('carol', otherAccount)
  const actions = ['kms:Decrypt', 'kms:ReEncrypt*', 'kms:DescribeKey']
  await putPrincipal(f.storage, carol, { Effect: 'Allow', Action: actions, Resource: '*' })
  const foreign = { Effect: 'Allow', Principal: { AWS: otherAccount }, Action: actions, Resource: '*' }
  const shared = await newKey(f, { Policy: policy(rootStatement, foreign) })
  const closed = await newKey(f)
  const as = { principal: carol }
  const { CiphertextBlob } = await f.run('Encrypt', { KeyId: shared.id, Plaintext })
  assert.equal((await f.run('Decrypt', { CiphertextBlob, KeyId: shared.id }, as)).KeyId, shared.arn)
  const moved = { CiphertextBlob, SourceKeyId: shared.id, DestinationKeyId: shared.arn }
  assert.equal((await f.run('ReEncrypt', moved, as)).SourceKeyId, shared.arn)
  await refused(f.run('Decrypt', { CiphertextBlob, KeyId: closed.id }, as), 'NotFoundException')
  await refused(f.run('DescribeKey', { KeyId: shared.id }, as), 'NotFoundException')

  const sealed = await f.run('Encrypt', { KeyId: closed.id, Plaintext })
  const byBlob = await refused(
    f.run('Decrypt', { CiphertextBlob: sealed.CiphertextBlob }, as),
    'AccessDeniedException',
  )
  const byId = { CiphertextBlob: sealed.CiphertextBlob, KeyId: closed.id }
  await refused(f.run('Decrypt', byId, as), 'AccessDeniedException', byBlob.message)
})
