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
  putPrincipal,
  refused,
  region,
  role,
  root,
  rootOf,
  service,
  user,
} from './kms.fixture.ts'

const allow = (actions: unknown) => ({ Effect: 'Allow', Action: actions, Resource: '*' })
const contextOf = (EncryptionContext: Record<string, string>) => ({
  Plaintext: Buffer.of(1),
  EncryptionContext,
})

async function withGrant(f: Fixture, input: Record<string, unknown>) {
  const key = await newKey(f)
  const grant = await f.run('CreateGrant', { KeyId: key.id, ...input })
  return { key, grant }
}

test('a grant allows its operations to its grantee, without any policy, and nothing more', async (t) => {
  const f = await newFixture(t)
  const worker = role('worker')
  await putPrincipal(f.storage, alice)
  await putPrincipal(f.storage, worker)
  const { key, grant } = await withGrant(f, { GranteePrincipal: worker.roleArn, Operations: ['Encrypt'] })
  const encrypt = { KeyId: key.id, Plaintext: Buffer.of(1) }
  assert.match(grant.GrantId, /^[0-9a-f]{64}$/)
  await f.run('Encrypt', encrypt, { principal: worker })
  await f.run('Encrypt', encrypt, { principal: role('worker', { sessionName: 'other' }) })
  await refused(f.run('DescribeKey', { KeyId: key.id }, { principal: worker }), 'AccessDeniedException')
  await refused(f.run('Encrypt', encrypt, { principal: alice }), 'AccessDeniedException')
  await f.run('RevokeGrant', { KeyId: key.id, GrantId: grant.GrantId })
  await refused(f.run('Encrypt', encrypt, { principal: worker }), 'AccessDeniedException')
})

test('a grant to a session is for that session; a grant to an account is for whom its policies allow', async (t) => {
  const f = await newFixture(t)
  const worker = role('worker')
  const foreign = user('foreign', otherAccount)
  const silent = user('silent', otherAccount)
  await putPrincipal(f.storage, worker)
  await putPrincipal(f.storage, foreign, allow('kms:Encrypt'))
  await putPrincipal(f.storage, silent)
  const key = await newKey(f)
  const encrypt = { KeyId: key.arn, Plaintext: Buffer.of(1) }
  await f.run('CreateGrant', { KeyId: key.id, GranteePrincipal: worker.arn, Operations: ['Encrypt'] })
  await f.run('CreateGrant', {
    KeyId: key.id,
    GranteePrincipal: rootOf(otherAccount).arn,
    Operations: ['Encrypt'],
  })
  await f.run('Encrypt', encrypt, { principal: worker })
  await f.run('Encrypt', encrypt, { principal: foreign })
  await f.run('Encrypt', encrypt, { principal: rootOf(otherAccount) })
  await refused(f.run('Encrypt', encrypt, { principal: silent }), 'AccessDeniedException')
  const other = role('worker', { sessionName: 'other' })
  await refused(f.run('Encrypt', encrypt, { principal: other }), 'AccessDeniedException')
})

const subset = { EncryptionContextSubset: { tenant: 'a', env: 'x' } }
const equals = { EncryptionContextEquals: { tenant: 'a' } }
for (const [name, Constraints, context, allowed] of [
  ['subset: the same pairs', subset, { tenant: 'a', env: 'x' }, true],
  ['subset: more pairs', subset, { tenant: 'a', env: 'x', more: 'y' }, true],
  ['subset: one pair missing', subset, { tenant: 'a' }, false],
  ['subset: another value', subset, { tenant: 'A', env: 'x' }, false],
  ['subset: the key in another case', subset, { TENANT: 'a', env: 'x' }, true],
  ['subset: no context', subset, {}, false],
  ['equals: the same pair', equals, { tenant: 'a' }, true],
  ['equals: more pairs', equals, { tenant: 'a', env: 'x' }, false],
  ['equals: no context', equals, {}, false],
  ['none: any context', undefined, { any: 'thing' }, true],
  ['empty: any context', { EncryptionContextSubset: {} }, {}, true],
] as const) {
  test(`grant constraint ${name} → ${allowed ? 'allowed' : 'denied'}`, async (t) => {
    const f = await newFixture(t)
    await putPrincipal(f.storage, alice)
    const Operations = ['Encrypt', 'DescribeKey']
    const { key } = await withGrant(f, { GranteePrincipal: alice.arn, Operations, Constraints })
    const attempt = f.run('Encrypt', { KeyId: key.id, ...contextOf(context) }, { principal: alice })
    if (allowed) await attempt
    else await refused(attempt, 'AccessDeniedException')
    // The encryption context does not count for DescribeKey.
    await f.run('DescribeKey', { KeyId: key.id }, { principal: alice })
  })
}

test('a SourceArn constraint binds a service to one resource, for every operation', async (t) => {
  const f = await newFixture(t)
  const SourceArn = `arn:aws:qbusiness:${region}:${account}:application/1`
  const { key } = await withGrant(f, {
    GranteeServicePrincipal: `qbusiness.${region}.amazonaws.com`,
    RetiringPrincipal: root.arn,
    Operations: ['DescribeKey', 'Encrypt'],
    Constraints: { SourceArn, EncryptionContextSubset: { a: 'b' } },
  })
  const right = { principal: service('qbusiness', SourceArn) }
  const wrong = { principal: service('qbusiness', `${SourceArn}2`) }
  await f.run('DescribeKey', { KeyId: key.arn }, right)
  await f.run('Encrypt', { KeyId: key.arn, ...contextOf({ a: 'b' }) }, right)
  await refused(f.run('Encrypt', { KeyId: key.arn, ...contextOf({}) }, right), 'AccessDeniedException')
  await refused(f.run('DescribeKey', { KeyId: key.arn }, wrong), 'AccessDeniedException')
  await refused(
    f.run('Encrypt', { KeyId: key.arn, ...contextOf({ a: 'b' }) }, wrong),
    'AccessDeniedException',
  )
})

test('one grant among more than are held in memory is found, and the others do not help', async (t) => {
  const f = await newFixture(t)
  await putPrincipal(f.storage, alice)
  const { key, grant } = await withGrant(f, {
    GranteePrincipal: alice.arn,
    Operations: ['Encrypt'],
    Constraints: { EncryptionContextSubset: { tenant: 'wanted' } },
  })
  await f.storage.authority.change(async (tx, change) => {
    change.touch(`key/${key.arn}`)
    const row = await tx
      .selectFrom('kms_grant')
      .selectAll()
      .where('grant_id', '=', grant.GrantId)
      .executeTakeFirstOrThrow()
    for (let n = 0; n < 1200; n++) {
      await tx
        .insertInto('kms_grant')
        .values({ ...row, grant_id: n.toString(16).padStart(64, '0'), constraint_selector: `context:${n}` })
        .execute()
    }
  })
  const encrypt = (tenant: string) =>
    f.run('Encrypt', { KeyId: key.id, ...contextOf({ tenant }) }, { principal: alice })
  await encrypt('wanted')
  await refused(encrypt('other'), 'AccessDeniedException')
})

const code = 'ValidationException'
for (const [name, input, wanted, text] of [
  ['no grantee', { Operations: ['Decrypt'] }, code],
  [
    'two grantees',
    { GranteePrincipal: admin.arn, GranteeServicePrincipal: 's3.amazonaws.com', Operations: ['Decrypt'] },
    code,
  ],
  ['no operations', { GranteePrincipal: admin.arn, Operations: [] }, code],
  [
    'CreateGrant alone',
    { GranteePrincipal: admin.arn, Operations: ['CreateGrant', 'CreateGrant'] },
    code,
    'Grants must not contain only the CreateGrant operation.',
  ],
  ['an operation of other keys', { GranteePrincipal: admin.arn, Operations: ['Sign'] }, code],
  [
    'two retiring principals',
    {
      GranteePrincipal: admin.arn,
      RetiringPrincipal: admin.arn,
      RetiringServicePrincipal: 's3.amazonaws.com',
      Operations: ['Decrypt'],
    },
    code,
  ],
  [
    'a service without source',
    {
      GranteeServicePrincipal: `s3.${region}.amazonaws.com`,
      RetiringPrincipal: admin.arn,
      Operations: ['Decrypt'],
    },
    code,
  ],
  [
    'a service without retiring principal',
    {
      GranteeServicePrincipal: `s3.${region}.amazonaws.com`,
      Constraints: { SourceArn: `arn:aws:s3:::${account}:b` },
      Operations: ['Decrypt'],
    },
    code,
  ],
  [
    'nine context pairs',
    {
      GranteePrincipal: admin.arn,
      Operations: ['Decrypt'],
      Constraints: { EncryptionContextSubset: Object.fromEntries([...'abcdefghi'].map((k) => [k, k])) },
    },
    code,
  ],
  [
    'a long context value',
    {
      GranteePrincipal: admin.arn,
      Operations: ['Decrypt'],
      Constraints: { EncryptionContextEquals: { a: 'x'.repeat(385) } },
    },
    code,
  ],
  [
    'an unknown user',
    { GranteePrincipal: `arn:aws:iam::${account}:user/nobody`, Operations: ['Decrypt'] },
    'InvalidArnException',
  ],
  [
    'a group',
    { GranteePrincipal: `arn:aws:iam::${account}:group/staff`, Operations: ['Decrypt'] },
    'InvalidArnException',
  ],
  ['no ARN', { GranteePrincipal: 'somebody', Operations: ['Decrypt'] }, 'InvalidArnException'],
  [
    'an unknown retiring principal',
    {
      GranteePrincipal: admin.arn,
      RetiringPrincipal: `arn:aws:iam::${account}:role/no`,
      Operations: ['Decrypt'],
    },
    'InvalidArnException',
  ],
  [
    'an alias',
    { KeyId: 'alias/some', GranteePrincipal: admin.arn, Operations: ['Decrypt'] },
    'InvalidArnException',
    'Key Aliases are not supported for this operation.',
  ],
  [
    'a garbage grant token',
    { GranteePrincipal: admin.arn, Operations: ['Decrypt'], GrantTokens: ['AAAA'] },
    'InvalidGrantTokenException',
  ],
  [
    'DryRun',
    { GranteePrincipal: admin.arn, Operations: ['Decrypt'], DryRun: true },
    'DryRunOperationException',
  ],
] as [string, Record<string, unknown>, string, string?][]) {
  test(`CreateGrant: ${name} → ${wanted}`, async (t) => {
    const f = await newFixture(t)
    const { id } = await newKey(f)
    await refused(f.run('CreateGrant', { KeyId: id, ...input }), wanted, text)
    assert.deepEqual((await f.run('ListGrants', { KeyId: id })).Grants, [])
  })
}

test('a name and the same parameters are the same grant; anything else is a new one', async (t) => {
  const f = await newFixture(t)
  const [one, two] = [await newKey(f), await newKey(f)]
  const named = { GranteePrincipal: admin.arn, Operations: ['Decrypt', 'Encrypt'], Name: 'n' }
  const create = (KeyId: string, input: Record<string, unknown>) => f.run('CreateGrant', { KeyId, ...input })
  const first = await create(one.id, named)
  const again = await create(one.id, { ...named, Operations: ['Encrypt', 'Decrypt', 'Encrypt'] })
  assert.equal(again.GrantId, first.GrantId)
  assert.notEqual(again.GrantToken, first.GrantToken)
  const ids = new Set([first.GrantId])
  for (const [KeyId, input] of [
    [two.id, named],
    [one.id, { ...named, Operations: ['Decrypt'] }],
    [one.id, { ...named, Constraints: { EncryptionContextSubset: { a: 'b' } } }],
    [one.id, { ...named, RetiringPrincipal: admin.arn }],
    [one.id, { ...named, Name: undefined }],
    [one.id, { ...named, Name: undefined }],
  ] as const) {
    ids.add((await create(KeyId, input)).GrantId)
  }
  assert.equal(ids.size, 7)
})

test('a grant token must name a living grant on the key, and gives its bearer nothing', async (t) => {
  const f = await newFixture(t)
  await putPrincipal(f.storage, alice)
  const { key, grant } = await withGrant(f, { GranteePrincipal: admin.arn, Operations: ['Encrypt'] })
  const other = await newKey(f)
  const GrantTokens = [grant.GrantToken]
  const encrypt = { KeyId: key.id, Plaintext: Buffer.of(1), GrantTokens }
  await f.run('Encrypt', encrypt)
  await refused(f.run('Encrypt', encrypt, { principal: alice }), 'AccessDeniedException')
  await refused(f.run('Encrypt', { ...encrypt, KeyId: other.id }), 'InvalidGrantTokenException')
  await f.run('RevokeGrant', { KeyId: key.id, GrantId: grant.GrantId })
  await refused(f.run('Encrypt', encrypt), 'InvalidGrantTokenException')
})

test('who creates grants by a grant hands on no more than that grant holds, as strictly', async (t) => {
  const f = await newFixture(t)
  await putPrincipal(f.storage, alice)
  const Constraints = { EncryptionContextSubset: { a: 'b' } }
  const { key } = await withGrant(f, {
    GranteePrincipal: alice.arn,
    Operations: ['CreateGrant', 'Decrypt', 'Encrypt'],
    Constraints,
  })
  const child = (input: Record<string, unknown>) =>
    f.run('CreateGrant', { KeyId: key.id, GranteePrincipal: admin.arn, ...input }, { principal: alice })
  const Operations = ['Decrypt', 'RetireGrant']
  await child({ Operations, Constraints })
  await child({ Operations, Constraints: { EncryptionContextSubset: { a: 'b', c: 'd' } } })
  await child({ Operations, Constraints: { EncryptionContextEquals: { a: 'b', c: 'd' } } })
  await refused(child({ Operations }), 'AccessDeniedException')
  await refused(
    child({ Operations, Constraints: { EncryptionContextSubset: { a: 'c' } } }),
    'AccessDeniedException',
  )
  await refused(child({ Operations: ['DescribeKey', 'Decrypt'], Constraints }), 'AccessDeniedException')
})

test('who may retire a grant', async (t) => {
  const f = await newFixture(t)
  const [retiring, grantee, delegate] = [role('retiring'), role('grantee'), user('delegate')]
  const stranger = user('admin', otherAccount)
  await putPrincipal(f.storage, retiring)
  await putPrincipal(f.storage, grantee)
  await putPrincipal(f.storage, delegate, allow('kms:RetireGrant'))
  await putPrincipal(f.storage, alice, allow('kms:Encrypt'))
  const key = await newKey(f)
  const make = (Operations: string[]) =>
    f.run('CreateGrant', {
      KeyId: key.id,
      GranteePrincipal: grantee.roleArn,
      RetiringPrincipal: retiring.roleArn,
      Operations,
    })
  for (const [principal, Operations, allowed] of [
    [retiring, ['Decrypt'], true],
    [grantee, ['Decrypt'], false],
    [grantee, ['Decrypt', 'RetireGrant'], true],
    [root, ['Decrypt'], true],
    [delegate, ['Decrypt'], true],
    [alice, ['Decrypt'], false],
    [stranger, ['Decrypt'], false],
  ] as const) {
    const { GrantId, GrantToken } = await make([...Operations])
    for (const input of [{ KeyId: key.arn, GrantId }, { GrantToken }]) {
      const attempt = f.run('RetireGrant', { ...input, DryRun: true }, { principal })
      await refused(attempt, allowed ? 'DryRunOperationException' : 'AccessDeniedException')
    }
    if (!allowed) continue
    await f.run('RetireGrant', { GrantToken }, { principal })
    await refused(f.run('RetireGrant', { KeyId: key.arn, GrantId }, { principal }), 'NotFoundException')
  }
  const { GrantId, GrantToken } = await make(['Decrypt'])
  for (const input of [{}, { GrantId }, { KeyId: key.arn }, { GrantToken, GrantId, KeyId: key.arn }]) {
    await refused(f.run('RetireGrant', input), 'ValidationException')
  }
})

test('RevokeGrant: an unknown grant id is not found, a malformed one is invalid', async (t) => {
  const f = await newFixture(t)
  const { id } = await newKey(f)
  await refused(f.run('RevokeGrant', { KeyId: id, GrantId: '0'.repeat(64) }), 'NotFoundException')
  await refused(f.run('RevokeGrant', { KeyId: id, GrantId: 'nonsense' }), 'InvalidGrantIdException')
})

test('ListGrants shows a grant as AWS does, filters, and pages', async (t) => {
  const f = await newFixture(t)
  await putPrincipal(f.storage, alice)
  const { key, grant } = await withGrant(f, {
    GranteePrincipal: alice.arn,
    RetiringPrincipal: admin.arn,
    Operations: ['Decrypt'],
    Constraints: { EncryptionContextSubset: { Dept: 'IT' } },
    Name: 'mine',
  })
  const entry = {
    KeyId: key.arn,
    GrantId: grant.GrantId,
    Name: 'mine',
    CreationDate: new Date(f.clock.time),
    GranteePrincipal: alice.arn,
    RetiringPrincipal: admin.arn,
    IssuingAccount: root.arn,
    Operations: ['Decrypt'],
    Constraints: { EncryptionContextSubset: { Dept: 'IT' } },
  }
  assert.deepEqual(await f.run('ListGrants', { KeyId: key.id }), { Grants: [entry], Truncated: false })
  for (let n = 0; n < 4; n++) {
    await f.run('CreateGrant', { KeyId: key.id, GranteePrincipal: admin.arn, Operations: ['Decrypt'] })
  }
  const mine = await f.run('ListGrants', { KeyId: key.id, GranteePrincipal: alice.arn })
  assert.deepEqual(mine.Grants, [entry])
  const seen: string[] = []
  let Marker: string | undefined
  do {
    const listed = await f.run('ListGrants', { KeyId: key.id, Limit: 2, Marker })
    seen.push(...listed.Grants.map((one: { GrantId: string }) => one.GrantId))
    assert.equal(listed.Truncated, listed.NextMarker !== undefined)
    Marker = listed.NextMarker
  } while (Marker !== undefined)
  assert.equal(new Set(seen).size, 5)
  assert.equal(seen.length, 5)
})

test('ListRetirableGrants: by retiring principal of the own account, across keys', async (t) => {
  const f = await newFixture(t)
  const [one, two] = [await newKey(f), await newKey(f)]
  for (const { id } of [one, two]) {
    const RetiringPrincipal = admin.arn
    await f.run('CreateGrant', {
      KeyId: id,
      GranteePrincipal: root.arn,
      RetiringPrincipal,
      Operations: ['Decrypt'],
    })
  }
  const { Grants } = await f.run('ListRetirableGrants', { RetiringPrincipal: admin.arn })
  assert.deepEqual(Grants.map((grant: { KeyId: string }) => grant.KeyId).sort(), [one.arn, two.arn].sort())
  await refused(
    f.run(
      'ListRetirableGrants',
      { RetiringPrincipal: admin.arn },
      { principal: user('admin', otherAccount) },
    ),
    'AccessDeniedException',
  )
  await refused(f.run('ListRetirableGrants', {}), 'ValidationException')
})
