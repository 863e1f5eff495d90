import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import type { Principal } from '../../call/principal.ts'
import { openTestRoom, otherAccountId, policyText, type TestRoom, trustText } from '../iam.fixture.ts'
import { accountId, root } from '../principals.fixture.ts'
import { assumeRole } from './assume-role.ts'

let room: TestRoom
let admin: Principal
before(async () => {
  room = await openTestRoom()
  admin = await room.asAdmin()
})
after(() => room.close())

const run = (name: string, input: object) => room.run(admin, name, input)
const roleArn = (name: string) => `arn:aws:iam::${accountId}:role/${name}`

async function makeUser(UserName: string, actions?: string): Promise<Principal> {
  await run('CreateUser', { UserName })
  if (actions) await run('PutUserPolicy', { UserName, PolicyName: 'p', PolicyDocument: policyText(actions) })
  const { AccessKey } = await run('CreateAccessKey', { UserName })
  return room.principalOf(AccessKey.AccessKeyId)
}

function makeRole(RoleName: string, Principal: object, overrides: object = {}): Promise<unknown> {
  return run('CreateRole', {
    RoleName,
    AssumeRolePolicyDocument: trustText(Principal, overrides),
    MaxSessionDuration: 7200,
  })
}

const assume = (principal: Principal, role: string, rest: object = {}) =>
  room.run(principal, 'AssumeRole', { RoleArn: roleArn(role), RoleSessionName: 'job', ...rest })

const denied = (principal: Principal, role: string, action = 'sts:AssumeRole') => ({
  code: 'AccessDenied',
  message: `User: ${'arn' in principal ? principal.arn : ''} is not authorized to perform: ${action} on resource: ${roleArn(role)}`,
})

test('GetCallerIdentity says who calls, whatever the policies', async () => {
  const nobody = await makeUser('nobody')
  assert.ok(nobody.kind === 'user')
  assert.deepEqual(await room.run(nobody, 'GetCallerIdentity'), {
    UserId: nobody.userId,
    Account: accountId,
    Arn: nobody.arn,
  })
  assert.deepEqual(await room.run(root, 'GetCallerIdentity'), {
    UserId: accountId,
    Account: accountId,
    Arn: root.arn,
  })
})

test('a role trusted to the account needs an identity policy as well', async () => {
  await makeRole('shared', { AWS: accountId })
  const without = await makeUser('without')
  await assert.rejects(assume(without, 'shared'), denied(without, 'shared'))
  await assume(await makeUser('with', 'sts:AssumeRole'), 'shared')
})

test('a role that names its user needs nothing else; a Deny still counts', async () => {
  const named = await makeUser('named')
  await makeRole('direct', { AWS: `arn:aws:iam::${accountId}:user/named` })
  const { Credentials, AssumedRoleUser } = await assume(named, 'direct')
  assert.match(Credentials.AccessKeyId, /^ASIA/)
  assert.equal(AssumedRoleUser.Arn, `arn:aws:sts::${accountId}:assumed-role/direct/job`)
  const session = await room.principalOf(Credentials.AccessKeyId, Credentials.SessionToken)
  const identity = await room.run(session, 'GetCallerIdentity')
  assert.deepEqual(identity, {
    UserId: AssumedRoleUser.AssumedRoleId,
    Account: accountId,
    Arn: AssumedRoleUser.Arn,
  })
  await run('PutUserPolicy', {
    UserName: 'named',
    PolicyName: 'no',
    PolicyDocument: policyText('sts:*', { Effect: 'Deny' }),
  })
  await assert.rejects(assume(named, 'direct'), denied(named, 'direct'))
})

test('a role trusts the user it named, also under another name, and no later one of that name', async () => {
  const first = await makeUser('friend')
  await makeRole('loyal', { AWS: [`arn:aws:iam::${accountId}:user/friend`] })
  await assume(first, 'loyal')
  const trust = async () =>
    decodeURIComponent((await run('GetRole', { RoleName: 'loyal' })).Role.AssumeRolePolicyDocument)
  assert.equal(await trust(), trustText({ AWS: [`arn:aws:iam::${accountId}:user/friend`] }))
  await run('UpdateUser', { UserName: 'friend', NewUserName: 'pal' })
  assert.equal(await trust(), trustText({ AWS: [`arn:aws:iam::${accountId}:user/pal`] }))
  const impostor = await makeUser('friend')
  await assert.rejects(assume(impostor, 'loyal'), denied(impostor, 'loyal'))
  assert.ok(first.kind === 'user')
  await run('DeleteAccessKey', { UserName: 'pal', AccessKeyId: first.accessKeyId })
  await run('DeleteUser', { UserName: 'pal' })
  assert.equal(await trust(), trustText({ AWS: [first.userId] }))
})

test('a role that is not there is denied like one that may not be had', async () => {
  await assert.rejects(assume(admin, 'nowhere'), denied(admin, 'nowhere'))
})

test('root may not assume roles', async () => {
  await assert.rejects(assume(root, 'shared'), {
    code: 'AccessDenied',
    message: 'Roles may not be assumed by root accounts.',
  })
})

test('the external id is a condition of the trust policy', async () => {
  await makeRole(
    'partner',
    { AWS: otherAccountId },
    { Condition: { StringEquals: { 'sts:ExternalId': 'secret-1' } } },
  )
  const [stranger] = await room.iam.storage.database
    .selectFrom('iam_access_key')
    .select('access_key_id')
    .where('account_id', '=', otherAccountId)
    .where('user_id', 'is not', null)
    .execute()
  const other = await room.principalOf(stranger?.access_key_id ?? '')
  await assert.rejects(assume(other, 'partner'), denied(other, 'partner'))
  await assert.rejects(assume(other, 'partner', { ExternalId: 'secret-2' }), denied(other, 'partner'))
  await assume(other, 'partner', { ExternalId: 'secret-1' })
})

test('session tags reach policies, and need sts:TagSession', async () => {
  await makeRole('tagged', { AWS: accountId })
  const Tags = [{ Key: 'team', Value: 'blue' }]
  const plain = await makeUser('plain', 'sts:AssumeRole')
  await assert.rejects(assume(plain, 'tagged', { Tags }), denied(plain, 'tagged', 'sts:TagSession'))
  const { Credentials, PackedPolicySize } = await assume(admin, 'tagged', {
    Tags,
    TransitiveTagKeys: ['team'],
  })
  assert.ok(PackedPolicySize > 0)
  const session = await room.principalOf(Credentials.AccessKeyId, Credentials.SessionToken)
  assert.deepEqual('tags' in session && session.tags, { team: 'blue' })
  // A role assumed from here inherits the tag and cannot replace it.
  await run('PutRolePolicy', { RoleName: 'tagged', PolicyName: 'p', PolicyDocument: policyText('sts:*') })
  await assert.rejects(assume(session, 'shared', { Tags: [{ Key: 'Team', Value: 'red' }] }), {
    code: 'InvalidParameterValue',
  })
  const next = await assume(session, 'tagged')
  const chained = await room.principalOf(next.Credentials.AccessKeyId, next.Credentials.SessionToken)
  assert.deepEqual('tags' in chained && chained.tags, { team: 'blue' })
})

test('a session policy limits, and gives nothing', async () => {
  await makeRole('limited', { AWS: accountId })
  await run('AttachRolePolicy', {
    RoleName: 'limited',
    PolicyArn: 'arn:aws:iam::aws:policy/AdministratorAccess',
  })
  for (const input of [
    { Policy: policyText('iam:ListUsers') },
    { PolicyArns: [{ arn: 'arn:aws:iam::aws:policy/IAMReadOnlyAccess' }] },
  ]) {
    const { Credentials } = await assume(admin, 'limited', input)
    const session = await room.principalOf(Credentials.AccessKeyId, Credentials.SessionToken)
    await room.run(session, 'ListUsers')
    await assert.rejects(room.run(session, 'CreateUser', { UserName: 'x' }), {
      message: `User: arn:aws:sts::${accountId}:assumed-role/limited/job is not authorized to perform: iam:CreateUser on resource: arn:aws:iam::${accountId}:user/x because no session policy allows the iam:CreateUser action`,
    })
  }
  await assert.rejects(assume(admin, 'limited', { Policy: '{' }), {
    code: 'MalformedPolicyDocumentException',
  })
  await assert.rejects(assume(admin, 'limited', { Policy: policyText('a:b', { Sid: 'x'.repeat(2100) }) }), {
    code: 'PackedPolicyTooLargeException',
  })
})

for (const [name, input, code, message] of [
  [
    'a role ARN that is none',
    { RoleArn: 'arn:aws:iam::nobody:role/shared' },
    'ValidationError',
    'arn:aws:iam::nobody:role/shared is invalid',
  ],
  [
    'a duration over the role',
    { DurationSeconds: 7201 },
    'ValidationError',
    'The requested DurationSeconds exceeds the MaxSessionDuration set for this role.',
  ],
  [
    'tags given twice',
    {
      Tags: [
        { Key: 'a', Value: '' },
        { Key: 'A', Value: '' },
      ],
    },
    'InvalidParameterValue',
    'Duplicate tag keys found. Please note that Tag keys are case insensitive.',
  ],
  [
    'an MFA code',
    { SerialNumber: 'arn:aws:iam::1:mfa/x', TokenCode: '123456' },
    'AccessDenied',
    'MultiFactorAuthentication failed, unable to validate MFA code. Please verify your MFA serial number is valid and associated with this user.',
  ],
] as const) {
  test(`${name}: ${code}`, () => assert.rejects(assume(admin, 'shared', input), { code, message }))
}

test('a chained role has an hour at most', async () => {
  await run('PutRolePolicy', { RoleName: 'shared', PolicyName: 'p', PolicyDocument: policyText('sts:*') })
  const { Credentials } = await assume(admin, 'shared')
  const session = await room.principalOf(Credentials.AccessKeyId, Credentials.SessionToken)
  await assert.rejects(assume(session, 'shared', { DurationSeconds: 3601 }), { code: 'ValidationError' })
  await assume(session, 'shared', { DurationSeconds: 3600 })
})

test('a session ends with its time, its role, and never outlives a role made anew', async () => {
  await makeRole('mortal', { AWS: accountId })
  const { Credentials } = await assume(admin, 'mortal', { DurationSeconds: 900 })
  const find = () => room.iam.findCredentials(Credentials.AccessKeyId, Credentials.SessionToken)
  const found = await find()
  assert.ok(found !== null && found !== 'expired')
  assert.equal(found.secretAccessKey, Credentials.SecretAccessKey)
  room.clock.now += 900_000
  assert.equal(await find(), 'expired')
  room.clock.now -= 900_000
  await run('DeleteRole', { RoleName: 'mortal' })
  assert.equal(await find(), null)
  await makeRole('mortal', { AWS: accountId })
  assert.equal(await find(), null)
})

test('a token works only whole and with its own access key', async () => {
  const one = (await assume(admin, 'shared')).Credentials
  const two = (await assume(admin, 'shared')).Credentials
  const find = room.iam.findCredentials
  assert.equal(await find(one.AccessKeyId, two.SessionToken), null)
  assert.equal(await find(one.AccessKeyId, null), null)
  assert.equal(await find(one.AccessKeyId, ''), null)
  assert.equal(await find(one.AccessKeyId, `${one.SessionToken.slice(0, -6)}AAAAAA`), null)
  assert.equal(await find(one.AccessKeyId, 'x'.repeat(10_000)), null)
  assert.equal(await find(room.admin.accessKeyId, one.SessionToken), null)
  assert.equal(await find('AKIAIOSFODNN7EXAMPLE', null), null)
  assert.equal(await find("'; drop table", null), null)
})

test("GetSessionToken: the user's own permissions, but not IAM itself", async () => {
  const { Credentials } = await run('GetSessionToken', {})
  assert.equal(Credentials.Expiration.getTime(), room.clock.now + 43_200_000)
  const session = await room.principalOf(Credentials.AccessKeyId, Credentials.SessionToken)
  assert.equal(session.kind, 'user')
  assert.deepEqual((await room.run(session, 'GetCallerIdentity')).Arn, `arn:aws:iam::${accountId}:user/admin`)
  await assert.rejects(room.run(session, 'ListUsers'), { code: 'InvalidClientTokenId' })
  await assert.rejects(room.run(session, 'GetSessionToken'), { code: 'AccessDenied' })
  await assume(session, 'shared')
})

test('the trail learns which credentials were given and nothing to use them by', async () => {
  const output = await assume(admin, 'shared')
  const recorded = JSON.stringify(assumeRole.recordResponse(output))
  assert.ok(recorded.includes(output.Credentials.AccessKeyId))
  assert.ok(
    !recorded.includes(output.Credentials.SecretAccessKey) &&
      !recorded.includes(output.Credentials.SessionToken),
  )
})

test('an access key tells its account', async () => {
  assert.deepEqual(await run('GetAccessKeyInfo', { AccessKeyId: room.admin.accessKeyId }), {
    Account: accountId,
  })
})
