/** Users, roles and sessions: nobody gets more than was given, and what was taken away is gone. */

import assert from 'node:assert/strict'
import { before, describe, test } from 'node:test'
import type { AssumeRoleRequest } from '@aws-sdk/client-sts'
import { type Clients, clientsFor } from '../../src/cli/tour/clients.ts'
import { suiteScope } from '../support/servers.ts'
import {
  failureOf,
  newUser,
  ownAccount,
  policyOf,
  type Strangers,
  startStrangers,
} from '../support/strangers.ts'

const accessDenied = { name: 'AccessDenied' }

describe('borrowed rights', () => {
  const scope = suiteScope()
  let strangers: Strangers
  let own: Clients
  before(async () => {
    strangers = await startStrangers(scope)
    own = strangers.own
  })

  const trust = (AWS: string | string[], extra: object = {}) =>
    JSON.stringify({
      Version: '2012-10-17',
      Statement: [{ Effect: 'Allow', Principal: { AWS }, Action: 'sts:AssumeRole', ...extra }],
    })

  async function newRole(
    RoleName: string,
    AssumeRolePolicyDocument: string,
    Action: string | string[] = '*',
  ) {
    const { Role } = await own.iam.createRole({ RoleName, AssumeRolePolicyDocument })
    await own.iam.putRolePolicy({ RoleName, PolicyName: 'p', PolicyDocument: policyOf({ Action }) })
    return Role?.Arn as string
  }

  async function assume(
    by: Clients,
    RoleArn: string,
    more: Partial<AssumeRoleRequest> = {},
  ): Promise<Clients> {
    const { Credentials } = await by.sts.assumeRole({ RoleArn, RoleSessionName: 'test', ...more })
    return clientsFor({
      ...strangers.server,
      credentials: {
        accessKeyId: Credentials?.AccessKeyId as string,
        secretAccessKey: Credentials?.SecretAccessKey as string,
        sessionToken: Credentials?.SessionToken as string,
      },
    })
  }

  test('a user without IAM permissions cannot give itself any', async () => {
    const user = await newUser(strangers.server, own, 'climber', { Action: 'kms:ListKeys' })
    const UserName = 'climber'
    const { iam, sts } = user.clients
    const PolicyArn = 'arn:aws:iam::aws:policy/AdministratorAccess'
    const document = policyOf({ Action: '*' })
    for (const attempt of [
      () => iam.putUserPolicy({ UserName, PolicyName: 'p', PolicyDocument: document }),
      () => iam.attachUserPolicy({ UserName, PolicyArn }),
      () => iam.createAccessKey({ UserName: 'admin' }),
      () => iam.createAccessKey({}),
      () => iam.createUser({ UserName: 'another' }),
      () => iam.deleteUserPermissionsBoundary({ UserName }),
      () => iam.updateUser({ UserName, NewUserName: 'admin2' }),
      () => iam.getUser({ UserName: 'admin' }),
      () => iam.getUser({ UserName: 'nobody' }),
      () => sts.assumeRole({ RoleArn: `arn:aws:iam::${ownAccount}:role/none`, RoleSessionName: 'xx' }),
    ]) {
      await assert.rejects(attempt(), accessDenied, String(attempt))
    }
  })

  test('a permissions boundary limits what a user gives itself', async () => {
    const { Policy } = await own.iam.createPolicy({
      PolicyName: 'boundary',
      PolicyDocument: policyOf({ Action: ['iam:*', 'kms:ListKeys'] }),
    })
    const user = await newUser(strangers.server, own, 'bounded', { Action: 'iam:*' })
    await own.iam.putUserPermissionsBoundary({ UserName: 'bounded', PermissionsBoundary: Policy?.Arn })
    const { iam, kms } = user.clients
    await iam.putUserPolicy({
      UserName: 'bounded',
      PolicyName: 'q',
      PolicyDocument: policyOf({ Action: '*' }),
    })
    await kms.listKeys()
    await assert.rejects(kms.createKey(), { name: 'AccessDeniedException' })
  })

  test('a session policy only takes away', async () => {
    const user = await newUser(strangers.server, own, 'caller', { Action: 'sts:AssumeRole' })
    const role = await newRole('limited', trust(user.arn), ['kms:ListKeys', 'kms:ListAliases'])
    const session = await assume(user.clients, role, {
      Policy: policyOf({ Action: ['kms:ListKeys', 'kms:CreateKey'] }),
    })
    await session.kms.listKeys()
    await assert.rejects(session.kms.listAliases(), { name: 'AccessDeniedException' })
    await assert.rejects(session.kms.createKey(), { name: 'AccessDeniedException' })
    await assert.rejects(session.iam.listUsers(), accessDenied)
  })

  test('a role is assumed by those its trust policy names, under its conditions, and one at a time along a chain', async () => {
    const user = await newUser(strangers.server, own, 'first', { Action: 'sts:AssumeRole' })
    const { other } = strangers
    const second = await newRole('second', trust(user.arn), 'sts:AssumeRole')
    const third = await newRole(
      'third',
      trust(second, { Condition: { StringEquals: { 'sts:ExternalId': 'secret' } } }),
      'kms:ListKeys',
    )
    await assert.rejects(assume(other, second), accessDenied)
    await assert.rejects(assume(user.clients, third, { ExternalId: 'secret' }), accessDenied)
    const session = await assume(user.clients, second)
    await assert.rejects(assume(session, third), accessDenied)
    await assert.rejects(assume(session, third, { ExternalId: 'SECRET' }), accessDenied)
    const last = await assume(session, third, { ExternalId: 'secret' })
    await last.kms.listKeys()
    await assert.rejects(assume(session, third, { ExternalId: 'secret', DurationSeconds: 7200 }), {
      name: 'ValidationError',
    })
  })

  test('whoever may not assume a role learns neither of the role nor of the account’s policies', async () => {
    const role = await newRole('hidden', trust(`arn:aws:iam::${ownAccount}:root`))
    const { Policy } = await own.iam.createPolicy({
      PolicyName: 'internal',
      PolicyDocument: policyOf({ Action: 's3:*' }),
    })
    const probe = async (RoleArn: string, arn: string) => {
      const failure = await failureOf(
        strangers.other.sts.assumeRole({ RoleArn, RoleSessionName: 'xx', PolicyArns: [{ arn }] }),
      )
      return { ...failure, message: failure?.message.replace(RoleArn, '') }
    }
    const real = await probe(role, Policy?.Arn as string)
    assert.equal(real.name, 'AccessDenied')
    assert.deepEqual(await probe(role, `${Policy?.Arn}x`), real)
    assert.deepEqual(await probe(`${role}x`, `${Policy?.Arn}x`), real)
  })

  test('another account’s users and roles cannot be managed by naming their ARNs', async () => {
    const { other } = strangers
    const { Policy } = await own.iam.createPolicy({
      PolicyName: 'ours',
      PolicyDocument: policyOf({ Action: '*' }),
    })
    const PolicyArn = Policy?.Arn as string
    for (const attempt of [
      () => other.iam.getPolicy({ PolicyArn }),
      () => other.iam.deletePolicy({ PolicyArn }),
      () => other.iam.createPolicyVersion({ PolicyArn, PolicyDocument: policyOf({ Action: '*' }) }),
      () => other.iam.attachUserPolicy({ UserName: 'admin', PolicyArn }),
      () => other.iam.putUserPermissionsBoundary({ UserName: 'admin', PermissionsBoundary: PolicyArn }),
    ]) {
      assert.notEqual(await failureOf(attempt()), null, String(attempt))
    }
    await own.iam.getPolicy({ PolicyArn })
  })

  test('an inactive or deleted key, a deleted user and a deleted role end every session at once', async () => {
    const { server } = strangers
    const invalid = /InvalidClientTokenId|UnrecognizedClientException/
    const user = await newUser(server, own, 'leaver', { Action: ['sts:*', 'kms:ListKeys'] })
    const { Credentials } = await user.clients.sts.getSessionToken()
    const session = clientsFor({
      ...server,
      credentials: {
        accessKeyId: Credentials?.AccessKeyId as string,
        secretAccessKey: Credentials?.SecretAccessKey as string,
        sessionToken: Credentials?.SessionToken as string,
      },
    })
    await session.kms.listKeys()
    const role = await newRole('passing', trust(user.arn), 'kms:ListKeys')
    const assumed = await assume(user.clients, role)
    await assumed.kms.listKeys()

    const key = { UserName: 'leaver', AccessKeyId: user.accessKeyId }
    await own.iam.updateAccessKey({ ...key, Status: 'Inactive' })
    assert.match((await failureOf(user.clients.kms.listKeys()))?.name ?? '', invalid)
    await own.iam.updateAccessKey({ ...key, Status: 'Active' })
    await user.clients.kms.listKeys()
    await own.iam.deleteAccessKey(key)
    assert.match((await failureOf(user.clients.kms.listKeys()))?.name ?? '', invalid)

    await own.iam.deleteUserPolicy({ UserName: 'leaver', PolicyName: 'test' })
    await assert.rejects(session.kms.listKeys(), { name: 'AccessDeniedException' })
    await own.iam.deleteUser({ UserName: 'leaver' })
    assert.match((await failureOf(session.kms.listKeys()))?.name ?? '', invalid)
    await own.iam.createUser({ UserName: 'leaver' })
    assert.match(
      (await failureOf(session.kms.listKeys()))?.name ?? '',
      invalid,
      'nor does a namesake revive it',
    )
    await assert.rejects(assume(strangers.other, role), accessDenied)

    await own.iam.deleteRolePolicy({ RoleName: 'passing', PolicyName: 'p' })
    await own.iam.deleteRole({ RoleName: 'passing' })
    assert.match((await failureOf(assumed.kms.listKeys()))?.name ?? '', invalid)
  })

  test('session credentials are one: key, secret and token of different sessions do not mix', async () => {
    const user = await newUser(strangers.server, own, 'mixer', { Action: ['sts:*', 'kms:ListKeys'] })
    const [a, b] = await Promise.all([user.clients.sts.getSessionToken(), user.clients.sts.getSessionToken()])
    const mixed = clientsFor({
      ...strangers.server,
      credentials: {
        accessKeyId: a.Credentials?.AccessKeyId as string,
        secretAccessKey: b.Credentials?.SecretAccessKey as string,
        sessionToken: b.Credentials?.SessionToken as string,
      },
    })
    assert.notEqual(await failureOf(mixed.kms.listKeys()), null)
  })
})
