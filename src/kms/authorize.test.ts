import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Call } from '../call/call.ts'
import type { Principal } from '../call/principal.ts'
import {
  account,
  admin,
  alice,
  type CallOptions,
  type Fixture,
  newFixture,
  newKey,
  otherAccount,
  policy,
  putPrincipal,
  refused,
  region,
  role,
  root,
  rootOf,
  rootStatement,
  service,
  user,
} from './kms.fixture.ts'

const allow = (actions: unknown, more: Record<string, unknown> = {}) => ({
  Effect: 'Allow',
  Action: actions,
  Resource: '*',
  ...more,
})
const deny = (actions: unknown, more: Record<string, unknown> = {}) => ({
  Effect: 'Deny',
  Action: actions,
  Resource: '*',
  ...more,
})
const to = (principal: string) => ({ Principal: { AWS: principal } })

async function describe(f: Fixture, KeyId: string, as: CallOptions = {}) {
  return f.run('DescribeKey', { KeyId }, as)
}

test('a direct Allow in the key policy is enough; root delegation needs an identity policy', async (t) => {
  const f = await newFixture(t)
  const bob = user('bob')
  await putPrincipal(f.storage, alice)
  await putPrincipal(f.storage, bob, allow('kms:DescribeKey'))
  const direct = await newKey(f, { Policy: policy(rootStatement, allow('kms:DescribeKey', to(alice.arn))) })
  const delegated = await newKey(f)
  const onlyAlice = await newKey(f, {
    Policy: policy(allow('kms:*', to(admin.arn)), allow('kms:DescribeKey', to(alice.arn))),
  })
  await describe(f, direct.id, { principal: alice })
  await describe(f, delegated.id, { principal: bob })
  await describe(f, delegated.id, { principal: root })
  const denied = (name: string, key: { arn: string }, why: string) =>
    `User: ${name} is not authorized to perform: kms:DescribeKey on resource: ${key.arn} because no ${why} allows the kms:DescribeKey action`
  await refused(
    describe(f, delegated.id, { principal: alice }),
    'AccessDeniedException',
    denied(alice.arn, delegated, 'identity-based policy'),
  )
  await refused(
    describe(f, onlyAlice.id, { principal: bob }),
    'AccessDeniedException',
    denied(bob.arn, onlyAlice, 'resource-based policy'),
  )
  await refused(
    describe(f, onlyAlice.id, { principal: root }),
    'AccessDeniedException',
    denied(root.arn, onlyAlice, 'resource-based policy'),
  )
})

test('an explicit Deny wins wherever it stands, over a grant too', async (t) => {
  const f = await newFixture(t)
  const bob = user('bob')
  await putPrincipal(f.storage, alice)
  await putPrincipal(f.storage, bob, allow('*'), deny('kms:Encrypt'))
  const key = await newKey(f, { Policy: policy(rootStatement, deny('kms:Encrypt', to(alice.arn))) })
  for (const principal of [alice, bob]) {
    await f.run('CreateGrant', {
      KeyId: key.id,
      GranteePrincipal: principal.arn,
      Operations: ['Encrypt', 'Decrypt'],
    })
  }
  const encrypt = (principal: Principal) =>
    f.run('Encrypt', { KeyId: key.id, Plaintext: Buffer.of(1) }, { principal })
  const text = (name: string, where: string) =>
    `User: ${name} is not authorized to perform: kms:Encrypt on resource: ${key.arn} with an explicit deny in ${where}`
  await refused(encrypt(alice), 'AccessDeniedException', text(alice.arn, 'a resource-based policy'))
  await refused(encrypt(bob), 'AccessDeniedException', text(bob.arn, 'an identity-based policy'))
})

test('a denied call notes the key and how the decision came about', async (t) => {
  const f = await newFixture(t)
  await putPrincipal(f.storage, alice)
  const key = await newKey(f)
  const calls: Call[] = []
  await refused(
    describe(f, key.id, { principal: alice, onCall: (call) => calls.push(call) }),
    'AccessDeniedException',
  )
  assert.deepEqual(calls[0]?.notes.resources, [{ accountId: account, type: 'AWS::KMS::Key', arn: key.arn }])
  const note = calls[0]?.notes.authorization as {
    allowed: boolean
    reason: string
    keyPolicy: { trace: unknown[] }
  }
  assert.equal(note.allowed, false)
  assert.equal(note.reason, 'no identity-based policy')
  assert.equal(note.keyPolicy.trace.length, 1)
})

test('another account: both sides must allow, only for operations that cross accounts, and only by ARN', async (t) => {
  const f = await newFixture(t)
  const allowed = user('allowed', otherAccount)
  const silent = user('silent', otherAccount)
  await putPrincipal(f.storage, allowed, allow('kms:*'))
  await putPrincipal(f.storage, silent)
  const foreignRoot = `arn:aws:iam::${otherAccount}:root`
  const open = await newKey(f, { Policy: policy(rootStatement, allow('kms:*', to(foreignRoot))) })
  const named = await newKey(f, { Policy: policy(rootStatement, allow('kms:*', to(silent.arn))) })
  const closed = await newKey(f)
  await describe(f, open.arn, { principal: allowed })
  await describe(f, open.arn, { principal: rootOf(otherAccount) })
  const hidden = (name: string, action: string) =>
    `User: ${name} is not authorized to perform: ${action} on this resource because the resource does not exist in this Region, ` +
    'no resource-based policies allow access, or a resource-based policy explicitly denies access'
  await refused(describe(f, named.arn, { principal: silent }), 'AccessDeniedException')
  await refused(
    describe(f, closed.arn, { principal: allowed }),
    'AccessDeniedException',
    hidden(allowed.arn, 'kms:DescribeKey'),
  )
  const unknown = `arn:aws:kms:${region}:${account}:key/00000000-0000-4000-8000-000000000000`
  await refused(
    describe(f, unknown, { principal: allowed }),
    'AccessDeniedException',
    hidden(allowed.arn, 'kms:DescribeKey'),
  )
  await refused(
    f.run('DisableKey', { KeyId: open.arn }, { principal: allowed }),
    'AccessDeniedException',
    hidden(allowed.arn, 'kms:DisableKey'),
  )
  await refused(describe(f, open.id, { principal: allowed }), 'NotFoundException')
})

test('session policies and boundaries limit a role, and not an Allow for the very session', async (t) => {
  const f = await newFixture(t)
  const limit = JSON.stringify({ Version: '2012-10-17', Statement: [allow('kms:Decrypt')] })
  const limited = role('app', { sessionPolicies: [limit] })
  await putPrincipal(f.storage, limited, allow('kms:*'))
  const byRole = await newKey(f, {
    Policy: policy(rootStatement, allow('kms:DescribeKey', to(limited.roleArn))),
  })
  const bySession = await newKey(f, {
    Policy: policy(rootStatement, allow('kms:DescribeKey', to(limited.arn))),
  })
  await describe(f, byRole.id, { principal: role('app') })
  await describe(f, bySession.id, { principal: limited })
  await refused(
    describe(f, byRole.id, { principal: limited }),
    'AccessDeniedException',
    `User: ${limited.arn} is not authorized to perform: kms:DescribeKey on resource: ${byRole.arn} because no session policy allows the kms:DescribeKey action`,
  )
})

/** The key policy of the Amazon Q Business User Guide, "Encryption at rest". */
const qBusinessPolicy = (roleArn: string) =>
  policy(
    {
      Sid: 'Allow access to principals authorized to use Amazon Q Business',
      Effect: 'Allow',
      Principal: { AWS: roleArn },
      Action: ['kms:DescribeKey', 'kms:CreateGrant'],
      Resource: '*',
      Condition: {
        StringEquals: {
          'kms:ViaService': `qbusiness.${region}.amazonaws.com`,
          'kms:CallerAccount': account,
        },
      },
    },
    { ...rootStatement, Sid: 'Allow access for key administrators' },
    {
      Sid: 'Allow read-only access to key metadata to the account',
      Effect: 'Allow',
      Principal: { AWS: `arn:aws:iam::${account}:root` },
      Action: ['kms:Describe*', 'kms:Get*', 'kms:List*', 'kms:RevokeGrant'],
      Resource: '*',
    },
  )

test("the Q Business documentation's key policy: allowed through the service, denied directly", async (t) => {
  const f = await newFixture(t)
  const builder = role('QBuilder')
  await putPrincipal(f.storage, builder)
  const key = await newKey(f, { Policy: qBusinessPolicy(builder.roleArn) })
  const qbusiness = `qbusiness.${region}.amazonaws.com`
  const grant = {
    KeyId: key.arn,
    GranteePrincipal: qbusiness,
    RetiringPrincipal: qbusiness,
    Operations: ['Decrypt', 'GenerateDataKeyWithoutPlaintext', 'DescribeKey', 'RetireGrant'],
  }
  const via = { principal: builder, via: 'qbusiness' }
  await describe(f, key.id, via)
  const { GrantId } = await f.run('CreateGrant', grant, via)
  await refused(describe(f, key.id, { principal: builder }), 'AccessDeniedException')
  await refused(f.run('CreateGrant', grant, { principal: builder }), 'AccessDeniedException')
  await refused(describe(f, key.id, { principal: builder, via: 's3' }), 'AccessDeniedException')
  await refused(f.run('Encrypt', { KeyId: key.id, Plaintext: Buffer.of(1) }, via), 'AccessDeniedException')

  const as = { principal: service('qbusiness') }
  const made = await f.run('GenerateDataKeyWithoutPlaintext', { KeyId: key.arn, KeySpec: 'AES_256' }, as)
  const open = () => f.run('Decrypt', { KeyId: key.arn, CiphertextBlob: made.CiphertextBlob }, as)
  assert.equal((await open()).Plaintext.length, 32)
  await refused(f.run('Encrypt', { KeyId: key.arn, Plaintext: Buffer.of(1) }, as), 'AccessDeniedException')
  await refused(
    f.run(
      'Decrypt',
      { KeyId: key.arn, CiphertextBlob: made.CiphertextBlob },
      { principal: service('connect') },
    ),
    'AccessDeniedException',
  )
  await f.run('RevokeGrant', { KeyId: key.id, GrantId })
  await refused(open(), 'AccessDeniedException')
})

test('a service name is a grantee only for that service itself', async (t) => {
  const f = await newFixture(t)
  const key = await newKey(f)
  const grant = {
    KeyId: key.id,
    GranteePrincipal: `qbusiness.${region}.amazonaws.com`,
    Operations: ['Decrypt'],
  }
  await refused(f.run('CreateGrant', grant), 'InvalidArnException')
  await refused(f.run('CreateGrant', grant, { via: 'connect' }), 'InvalidArnException')
  await f.run('CreateGrant', grant, { via: 'qbusiness' })
})

interface ConditionCase {
  readonly key: string
  readonly operator?: string
  readonly value: string | string[]
  readonly action: string
  readonly holds: [Record<string, unknown>, CallOptions?]
  readonly fails: [Record<string, unknown>, CallOptions?]
  readonly operation?: Parameters<Fixture['run']>[0]
}

const encryptInput = { Plaintext: Buffer.of(1) }
const grantInput = { GranteePrincipal: admin.arn, Operations: ['Decrypt'] }

const conditions: ConditionCase[] = [
  {
    key: 'kms:CallerAccount',
    value: account,
    action: 'Encrypt',
    holds: [encryptInput],
    fails: [encryptInput, { principal: service('s3') }],
  },
  {
    key: 'kms:ViaService',
    value: `s3.${region}.amazonaws.com`,
    action: 'Encrypt',
    holds: [encryptInput, { via: 's3' }],
    fails: [encryptInput],
  },
  {
    key: 'kms:EncryptionContext:dept',
    value: 'hr',
    action: 'Encrypt',
    holds: [{ ...encryptInput, EncryptionContext: { dept: 'hr' } }],
    fails: [{ ...encryptInput, EncryptionContext: { dept: 'it' } }],
  },
  {
    key: 'kms:EncryptionContextKeys',
    operator: 'ForAnyValue:StringEquals',
    value: 'dept',
    action: 'Encrypt',
    holds: [{ ...encryptInput, EncryptionContext: { dept: 'x', b: 'c' } }],
    fails: [{ ...encryptInput, EncryptionContext: { b: 'c' } }],
  },
  {
    key: 'kms:EncryptionAlgorithm',
    value: 'SYMMETRIC_DEFAULT',
    action: 'Encrypt',
    holds: [encryptInput],
    fails: [{ ...encryptInput, EncryptionAlgorithm: 'RSAES_OAEP_SHA_1' }],
  },
  {
    key: 'kms:RequestAlias',
    value: 'alias/cond',
    action: 'Encrypt',
    holds: [{ ...encryptInput, KeyId: 'alias/cond' }],
    fails: [encryptInput],
  },
  {
    key: 'kms:GrantIsForAWSResource',
    operator: 'Bool',
    value: 'true',
    action: 'CreateGrant',
    holds: [grantInput, { via: 's3' }],
    fails: [grantInput],
  },
  {
    key: 'kms:GrantOperations',
    operator: 'ForAllValues:StringEquals',
    value: ['Decrypt', 'Encrypt'],
    action: 'CreateGrant',
    holds: [grantInput],
    fails: [{ ...grantInput, Operations: ['Decrypt', 'DescribeKey'] }],
  },
  {
    key: 'kms:GranteePrincipal',
    value: admin.arn,
    action: 'CreateGrant',
    holds: [grantInput],
    fails: [{ ...grantInput, GranteePrincipal: root.arn }],
  },
  {
    key: 'kms:RetiringPrincipal',
    value: admin.arn,
    action: 'CreateGrant',
    holds: [{ ...grantInput, RetiringPrincipal: admin.arn }],
    fails: [grantInput],
  },
  {
    key: 'kms:GrantConstraintType',
    value: 'EncryptionContextSubset',
    action: 'CreateGrant',
    holds: [{ ...grantInput, Constraints: { EncryptionContextSubset: { a: 'b' } } }],
    fails: [{ ...grantInput, Constraints: { EncryptionContextEquals: { a: 'b' } } }],
  },
  {
    key: 'kms:EncryptionContext:a',
    value: 'b',
    action: 'CreateGrant',
    holds: [{ ...grantInput, Constraints: { EncryptionContextSubset: { a: 'b' } } }],
    fails: [grantInput],
  },
  {
    key: 'kms:ScheduleKeyDeletionPendingWindowInDays',
    operator: 'NumericGreaterThanEquals',
    value: '20',
    action: 'ScheduleKeyDeletion',
    holds: [{}],
    fails: [{ PendingWindowInDays: 7 }],
  },
  {
    key: 'kms:BypassPolicyLockoutSafetyCheck',
    operator: 'Bool',
    value: 'false',
    action: 'PutKeyPolicy',
    holds: [{ Policy: policy(rootStatement) }],
    fails: [{ Policy: policy(rootStatement), BypassPolicyLockoutSafetyCheck: true }],
  },
  {
    key: 'aws:RequestTag/team',
    value: 'a',
    action: 'TagResource',
    holds: [{ Tags: [{ TagKey: 'team', TagValue: 'a' }] }],
    fails: [{ Tags: [{ TagKey: 'team', TagValue: 'b' }] }],
  },
  {
    key: 'aws:TagKeys',
    operator: 'ForAllValues:StringEquals',
    value: 'team',
    action: 'UntagResource',
    holds: [{ TagKeys: ['team'] }],
    fails: [{ TagKeys: ['team', 'b'] }],
  },
  {
    key: 'kms:KeySpec',
    value: 'SYMMETRIC_DEFAULT',
    action: 'DescribeKey',
    holds: [{}],
    fails: [{}, { principal: service('s3') }],
  },
  {
    key: 'kms:ReEncryptOnSameKey',
    operator: 'Bool',
    value: 'true',
    action: 'ReEncrypt*',
    operation: 'ReEncrypt',
    holds: [{ same: true }],
    fails: [{ same: false }],
  },
]

for (const [
  index,
  { key, operator = 'StringEquals', value, action, operation, holds, fails },
] of conditions.entries()) {
  test(`${key} (${action}, ${index}) allows when it matches and not otherwise`, async (t) => {
    const f = await newFixture(t)
    const caller = user('caller')
    await putPrincipal(f.storage, caller)
    const statement = allow(`kms:${action}`, {
      ...to(caller.arn),
      Condition: { [operator]: { [key]: value } },
    })
    const made = await newKey(f, { Policy: policy(rootStatement, statement) })
    const other = await newKey(f, { Policy: policy(rootStatement, allow('kms:*', to(caller.arn))) })
    await f.run('CreateAlias', { AliasName: 'alias/cond', TargetKeyId: made.id })
    const { CiphertextBlob } = await f.run('Encrypt', { KeyId: made.id, Plaintext: Buffer.of(1) })
    const attempt = ([given, as]: ConditionCase['holds']) => {
      const { same, ...input } = { KeyId: made.arn, ...given } as Record<string, unknown>
      const full =
        same === undefined ? input : { CiphertextBlob, DestinationKeyId: same ? made.arn : other.arn }
      return f.run(operation ?? (action as never), full, { principal: caller, ...as })
    }
    await refused(attempt(fails), 'AccessDeniedException')
    await attempt(holds)
  })
}

test('kms:ResourceAliases and aws:ResourceTag work in identity policies and not in key policies', async (t) => {
  const f = await newFixture(t)
  const [byAlias, byTag, inKeyPolicy] = [user('byAlias'), user('byTag'), user('inKeyPolicy')]
  const withAlias = { Condition: { 'ForAnyValue:StringEquals': { 'kms:ResourceAliases': 'alias/team' } } }
  const withTag = { Condition: { StringEquals: { 'aws:ResourceTag/team': 'a' } } }
  await putPrincipal(f.storage, byAlias, allow('kms:DescribeKey', withAlias))
  await putPrincipal(f.storage, byTag, allow('kms:DescribeKey', withTag))
  await putPrincipal(f.storage, inKeyPolicy)
  const statement = allow('kms:DescribeKey', { ...to(inKeyPolicy.arn), ...withTag })
  const { id } = await newKey(f, { Policy: policy(rootStatement, statement) })
  for (const principal of [byAlias, byTag])
    await refused(describe(f, id, { principal }), 'AccessDeniedException')
  await f.run('CreateAlias', { AliasName: 'alias/team', TargetKeyId: id })
  await f.run('TagResource', { KeyId: id, Tags: [{ TagKey: 'team', TagValue: 'a' }] })
  for (const principal of [byAlias, byTag]) await describe(f, id, { principal })
  await refused(describe(f, id, { principal: inKeyPolicy }), 'AccessDeniedException')
})

test('a policy change is in force with the next call', async (t) => {
  const f = await newFixture(t)
  await putPrincipal(f.storage, alice)
  const { id } = await newKey(f)
  const Policy = policy(rootStatement, allow('kms:DescribeKey', to(alice.arn)))
  await refused(describe(f, id, { principal: alice }), 'AccessDeniedException')
  await f.run('PutKeyPolicy', { KeyId: id, Policy })
  await describe(f, id, { principal: alice })
  await f.run('PutKeyPolicy', { KeyId: id, Policy: policy(rootStatement) })
  await refused(describe(f, id, { principal: alice }), 'AccessDeniedException')
})
