/** Key policies and grants mean the user or role that had a name when they were made, not a later one of that name. */

import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { AssumedRolePrincipal, UserPrincipal } from '../call/principal.ts'
import type { Storage } from '../storage/storage.ts'
import {
  account,
  type Fixture,
  newFixture,
  newKey,
  policy,
  putPrincipal,
  refused,
  role,
  rootStatement,
  uniqueId,
  user,
} from './kms.fixture.ts'

type Named = UserPrincipal | AssumedRolePrincipal

/** Each kind of principal: as it is named, and the one made later under the same name. */
const kinds: readonly { kind: string; first: Named; second: Named; arn: string; id: string }[] = [
  {
    kind: 'a user',
    first: user('worker'),
    second: { ...user('worker'), userId: uniqueId('AIDA', account, 'worker', 2) },
    arn: user('worker').arn,
    id: user('worker').userId,
  },
  {
    kind: 'a role',
    first: role('App'),
    second: role('App', { roleId: uniqueId('AROA', account, 'App', 2) }),
    arn: role('App').roleArn,
    id: role('App').roleId,
  },
  {
    kind: "a role's session",
    first: role('App'),
    second: role('App', { roleId: uniqueId('AROA', account, 'App', 2) }),
    arn: role('App').arn,
    id: `${role('App').roleId}:session`,
  },
]

async function deletePrincipal(storage: Storage, principal: Named): Promise<void> {
  await storage.authority.change(async (tx, change) => {
    change.touch(`iam/${principal.accountId}`)
    if (principal.kind === 'user') {
      await tx.deleteFrom('iam_user').where('user_id', '=', principal.userId).execute()
    } else {
      await tx.deleteFrom('iam_role').where('role_id', '=', principal.roleId).execute()
    }
  })
}

async function recreate(f: Fixture, first: Named, second: Named): Promise<void> {
  await deletePrincipal(f.storage, first)
  await putPrincipal(f.storage, second)
}

const plaintext = { Plaintext: Buffer.from('text') }

for (const { kind, first, second, arn, id } of kinds) {
  const statement = { Effect: 'Allow', Principal: { AWS: arn }, Action: 'kms:Encrypt', Resource: '*' }

  for (const operation of ['CreateKey', 'PutKeyPolicy'] as const) {
    test(`${operation}: a key policy that names ${kind} means no later one of that name`, async (t) => {
      const f = await newFixture(t)
      await putPrincipal(f.storage, first)
      const Policy = policy(rootStatement, statement)
      const key = await newKey(f, operation === 'CreateKey' ? { Policy } : {})
      if (operation === 'PutKeyPolicy') await f.run('PutKeyPolicy', { KeyId: key.id, Policy })
      const encrypt = (principal: Named) => f.run('Encrypt', { KeyId: key.id, ...plaintext }, { principal })
      const shown = async () => JSON.parse((await f.run('GetKeyPolicy', { KeyId: key.id })).Policy)

      await encrypt(first)
      assert.deepEqual(await shown(), JSON.parse(Policy))

      await deletePrincipal(f.storage, first)
      assert.deepEqual((await shown()).Statement[1].Principal, { AWS: id })
      await putPrincipal(f.storage, second)
      await refused(encrypt(second), 'AccessDeniedException')
      assert.deepEqual((await shown()).Statement[1].Principal, { AWS: id })

      await refused(
        f.run('PutKeyPolicy', { KeyId: key.id, Policy: JSON.stringify(await shown()) }),
        'MalformedPolicyDocumentException',
      )
      await f.run('PutKeyPolicy', { KeyId: key.id, Policy })
      await encrypt(second)
    })
  }

  test(`a grant to ${kind} means no later one of that name`, async (t) => {
    const f = await newFixture(t)
    await putPrincipal(f.storage, first)
    const key = await newKey(f)
    const input = {
      KeyId: key.id,
      Name: 'once',
      GranteePrincipal: arn,
      RetiringPrincipal: arn,
      Operations: ['Encrypt'],
    }
    const encrypt = (principal: Named) => f.run('Encrypt', { KeyId: key.id, ...plaintext }, { principal })
    const listed = async (filter = {}) => (await f.run('ListGrants', { KeyId: key.id, ...filter })).Grants
    const { GrantId } = await f.run('CreateGrant', input)
    assert.equal((await f.run('CreateGrant', input)).GrantId, GrantId)
    await encrypt(first)
    const [grant] = await listed({ GranteePrincipal: arn })
    assert.deepEqual([grant.GranteePrincipal, grant.RetiringPrincipal], [arn, arn])
    const retirable = { RetiringPrincipal: arn }
    assert.equal((await f.run('ListRetirableGrants', retirable)).Grants[0].GrantId, GrantId)

    await recreate(f, first, second)
    await refused(encrypt(second), 'AccessDeniedException')
    await refused(
      f.run('RetireGrant', { KeyId: key.arn, GrantId }, { principal: second }),
      'AccessDeniedException',
    )
    const [orphan] = await listed()
    assert.deepEqual([orphan.GranteePrincipal, orphan.RetiringPrincipal], [id, id])
    assert.deepEqual(await listed({ GranteePrincipal: arn }), [])
    assert.equal((await listed({ GranteePrincipal: id })).length, 1)
    assert.deepEqual((await f.run('ListRetirableGrants', retirable)).Grants, [])

    const again = await f.run('CreateGrant', input)
    assert.notEqual(again.GrantId, GrantId)
    await encrypt(second)
    await f.run('RetireGrant', { KeyId: key.arn, GrantId: again.GrantId }, { principal: second })
    await refused(encrypt(second), 'AccessDeniedException')
  })
}

test('what GetKeyPolicy shows can be put back', async (t) => {
  const f = await newFixture(t)
  for (const { first } of kinds.slice(0, 2)) await putPrincipal(f.storage, first)
  const Policy = policy(rootStatement, {
    Sid: 'Everyone who is named',
    Effect: 'Allow',
    Principal: { AWS: [...kinds.map(({ arn }) => arn), '444455556666'], Service: 's3.amazonaws.com' },
    Action: ['kms:Encrypt', 'kms:Decrypt'],
    Resource: '*',
    Condition: { StringEquals: { 'kms:CallerAccount': [account] } },
  })
  const key = await newKey(f, { Policy })
  const shown = (await f.run('GetKeyPolicy', { KeyId: key.id })).Policy
  assert.deepEqual(JSON.parse(shown), JSON.parse(Policy))
  await f.run('PutKeyPolicy', { KeyId: key.id, Policy: shown })
  assert.equal((await f.run('GetKeyPolicy', { KeyId: key.id })).Policy, shown)
})

test('NotPrincipal: a Deny for everyone but a role reaches a later role of that name', async (t) => {
  const f = await newFixture(t)
  const first = role('App')
  const second = role('App', { roleId: uniqueId('AROA', account, 'App', 2) })
  await putPrincipal(f.storage, first)
  const everyone = { Effect: 'Allow', Principal: '*', Action: 'kms:Encrypt', Resource: '*' }
  const others = {
    Effect: 'Deny',
    NotPrincipal: { AWS: [first.roleArn, first.arn] },
    Action: 'kms:Encrypt',
    Resource: '*',
  }
  const key = await newKey(f, { Policy: policy(rootStatement, everyone, others) })
  const encrypt = (principal: Named) => f.run('Encrypt', { KeyId: key.id, ...plaintext }, { principal })
  await encrypt(first)
  await recreate(f, first, second)
  await refused(encrypt(second), 'AccessDeniedException')
})
