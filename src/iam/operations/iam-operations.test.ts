import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import type { Principal } from '../../call/principal.ts'
import { openTestRoom, policyText, type TestRoom, trustText } from '../iam.fixture.ts'
import { accountId, root } from '../principals.fixture.ts'
import { createAccessKey } from './access-keys.ts'

let room: TestRoom
let admin: Principal
before(async () => {
  room = await openTestRoom()
  admin = await room.asAdmin()
})
after(() => room.close())

const run = (name: string, input: object) => room.run(admin, name, input)
const policyArn = (name: string) => `arn:aws:iam::${accountId}:policy/${name}`

/** A user with one access key, and who that is. */
async function makeUser(
  UserName: string,
): Promise<{ principal: () => Promise<Principal>; accessKeyId: string }> {
  await run('CreateUser', { UserName })
  const { AccessKey } = await run('CreateAccessKey', { UserName })
  return { accessKeyId: AccessKey.AccessKeyId, principal: () => room.principalOf(AccessKey.AccessKeyId) }
}

test('a user is made, found, renamed and deleted', async () => {
  const { User } = await run('CreateUser', {
    UserName: 'ursula',
    Path: '/team/',
    Tags: [{ Key: 'a', Value: 'b' }],
  })
  assert.match(User.UserId, /^AIDA[A-Z2-7]{17}$/)
  assert.deepEqual(User, {
    Path: '/team/',
    UserName: 'ursula',
    UserId: User.UserId,
    Arn: `arn:aws:iam::${accountId}:user/team/ursula`,
    CreateDate: new Date(room.clock.now),
    Tags: [{ Key: 'a', Value: 'b' }],
  })
  assert.deepEqual(await run('GetUser', { UserName: 'ursula' }), { User })
  await run('UpdateUser', { UserName: 'ursula', NewUserName: 'ulla', NewPath: '/' })
  const renamed = await run('GetUser', { UserName: 'ulla' })
  assert.equal(renamed.User.UserId, User.UserId)
  assert.equal(renamed.User.Arn, `arn:aws:iam::${accountId}:user/ulla`)
  await run('DeleteUser', { UserName: 'ulla' })
  await assert.rejects(run('GetUser', { UserName: 'ulla' }), {
    code: 'NoSuchEntityException',
    message: 'The user with name ulla cannot be found.',
  })
})

test('names differ in more than case', async () => {
  await run('CreateUser', { UserName: 'Casey' })
  await assert.rejects(run('CreateUser', { UserName: 'casey' }), {
    code: 'EntityAlreadyExistsException',
    message: 'User with name casey already exists.',
  })
})

test('GetUser without a name is the caller', async () => {
  assert.equal((await run('GetUser', {})).User.UserName, 'admin')
  const { User } = await room.run(root, 'GetUser')
  assert.deepEqual([User.UserId, User.Arn], [accountId, root.arn])
})

test('lists come in pages', async () => {
  for (const name of ['page-c', 'page-a', 'page-b'])
    await run('CreateUser', { UserName: name, Path: '/pages/' })
  const first = await run('ListUsers', { PathPrefix: '/pages/', MaxItems: 2 })
  assert.deepEqual(
    first.Users.map((user: { UserName: string }) => user.UserName),
    ['page-a', 'page-b'],
  )
  assert.equal(first.IsTruncated, true)
  const second = await run('ListUsers', { PathPrefix: '/pages/', MaxItems: 2, Marker: first.Marker })
  assert.deepEqual([second.Users.length, second.IsTruncated, second.Marker], [1, false, undefined])
  await assert.rejects(run('ListUsers', { Marker: '!!' }), { code: 'ValidationError' })
})

test('an access key works until it is made inactive or deleted, and is recorded without its secret', async () => {
  const { accessKeyId, principal } = await makeUser('keys')
  assert.equal((await principal()).kind, 'user')
  await run('UpdateAccessKey', { UserName: 'keys', AccessKeyId: accessKeyId, Status: 'Inactive' })
  assert.equal(await room.iam.findCredentials(accessKeyId, null), null)
  await run('UpdateAccessKey', { UserName: 'keys', AccessKeyId: accessKeyId, Status: 'Active' })
  assert.ok(await principal())
  const second = await run('CreateAccessKey', { UserName: 'keys' })
  const recorded = JSON.stringify(createAccessKey.recordResponse(second))
  assert.ok(
    recorded.includes(second.AccessKey.AccessKeyId) && !recorded.includes(second.AccessKey.SecretAccessKey),
  )
  await assert.rejects(run('CreateAccessKey', { UserName: 'keys' }), {
    code: 'LimitExceededException',
    message: 'Cannot exceed quota for AccessKeysPerUser: 2',
  })
  const { AccessKeyMetadata } = await run('ListAccessKeys', { UserName: 'keys' })
  assert.equal(AccessKeyMetadata.length, 2)
  assert.deepEqual(await run('GetAccessKeyLastUsed', { AccessKeyId: accessKeyId }), {
    UserName: 'keys',
    AccessKeyLastUsed: { ServiceName: 'N/A', Region: 'N/A' },
  })
  await run('DeleteAccessKey', { UserName: 'keys', AccessKeyId: accessKeyId })
  assert.equal(await room.iam.findCredentials(accessKeyId, null), null)
  await assert.rejects(run('DeleteAccessKey', { UserName: 'keys', AccessKeyId: accessKeyId }), {
    message: `The Access Key with id ${accessKeyId} cannot be found.`,
  })
})

test('the secret rests sealed', async () => {
  await run('CreateUser', { UserName: 'sealed' })
  const { AccessKey } = await run('CreateAccessKey', { UserName: 'sealed' })
  const rows = await room.iam.storage.database.selectFrom('iam_access_key').select('sealed_secret').execute()
  assert.ok(rows.every((row) => !Buffer.from(row.sealed_secret).includes(AccessKey.SecretAccessKey)))
  const found = await room.iam.findCredentials(AccessKey.AccessKeyId, null)
  assert.ok(found !== null && found !== 'expired')
  assert.equal(found.secretAccessKey, AccessKey.SecretAccessKey)
})

test('policies give and take permissions at once', async () => {
  const { principal } = await makeUser('worker')
  const list = async () => room.run(await principal(), 'ListUsers')
  const denied = (why: string) => ({
    code: 'AccessDenied',
    message: `User: arn:aws:iam::${accountId}:user/worker is not authorized to perform: iam:ListUsers on resource: arn:aws:iam::${accountId}:user/ ${why}`,
  })
  const silent = denied('because no identity-based policy allows the iam:ListUsers action')
  await assert.rejects(list(), silent)
  await run('PutUserPolicy', { UserName: 'worker', PolicyName: 'p', PolicyDocument: policyText('iam:List*') })
  await list()
  await run('PutUserPolicy', {
    UserName: 'worker',
    PolicyName: 'q',
    PolicyDocument: policyText('*', { Effect: 'Deny' }),
  })
  await assert.rejects(list(), denied('with an explicit deny in an identity-based policy'))
  await run('DeleteUserPolicy', { UserName: 'worker', PolicyName: 'q' })
  await list()
  await run('CreatePolicy', { PolicyName: 'narrow', PolicyDocument: policyText('kms:*') })
  await run('PutUserPermissionsBoundary', { UserName: 'worker', PermissionsBoundary: policyArn('narrow') })
  await assert.rejects(list(), denied('because no permissions boundary allows the iam:ListUsers action'))
  await assert.rejects(run('DeletePolicy', { PolicyArn: policyArn('narrow') }), {
    code: 'DeleteConflictException',
  })
  await run('CreatePolicyVersion', {
    PolicyArn: policyArn('narrow'),
    PolicyDocument: policyText('iam:*'),
    SetAsDefault: true,
  })
  await list()
  await run('SetDefaultPolicyVersion', { PolicyArn: policyArn('narrow'), VersionId: 'v1' })
  await assert.rejects(list())
  await run('DeleteUserPermissionsBoundary', { UserName: 'worker' })
  await list()
  await run('DeleteUserPolicy', { UserName: 'worker', PolicyName: 'p' })
  await assert.rejects(list(), silent)
  await run('AttachUserPolicy', {
    UserName: 'worker',
    PolicyArn: 'arn:aws:iam::aws:policy/IAMReadOnlyAccess',
  })
  await list()
  await run('DetachUserPolicy', {
    UserName: 'worker',
    PolicyArn: 'arn:aws:iam::aws:policy/IAMReadOnlyAccess',
  })
  await assert.rejects(list(), silent)
})

test('whoever may not act on a user does not learn whether it exists', async () => {
  const { principal } = await makeUser('curious')
  for (const name of ['admin', 'nobody']) {
    await assert.rejects(room.run(await principal(), 'GetUser', { UserName: name }), {
      code: 'AccessDenied',
      message: `User: arn:aws:iam::${accountId}:user/curious is not authorized to perform: iam:GetUser on resource: arn:aws:iam::${accountId}:user/${name} because no identity-based policy allows the iam:GetUser action`,
    })
  }
})

test('a boundary can be demanded of every user that somebody makes', async () => {
  const { principal } = await makeUser('delegate')
  const Condition = { StringEquals: { 'iam:PermissionsBoundary': 'arn:aws:iam::aws:policy/PowerUserAccess' } }
  await run('PutUserPolicy', {
    UserName: 'delegate',
    PolicyName: 'p',
    PolicyDocument: policyText('iam:CreateUser', { Condition }),
  })
  await assert.rejects(room.run(await principal(), 'CreateUser', { UserName: 'free' }), {
    code: 'AccessDenied',
  })
  const PermissionsBoundary = 'arn:aws:iam::aws:policy/PowerUserAccess'
  const { User } = await room.run(await principal(), 'CreateUser', { UserName: 'bound', PermissionsBoundary })
  assert.equal(User.PermissionsBoundary.PermissionsBoundaryArn, PermissionsBoundary)
})

test('a user with keys or policies cannot be deleted', async () => {
  const { accessKeyId } = await makeUser('heavy')
  await run('PutUserPolicy', { UserName: 'heavy', PolicyName: 'p', PolicyDocument: policyText('a:b') })
  await run('AttachUserPolicy', {
    UserName: 'heavy',
    PolicyArn: 'arn:aws:iam::aws:policy/AdministratorAccess',
  })
  const blocked = (message: string) => ({ code: 'DeleteConflictException', message })
  const remove = () => run('DeleteUser', { UserName: 'heavy' })
  await assert.rejects(remove(), blocked('Cannot delete entity, must delete access keys first.'))
  await run('DeleteAccessKey', { UserName: 'heavy', AccessKeyId: accessKeyId })
  await assert.rejects(remove(), blocked('Cannot delete entity, must detach all policies first.'))
  await run('DetachUserPolicy', {
    UserName: 'heavy',
    PolicyArn: 'arn:aws:iam::aws:policy/AdministratorAccess',
  })
  await assert.rejects(remove(), blocked('Cannot delete entity, must delete policies first.'))
  await run('DeleteUserPolicy', { UserName: 'heavy', PolicyName: 'p' })
  await remove()
})

test('a role is made, changed and deleted; its trust policy comes back URL-encoded', async () => {
  const AssumeRolePolicyDocument = trustText({ Service: 'qbusiness.amazonaws.com' })
  const { Role } = await run('CreateRole', { RoleName: 'app', AssumeRolePolicyDocument, Description: 'd' })
  assert.match(Role.RoleId, /^AROA/)
  assert.equal(decodeURIComponent(Role.AssumeRolePolicyDocument), AssumeRolePolicyDocument)
  assert.equal(Role.MaxSessionDuration, 3600)
  await run('UpdateRole', { RoleName: 'app', MaxSessionDuration: 7200 })
  await run('UpdateAssumeRolePolicy', { RoleName: 'app', PolicyDocument: trustText({ AWS: accountId }) })
  const got = (await run('GetRole', { RoleName: 'app' })).Role
  assert.deepEqual([got.MaxSessionDuration, got.Description], [7200, 'd'])
  assert.equal(decodeURIComponent(got.AssumeRolePolicyDocument), trustText({ AWS: accountId }))
  assert.equal((await run('ListRoles', {})).Roles.length, 1)
  await run('PutRolePolicy', {
    RoleName: 'app',
    PolicyName: 'p',
    PolicyDocument: policyText("a:b'(x)".slice(0, 3)),
  })
  assert.deepEqual((await run('ListRolePolicies', { RoleName: 'app' })).PolicyNames, ['p'])
  const inline = await run('GetRolePolicy', { RoleName: 'app', PolicyName: 'p' })
  assert.equal(decodeURIComponent(inline.PolicyDocument), policyText('a:b'))
  await run('DeleteRolePolicy', { RoleName: 'app', PolicyName: 'p' })
  await run('DeleteRole', { RoleName: 'app' })
  await assert.rejects(run('GetRole', { RoleName: 'app' }), {
    message: 'The role with name app cannot be found.',
  })
})

for (const [name, input, code, message] of [
  [
    'CreateRole',
    { RoleName: 'r', AssumeRolePolicyDocument: '{' },
    'MalformedPolicyDocumentException',
    'This policy contains invalid Json',
  ],
  [
    'CreateRole',
    { RoleName: 'r', AssumeRolePolicyDocument: trustText({ AWS: `arn:aws:iam::${accountId}:user/nobody` }) },
    'MalformedPolicyDocumentException',
    `Invalid principal in policy: "AWS":"arn:aws:iam::${accountId}:user/nobody"`,
  ],
  [
    'CreateRole',
    { RoleName: 'r', AssumeRolePolicyDocument: trustText({ AWS: accountId }, { Sid: 'x'.repeat(2100) }) },
    'LimitExceededException',
    'Cannot exceed quota for ACLSizePerRole: 2048',
  ],
  [
    'CreatePolicy',
    { PolicyName: 'p', PolicyDocument: policyText('x') },
    'MalformedPolicyDocumentException',
    'Actions/Conditions must be prefaced with a vendor, e.g., iam, sdb, ec2, etc.',
  ],
  [
    'CreatePolicy',
    { PolicyName: 'p', PolicyDocument: policyText(Array(700).fill('kms:Decrypt')) },
    'LimitExceededException',
    'Cannot exceed quota for PolicySize: 6144',
  ],
  [
    'PutUserPolicy',
    { UserName: 'admin', PolicyName: 'p', PolicyDocument: policyText(Array(300).fill('kms:Decrypt')) },
    'LimitExceededException',
    'Maximum policy size of 2048 bytes exceeded for user admin',
  ],
  [
    'AttachUserPolicy',
    { UserName: 'admin', PolicyArn: 'arn:aws:iam::aws:policy/None' },
    'NoSuchEntityException',
    'Policy arn:aws:iam::aws:policy/None does not exist or is not attachable.',
  ],
  [
    'DetachUserPolicy',
    { UserName: 'admin', PolicyArn: policyArn('none') },
    'NoSuchEntityException',
    `Policy ${policyArn('none')} was not found.`,
  ],
  [
    'GetPolicy',
    { PolicyArn: policyArn('none') },
    'NoSuchEntityException',
    `Policy ${policyArn('none')} was not found.`,
  ],
  [
    'GetUserPolicy',
    { UserName: 'admin', PolicyName: 'none' },
    'NoSuchEntityException',
    'The user policy with name none cannot be found.',
  ],
  ['DeleteRole', { RoleName: 'none' }, 'NoSuchEntityException', 'The role with name none cannot be found.'],
  [
    'TagUser',
    {
      UserName: 'admin',
      Tags: [
        { Key: 'a', Value: '' },
        { Key: 'A', Value: '' },
      ],
    },
    'InvalidInputException',
    'Duplicate tag keys found. Please note that Tag keys are case insensitive.',
  ],
] as const) {
  test(`${name}: ${message.slice(0, 70)}`, () => assert.rejects(run(name, input), { code, message }))
}

test('a managed policy has at most five versions, of which the default stays', async () => {
  const PolicyArn = policyArn('versions')
  const { Policy } = await run('CreatePolicy', { PolicyName: 'versions', PolicyDocument: policyText('a:1') })
  assert.match(Policy.PolicyId, /^ANPA/)
  for (const action of ['a:2', 'a:3', 'a:4', 'a:5'])
    await run('CreatePolicyVersion', { PolicyArn, PolicyDocument: policyText(action) })
  await assert.rejects(run('CreatePolicyVersion', { PolicyArn, PolicyDocument: policyText('a:6') }), {
    code: 'LimitExceededException',
  })
  await assert.rejects(run('DeletePolicyVersion', { PolicyArn, VersionId: 'v1' }), {
    code: 'DeleteConflictException',
  })
  await run('DeletePolicyVersion', { PolicyArn, VersionId: 'v5' })
  const created = await run('CreatePolicyVersion', { PolicyArn, PolicyDocument: policyText('a:6') })
  assert.equal(created.PolicyVersion.VersionId, 'v6')
  const { Versions } = await run('ListPolicyVersions', { PolicyArn })
  assert.deepEqual(
    Versions.map((version: { VersionId: string }) => version.VersionId),
    ['v6', 'v4', 'v3', 'v2', 'v1'],
  )
  const { PolicyVersion } = await run('GetPolicyVersion', { PolicyArn, VersionId: 'v6' })
  assert.equal(decodeURIComponent(PolicyVersion.Document), policyText('a:6'))
  await assert.rejects(run('DeletePolicy', { PolicyArn }), { code: 'DeleteConflictException' })
  for (const VersionId of ['v2', 'v3', 'v4', 'v6']) await run('DeletePolicyVersion', { PolicyArn, VersionId })
  await run('DeletePolicy', { PolicyArn })
})

test('policies are listed with their use, and know who has them', async () => {
  await run('CreatePolicy', { PolicyName: 'used', PolicyDocument: policyText('a:b') })
  await run('CreateUser', { UserName: 'holder' })
  await run('AttachUserPolicy', { UserName: 'holder', PolicyArn: policyArn('used') })
  await run('AttachUserPolicy', { UserName: 'holder', PolicyArn: policyArn('used') })
  const { Policies } = await run('ListPolicies', { Scope: 'Local', OnlyAttached: true })
  assert.deepEqual(
    Policies.map((policy: { Arn: string; AttachmentCount: number }) => [policy.Arn, policy.AttachmentCount]),
    [[policyArn('used'), 1]],
  )
  assert.ok((await run('ListPolicies', { Scope: 'AWS' })).Policies.length >= 2)
  const entities = await run('ListEntitiesForPolicy', { PolicyArn: policyArn('used') })
  assert.deepEqual(
    entities.PolicyUsers.map((user: { UserName: string }) => user.UserName),
    ['holder'],
  )
  assert.deepEqual((await run('ListAttachedUserPolicies', { UserName: 'holder' })).AttachedPolicies, [
    { PolicyName: 'used', PolicyArn: policyArn('used') },
  ])
})

test('tags are merged without regard to case', async () => {
  await run('CreateUser', { UserName: 'tagged', Tags: [{ Key: 'Team', Value: 'a' }] })
  await run('TagUser', {
    UserName: 'tagged',
    Tags: [
      { Key: 'team', Value: 'b' },
      { Key: 'cost', Value: 'c' },
    ],
  })
  assert.deepEqual((await run('ListUserTags', { UserName: 'tagged' })).Tags, [
    { Key: 'cost', Value: 'c' },
    { Key: 'team', Value: 'b' },
  ])
  await run('UntagUser', { UserName: 'tagged', TagKeys: ['TEAM'] })
  assert.deepEqual((await run('ListUserTags', { UserName: 'tagged' })).Tags, [{ Key: 'cost', Value: 'c' }])
})

test('a policy of another account is out of reach', async () => {
  const [other] = (await room.iam.accounts()).slice(1)
  const stranger = { ...root, accountId: other ?? '', arn: `arn:aws:iam::${other}:root` }
  await room.run(stranger, 'CreatePolicy', { PolicyName: 'theirs', PolicyDocument: policyText('a:b') })
  const PolicyArn = `arn:aws:iam::${other}:policy/theirs`
  await assert.rejects(run('GetPolicy', { PolicyArn }), { code: 'NoSuchEntityException' })
  await assert.rejects(run('DeletePolicy', { PolicyArn }), { code: 'NoSuchEntityException' })
  await assert.rejects(run('AttachUserPolicy', { UserName: 'admin', PolicyArn }), {
    code: 'NoSuchEntityException',
  })
  await assert.rejects(run('TagPolicy', { PolicyArn, Tags: [{ Key: 'a', Value: 'b' }] }), {
    code: 'NoSuchEntityException',
  })
})
