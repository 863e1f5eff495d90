import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { ensureAccount } from './bootstrap.ts'
import { openTestRoom, otherAccountId, type TestRoom, trustText } from './iam.fixture.ts'
import { accountId, alice, callOf, root, service } from './principals.fixture.ts'

let room: TestRoom
before(async () => {
  room = await openTestRoom()
})
after(() => room.close())

test('accounts come in the order they were made; one that is there is left alone', async () => {
  assert.deepEqual(await room.iam.accounts(), [accountId, otherAccountId])
  assert.equal(await ensureAccount(room.iam, accountId, { adminUserName: 'admin' }), null)
})

test('a new account has an admin who may do everything, and a root key when asked for', async () => {
  const made = await ensureAccount(room.iam, '777788889999', { adminUserName: 'boss', rootAccessKey: true })
  assert.ok(made?.root)
  const admin = await room.principalOf(made.admin.accessKeyId)
  assert.equal('arn' in admin && admin.arn, 'arn:aws:iam::777788889999:user/boss')
  await room.iam.authorize(callOf(admin), { action: 'qbusiness:CreateApplication', resource: '*' })
  assert.equal((await room.principalOf(made.root.accessKeyId)).kind, 'root')
})

test('root may do everything, a service and an unknown user nothing', async () => {
  const request = { action: 'qbusiness:CreateApplication', resource: '*' }
  await room.iam.authorize(callOf(root), request)
  for (const principal of [alice, service]) {
    const call = callOf(principal, { service: 'qbusiness' })
    await assert.rejects(room.iam.authorize(call, request), {
      code: 'AccessDeniedException',
      trailCode: 'AccessDenied',
    })
    assert.ok(JSON.stringify(call.notes.authorization).includes('no identity-based policy'))
  }
})

test('principals that exist', async () => {
  const admin = await room.asAdmin()
  await room.run(admin, 'CreateRole', {
    RoleName: 'app',
    Path: '/x/',
    AssumeRolePolicyDocument: trustText({ AWS: accountId }),
  })
  for (const [name, expected] of [
    ['*', true],
    [`arn:aws:iam::${accountId}:root`, true],
    [`arn:aws:iam::${accountId}:user/admin`, true],
    [`arn:aws:iam::${accountId}:user/nobody`, false],
    [`arn:aws:iam::${accountId}:role/x/app`, true],
    [`arn:aws:iam::${accountId}:role/app`, false],
    [`arn:aws:sts::${accountId}:assumed-role/app/session`, true],
    [`arn:aws:sts::${accountId}:assumed-role/none/session`, false],
    ['qbusiness.amazonaws.com', true],
    ['qbusiness.eu-central-1.amazonaws.com', true],
    ['qbusiness.mars-1.amazonaws.com', false],
    ['example.com', false],
    ['AIDAGONEGONEGONEGONE1', false],
    ['', false],
  ] as const) {
    assert.equal(await room.iam.principalExists(name), expected, name)
  }
})

test('names are bound to unique ids and shown as ARNs again, until the principal is gone', async () => {
  const admin = await room.asAdmin()
  const { iam } = room
  const { Role } = await room.run(admin, 'CreateRole', {
    RoleName: 'bound',
    Path: '/x/',
    AssumeRolePolicyDocument: trustText({ AWS: accountId }),
  })
  const { User } = await room.run(admin, 'CreateUser', { UserName: 'bound' })
  const sessionArn = `arn:aws:sts::${accountId}:assumed-role/bound/some.session@x`
  const pairs = [
    [Role.Arn, Role.RoleId],
    [sessionArn, `${Role.RoleId}:some.session@x`],
    [User.Arn, User.UserId],
  ]
  const policyOf = (names: readonly string[]) =>
    JSON.stringify({ Statement: [{ Effect: 'Allow', Principal: { AWS: names }, Action: 'kms:*' }] })
  const arns = policyOf(pairs.map(([arn]) => arn))
  const ids = policyOf(pairs.map(([, id]) => id))
  assert.equal(await iam.bindPrincipals(arns), ids)
  assert.equal(await iam.showPrincipals(ids), arns)
  for (const [arn, id] of pairs) {
    assert.equal(await iam.bindPrincipal(arn), id)
    assert.equal(await iam.showPrincipal(id), arn)
    assert.equal(await iam.principalExists(id), true)
  }
  await room.run(admin, 'DeleteRole', { RoleName: 'bound' })
  await room.run(admin, 'DeleteUser', { UserName: 'bound' })
  assert.equal(await iam.showPrincipals(ids), ids)
  for (const [arn, id] of pairs) {
    assert.equal(await iam.bindPrincipal(arn), arn)
    assert.equal(await iam.showPrincipal(id), id)
    assert.equal(await iam.principalExists(id), false)
  }
  for (const name of ['*', `arn:aws:iam::${accountId}:root`, 'qbusiness.amazonaws.com', '']) {
    assert.equal(await iam.bindPrincipal(name), name)
    assert.equal(await iam.showPrincipal(name), name)
  }
})
