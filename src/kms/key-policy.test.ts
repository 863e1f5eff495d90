/** Which key policies are taken, by every operation that takes one, and what those that are odd then do. */

import assert from 'node:assert/strict'
import { test } from 'node:test'
import {
  account,
  admin,
  alice,
  type Fixture,
  newFixture,
  newKey,
  otherAccount,
  policy,
  putPrincipal,
  refused,
  region,
  role,
  rootStatement,
} from './kms.fixture.ts'

const app = role('app')
const statement = { Effect: 'Allow', Action: 'kms:DescribeKey', Resource: '*' }
const to = (Principal: unknown) => policy(rootStatement, { ...statement, Principal })
const lockout = 'The new key policy will not allow you to update the key policy in the future.'
const unknownPrincipal = 'Policy contains a statement with one or more invalid principals.'

async function prepare(f: Fixture): Promise<void> {
  await putPrincipal(f.storage, alice)
  await putPrincipal(f.storage, app)
}

async function newPrimaryKey(f: Fixture): Promise<string> {
  return (await newKey(f, { MultiRegion: true })).id
}

/** Every operation with a policy, bypassing the lockout check where asked to. */
function operations(
  f: Fixture,
  KeyId: string,
  input: { Policy: string; BypassPolicyLockoutSafetyCheck?: boolean },
) {
  return {
    CreateKey: () => f.run('CreateKey', input),
    PutKeyPolicy: () => f.run('PutKeyPolicy', { KeyId, ...input }),
    ReplicateKey: () => f.run('ReplicateKey', { KeyId, ReplicaRegion: 'us-east-1', ...input }),
  }
}

const root = `arn:aws:iam::${account}:root`
const accepted: Record<string, string> = {
  'an account by its id': to({ AWS: otherAccount }),
  'an account by its root': to({ AWS: `arn:aws:iam::${otherAccount}:root` }),
  'a user': to({ AWS: alice.arn }),
  'a role': to({ AWS: app.roleArn }),
  'a session of a role': to({ AWS: app.arn }),
  'several at once': to({ AWS: [alice.arn, app.roleArn, otherAccount], Service: 's3.amazonaws.com' }),
  'a service': to({ Service: `logs.${region}.amazonaws.com` }),
  'everybody, as AWS': to({ AWS: '*' }),
  everybody: to('*'),
  'everybody but one, denied': policy(rootStatement, {
    Effect: 'Deny',
    NotPrincipal: { AWS: [root, admin.arn] },
    Action: 'kms:Encrypt',
    Resource: '*',
  }),
  'a Sid with spaces, an Id, no Resource and no Action': JSON.stringify({
    Version: '2012-10-17',
    Id: 'my policy',
    Statement: [rootStatement, { Sid: 'Does nothing', Effect: 'Allow', Principal: { AWS: alice.arn } }],
  }),
  'one statement that is no list': JSON.stringify({ Version: '2012-10-17', Statement: rootStatement }),
}

test('what a key policy may hold is taken, and shown as it was put', async (t) => {
  const f = await newFixture(t)
  await prepare(f)
  for (const [name, Policy] of Object.entries(accepted)) {
    const KeyId = await newPrimaryKey(f)
    for (const [operation, run] of Object.entries(operations(f, KeyId, { Policy })))
      await assert.doesNotReject(run(), `${operation} with ${name}`)
    const shown = await f.run('GetKeyPolicy', { KeyId })
    assert.deepEqual(JSON.parse(shown.Policy), JSON.parse(Policy), name)
  }
})

const user = (name: string) => `arn:aws:iam::${account}:user/${name}`
const onlyWhen = (Condition: object) => policy({ ...rootStatement, Condition })
const malformed = 'MalformedPolicyDocumentException'
const invalid: [string, string, string, string?][] = [
  ['a user that does not exist', to({ AWS: user('nobody') }), malformed, unknownPrincipal],
  [
    'a role that does not exist',
    to({ AWS: `arn:aws:iam::${account}:role/nobody` }),
    malformed,
    unknownPrincipal,
  ],
  ['a group', to({ AWS: `arn:aws:iam::${account}:group/admins` }), 'InvalidArnException'],
  [
    'an ARN that is none',
    to({ AWS: 'arn:nonsense' }),
    'InvalidArnException',
    'An ARN in the specified key policy is invalid.',
  ],
  ['a name that is no ARN', to({ AWS: 'alice' }), malformed, unknownPrincipal],
  ['a pattern for users', to({ AWS: `arn:aws:iam::${account}:user/*` }), malformed],
  ['a service that is none', to({ Service: 'example.com' }), malformed, unknownPrincipal],
  ['no principal', policy(rootStatement, statement), malformed],
  [
    'an effect that is none',
    policy(rootStatement, { ...statement, Effect: 'Maybe', Principal: '*' }),
    malformed,
  ],
  ['another version', JSON.stringify({ Version: '2020-01-01', Statement: [rootStatement] }), malformed],
  ['no statements', JSON.stringify({ Version: '2012-10-17' }), malformed],
  ['a condition operator that is none', onlyWhen({ StringIs: { 'aws:username': 'a' } }), malformed],
  [
    'ForAllValues on a request tag',
    policy(rootStatement, {
      ...statement,
      Principal: '*',
      Condition: { 'ForAllValues:StringLike': { 'aws:RequestTag/a': '*' } },
    }),
    malformed,
  ],
  ...['kms:RecipientAttestation:ImageSha384', 'kms:recipientattestation:PCR8'].map(
    (key): (typeof invalid)[number] => [
      `the attestation key ${key}`,
      policy(rootStatement, {
        ...statement,
        Effect: 'Deny',
        Principal: '*',
        Condition: { StringNotEqualsIgnoreCaseIfExists: { [key]: 'a'.repeat(96) } },
      }),
      'UnsupportedOperationException',
      `The condition key ${key} is not supported: requests with a Recipient are refused, attested or not.`,
    ],
  ),
]

test('what a key policy may not hold is refused, bypass or not', async (t) => {
  const f = await newFixture(t)
  await prepare(f)
  const KeyId = await newPrimaryKey(f)
  for (const [name, Policy, code, message] of invalid) {
    for (const BypassPolicyLockoutSafetyCheck of [false, true]) {
      const attempts = operations(f, KeyId, { Policy, BypassPolicyLockoutSafetyCheck })
      for (const [operation, run] of Object.entries(attempts)) {
        const expected = { code, ...(message === undefined ? {} : { message }) }
        await assert.rejects(run(), expected, `${operation} with ${name}`)
      }
    }
  }
})

const lockouts: Record<string, string> = {
  'nothing but reading': policy({ ...rootStatement, Action: ['kms:Describe*', 'kms:Get*'] }),
  'another account': policy({ ...rootStatement, Principal: { AWS: otherAccount } }),
  'another user': policy({ ...rootStatement, Principal: { AWS: alice.arn } }),
  'a Deny for the caller': policy(rootStatement, {
    ...statement,
    Effect: 'Deny',
    Action: 'kms:PutKeyPolicy',
    Principal: { AWS: admin.arn },
  }),
  'a condition that this request does not meet': onlyWhen({
    StringEquals: { 'kms:ViaService': `s3.${region}.amazonaws.com` },
  }),
  'a condition on another kind of key': onlyWhen({ StringEquals: { 'kms:KeySpec': 'RSA_2048' } }),
}

test('a policy that locks its maker out is refused, unless that is wanted', async (t) => {
  const f = await newFixture(t)
  await prepare(f)
  for (const [name, Policy] of Object.entries(lockouts)) {
    const KeyId = await newPrimaryKey(f)
    for (const [operation, run] of Object.entries(operations(f, KeyId, { Policy })))
      await assert.rejects(run(), { code: malformed, message: lockout }, `${operation} that leaves ${name}`)
    const wanted = operations(f, KeyId, { Policy, BypassPolicyLockoutSafetyCheck: true })
    await wanted.ReplicateKey()
    await wanted.CreateKey()
    await wanted.PutKeyPolicy()
  }
})

test('a condition that this request meets locks nobody out', async (t) => {
  const f = await newFixture(t)
  await prepare(f)
  const KeyId = await newPrimaryKey(f)
  const Policy = onlyWhen({
    StringEquals: { 'kms:CallerAccount': account, 'kms:KeySpec': 'SYMMETRIC_DEFAULT' },
  })
  for (const run of Object.values(operations(f, KeyId, { Policy }))) await run()
})

test('a statement without an action is stored and allows nothing', async (t) => {
  const f = await newFixture(t)
  await prepare(f)
  const KeyId = await newPrimaryKey(f)
  const bare = { Effect: 'Allow', Principal: { AWS: alice.arn }, Resource: '*' }
  await f.run('PutKeyPolicy', { KeyId, Policy: policy(rootStatement, bare) })
  await refused(f.run('DescribeKey', { KeyId }, { principal: alice }), 'AccessDeniedException')
})

test('32,768 bytes are a key policy, one more is too many', async (t) => {
  const f = await newFixture(t)
  await prepare(f)
  const KeyId = await newPrimaryKey(f)
  const sized = (bytes: number) => {
    const empty = policy({ ...rootStatement, Sid: '' })
    return policy({ ...rootStatement, Sid: 'x'.repeat(bytes - empty.length) })
  }
  await f.run('PutKeyPolicy', { KeyId, Policy: sized(32_768) })
  await refused(f.run('PutKeyPolicy', { KeyId, Policy: sized(32_769) }), 'LimitExceededException')
})
