import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Call } from '../call/call.ts'
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
  rootStatement,
  user,
} from './kms.fixture.ts'

const unknownId = '1234abcd-12ab-34cd-56ef-1234567890ab'
const keyArn = (id: string) => `arn:aws:kms:${region}:${account}:key/${id}`

test('CreateKey and DescribeKey answer the same metadata', async (t) => {
  const f = await newFixture(t)
  const { KeyMetadata } = await f.run('CreateKey', {
    Description: 'mine',
    Tags: [{ TagKey: 'a', TagValue: '' }],
  })
  const { KeyId, CurrentKeyMaterialId, ...rest } = KeyMetadata
  assert.match(KeyId, /^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[0-9a-f]{4}-[0-9a-f]{12}$/)
  assert.match(CurrentKeyMaterialId, /^[0-9a-f]{64}$/)
  assert.deepEqual(rest, {
    AWSAccountId: account,
    Arn: keyArn(KeyId),
    CreationDate: new Date(f.clock.time),
    Enabled: true,
    Description: 'mine',
    KeyUsage: 'ENCRYPT_DECRYPT',
    KeyState: 'Enabled',
    Origin: 'AWS_KMS',
    KeyManager: 'CUSTOMER',
    CustomerMasterKeySpec: 'SYMMETRIC_DEFAULT',
    KeySpec: 'SYMMETRIC_DEFAULT',
    EncryptionAlgorithms: ['SYMMETRIC_DEFAULT'],
    MultiRegion: false,
  })
  assert.deepEqual((await f.run('DescribeKey', { KeyId })).KeyMetadata, KeyMetadata)
})

const bob = `arn:aws:iam::${account}:user/bob`
for (const [name, input, code, text] of [
  [
    'two specs',
    { KeySpec: 'SYMMETRIC_DEFAULT', CustomerMasterKeySpec: 'SYMMETRIC_DEFAULT' },
    'ValidationException',
    'You cannot specify KeySpec and CustomerMasterKeySpec in the same request. CustomerMasterKeySpec is deprecated.',
  ],
  [
    'an asymmetric key without usage',
    { KeySpec: 'RSA_2048' },
    'ValidationException',
    'You must specify a KeyUsage value for all KMS keys except for symmetric encryption keys.',
  ],
  [
    'a usage that does not fit',
    { KeySpec: 'RSA_2048', KeyUsage: 'KEY_AGREEMENT' },
    'ValidationException',
    'KeyUsage KEY_AGREEMENT is not compatible with KeySpec RSA_2048',
  ],
  [
    'a symmetric key to sign with',
    { KeyUsage: 'SIGN_VERIFY' },
    'ValidationException',
    'KeyUsage SIGN_VERIFY is not compatible with KeySpec SYMMETRIC_DEFAULT',
  ],
  [
    'an asymmetric key without a usage',
    { KeySpec: 'RSA_2048' },
    'ValidationException',
    'You must specify a KeyUsage value for all KMS keys except for symmetric encryption keys.',
  ],
  [
    'a usage that the spec does not have',
    { KeySpec: 'RSA_2048', KeyUsage: 'KEY_AGREEMENT' },
    'ValidationException',
    'KeyUsage KEY_AGREEMENT is not compatible with KeySpec RSA_2048',
  ],
  [
    'a key pair in a custom key store',
    {
      Origin: 'AWS_CLOUDHSM',
      CustomKeyStoreId: 'cks-1',
      KeySpec: 'ECC_NIST_P256',
      KeyUsage: 'SIGN_VERIFY',
    },
    'ValidationException',
    'KeySpec ECC_NIST_P256 is not supported for Origin AWS_CLOUDHSM',
  ],
  [
    'a custom key store that does not exist',
    { Origin: 'AWS_CLOUDHSM', CustomKeyStoreId: 'cks-1' },
    'CustomKeyStoreNotFoundException',
  ],
  [
    'an external key store that does not exist',
    { Origin: 'EXTERNAL_KEY_STORE', CustomKeyStoreId: 'cks-1', XksKeyId: 'key' },
    'CustomKeyStoreNotFoundException',
  ],
  ['a custom key store of no origin', { CustomKeyStoreId: 'cks-1' }, 'ValidationException'],
  ['an origin without its custom key store', { Origin: 'AWS_CLOUDHSM' }, 'ValidationException'],
  [
    'an external key store without its key',
    { Origin: 'EXTERNAL_KEY_STORE', CustomKeyStoreId: 'cks-1' },
    'ValidationException',
  ],
  ['an external key of another origin', { XksKeyId: 'key' }, 'ValidationException'],
  [
    'repeated tag keys',
    {
      Tags: [
        { TagKey: 'a', TagValue: '' },
        { TagKey: 'a', TagValue: 'b' },
      ],
    },
    'TagException',
    'Duplicate tag keys',
  ],
  [
    '51 tags',
    { Tags: Array.from({ length: 51 }, (_, n) => ({ TagKey: `k${n}`, TagValue: '' })) },
    'TagException',
    'Too many tags',
  ],
  [
    'a reserved tag',
    { Tags: [{ TagKey: 'AWS:x', TagValue: '' }] },
    'TagException',
    'Tags beginning with aws: are reserved',
  ],
  ['a policy that is no JSON', { Policy: '{' }, 'MalformedPolicyDocumentException'],
  [
    'a policy that locks its maker out',
    { Policy: policy({ ...rootStatement, Action: 'kms:Encrypt' }) },
    'MalformedPolicyDocumentException',
    'The new key policy will not allow you to update the key policy in the future.',
  ],
  [
    'a policy that denies its maker',
    {
      Policy: policy(rootStatement, {
        Effect: 'Deny',
        Principal: { AWS: admin.arn },
        Action: 'kms:Put*',
        Resource: '*',
      }),
    },
    'MalformedPolicyDocumentException',
  ],
  [
    'a principal that does not exist',
    {
      Policy: policy(rootStatement, { ...rootStatement, Principal: { AWS: bob } }),
      BypassPolicyLockoutSafetyCheck: true,
    },
    'MalformedPolicyDocumentException',
    'Policy contains a statement with one or more invalid principals.',
  ],
  [
    'a policy over 32 KiB',
    { Policy: policy({ ...rootStatement, Sid: 'x'.repeat(32_768) }) },
    'LimitExceededException',
  ],
  [
    'ForAllValues on a single-valued key',
    {
      Policy: policy(rootStatement, {
        ...rootStatement,
        Condition: { 'ForAllValues:StringEquals': { 'kms:EncryptionContext:a': 'b' } },
      }),
    },
    'MalformedPolicyDocumentException',
  ],
] as [string, Record<string, unknown>, string, string?][]) {
  test(`CreateKey: ${name} → ${code}`, async (t) => {
    const f = await newFixture(t)
    await refused(f.run('CreateKey', input), code, text)
    assert.deepEqual((await f.run('ListKeys', {})).Keys, [])
  })
}

test('the lockout check can be bypassed; syntax and principals cannot', async (t) => {
  const f = await newFixture(t)
  const BypassPolicyLockoutSafetyCheck = true
  const Policy = policy({ ...rootStatement, Action: 'kms:Describe*' })
  const { id } = await newKey(f, { Policy, BypassPolicyLockoutSafetyCheck })
  await f.run('DescribeKey', { KeyId: id })
  await refused(f.run('PutKeyPolicy', { KeyId: id, Policy }), 'AccessDeniedException')
})

test('GetKeyPolicy prints the default policy as AWS does; only `default` exists', async (t) => {
  const f = await newFixture(t)
  const { id } = await newKey(f)
  assert.equal(
    (await f.run('GetKeyPolicy', { KeyId: id })).Policy,
    `{
  "Version" : "2012-10-17",
  "Id" : "key-default-1",
  "Statement" : [ {
    "Sid" : "Enable IAM User Permissions",
    "Effect" : "Allow",
    "Principal" : {
      "AWS" : "arn:aws:iam::${account}:root"
    },
    "Action" : "kms:*",
    "Resource" : "*"
  } ]
}`,
  )
  await refused(
    f.run('GetKeyPolicy', { KeyId: id, PolicyName: 'x' }),
    'NotFoundException',
    'No such policy exists',
  )
  assert.deepEqual(await f.run('ListKeyPolicies', { KeyId: id }), {
    PolicyNames: ['default'],
    Truncated: false,
  })
})

for (const [KeyId, code, text] of [
  ['fake-key-id', 'NotFoundException', "Invalid keyId 'fake-key-id'"],
  [unknownId.replaceAll('-', ''), 'NotFoundException', `Invalid keyId '${unknownId.replaceAll('-', '')}'`],
  ['mrk-fake-key-id', 'NotFoundException', "Invalid keyId 'mrk-fake-key-id'"],
  [unknownId, 'NotFoundException', `Key '${keyArn(unknownId)}' does not exist`],
  [keyArn(unknownId), 'NotFoundException', `Key '${keyArn(unknownId)}' does not exist`],
  [keyArn(unknownId).replace(region, 'us-east-1'), 'NotFoundException', 'Invalid arn us-east-1'],
  ['alias/none', 'NotFoundException', `Alias arn:aws:kms:${region}:${account}:alias/none is not found.`],
  [
    `arn:aws:kms:${region}:${account}:alias/none`,
    'NotFoundException',
    `Alias arn:aws:kms:${region}:${account}:alias/none is not found.`,
  ],
  [`arn:aws:s3:${region}:${account}:key/${unknownId}`, 'InvalidArnException', undefined],
  ['arn:nonsense', 'InvalidArnException', undefined],
] as const) {
  test(`DescribeKey: ${KeyId} → ${code}`, async (t) => {
    const f = await newFixture(t)
    await refused(f.run('DescribeKey', { KeyId }), code, text)
  })
}

test('operations on a key alone refuse aliases', async (t) => {
  const f = await newFixture(t)
  const { id } = await newKey(f)
  await f.run('CreateAlias', { AliasName: 'alias/a', TargetKeyId: id })
  for (const KeyId of ['alias/a', `arn:aws:kms:${region}:${account}:alias/a`]) {
    await refused(
      f.run('DisableKey', { KeyId }),
      'InvalidArnException',
      'Key Aliases are not supported for this operation.',
    )
  }
})

test('tags are set, overwritten in place, removed, and counted', async (t) => {
  const f = await newFixture(t)
  const { id } = await newKey(f, { Tags: [{ TagKey: 'b', TagValue: '1' }] })
  const tag = (...pairs: [string, string][]) =>
    f.run('TagResource', { KeyId: id, Tags: pairs.map(([TagKey, TagValue]) => ({ TagKey, TagValue })) })
  const tags = async () =>
    (await f.run('ListResourceTags', { KeyId: id })).Tags.map((one: { TagKey: string; TagValue: string }) => [
      one.TagKey,
      one.TagValue,
    ])
  await tag(['a', ''], ['b', '2'])
  assert.deepEqual(await tags(), [
    ['b', '2'],
    ['a', ''],
  ])
  await f.run('UntagResource', { KeyId: id, TagKeys: ['b', 'none'] })
  assert.deepEqual(await tags(), [['a', '']])
  await tag(...Array.from({ length: 49 }, (_, n): [string, string] => [`k${n}`, '']))
  await refused(tag(['more', '']), 'TagException', 'Too many tags')
  const first = await f.run('ListResourceTags', { KeyId: id, Limit: 30 })
  const second = await f.run('ListResourceTags', { KeyId: id, Limit: 30, Marker: first.NextMarker })
  assert.deepEqual([first.Tags.length, second.Tags.length, second.Truncated], [30, 20, false])
})

test('aliases: made, moved, listed, removed', async (t) => {
  const f = await newFixture(t)
  const [one, two] = [await newKey(f), await newKey(f)]
  const AliasName = 'alias/app'
  const AliasArn = `arn:aws:kms:${region}:${account}:${AliasName}`
  const calls: Call[] = []
  await f.run('CreateAlias', { AliasName, TargetKeyId: one.arn }, { onCall: (call) => calls.push(call) })
  assert.deepEqual(
    calls[0]?.notes.resources.map((resource) => resource.arn),
    [one.arn, AliasArn],
  )
  assert.deepEqual(calls[0]?.notes.responseElements, { keyId: one.arn })
  await refused(
    f.run('CreateAlias', { AliasName, TargetKeyId: two.id }),
    'AlreadyExistsException',
    `An alias with the name ${AliasArn} already exists`,
  )
  const target = async () => (await f.run('DescribeKey', { KeyId: AliasName })).KeyMetadata.KeyId
  assert.equal(await target(), one.id)
  const made = f.clock.time
  f.clock.time += 1000
  await f.run('UpdateAlias', { AliasName, TargetKeyId: two.id })
  assert.equal(await target(), two.id)
  const entry = {
    AliasName,
    AliasArn,
    TargetKeyId: two.id,
    CreationDate: new Date(made),
    LastUpdatedDate: new Date(f.clock.time),
  }
  assert.deepEqual(await f.run('ListAliases', { KeyId: two.id }), { Aliases: [entry], Truncated: false })
  assert.deepEqual(await f.run('ListAliases', { KeyId: one.id }), { Aliases: [], Truncated: false })
  assert.deepEqual((await f.run('ListAliases', {})).Aliases[0], entry)
  await f.run('DeleteAlias', { AliasName })
  await refused(f.run('DescribeKey', { KeyId: AliasName }), 'NotFoundException')
  for (const [operation, input] of [
    ['DeleteAlias', { AliasName }],
    ['UpdateAlias', { AliasName, TargetKeyId: two.id }],
  ] as const) {
    await refused(f.run(operation, input), 'NotFoundException', `Alias ${AliasArn} is not found.`)
  }
})

for (const [AliasName, TargetKeyId, code] of [
  ['app', '', 'ValidationException'],
  ['alias/', '', 'ValidationException'],
  ['alias/a:b', '', 'ValidationException'],
  ['alias/aws/s3', '', 'NotAuthorizedException'],
  ['alias/a', 'alias/b', 'ValidationException'],
  ['alias/a', `arn:aws:kms:${region}:${account}:alias/b`, 'ValidationException'],
  ['alias/a', unknownId, 'NotFoundException'],
  ['alias/a', `arn:aws:kms:${region}:${otherAccount}:key/${unknownId}`, 'AccessDeniedException'],
] as const) {
  test(`CreateAlias: ${AliasName} for ${TargetKeyId || 'a key'} → ${code}`, async (t) => {
    const f = await newFixture(t)
    const { id } = await newKey(f)
    await refused(f.run('CreateAlias', { AliasName, TargetKeyId: TargetKeyId || id }), code)
  })
}

test('an alias needs permission on the alias and on the key', async (t) => {
  const f = await newFixture(t)
  const [aliasOnly, keyOnly, both] = [user('aliasOnly'), user('keyOnly'), user('both')]
  const on = (...Resource: string[]) => ({ Effect: 'Allow', Action: 'kms:CreateAlias', Resource })
  const anyAlias = `arn:aws:kms:${region}:${account}:alias/*`
  await putPrincipal(f.storage, aliasOnly, on(anyAlias))
  await putPrincipal(f.storage, keyOnly, on(keyArn('*')))
  await putPrincipal(f.storage, both, on(anyAlias, keyArn('*')))
  const { id } = await newKey(f)
  const input = { AliasName: 'alias/a', TargetKeyId: id }
  await refused(f.run('CreateAlias', input, { principal: aliasOnly }), 'AccessDeniedException')
  await refused(f.run('CreateAlias', input, { principal: keyOnly }), 'AccessDeniedException')
  await f.run('CreateAlias', input, { principal: both })
})

test('50 aliases a key', async (t) => {
  const f = await newFixture(t)
  const { id } = await newKey(f)
  for (let n = 0; n < 50; n++) await f.run('CreateAlias', { AliasName: `alias/a${n}`, TargetKeyId: id })
  await refused(f.run('CreateAlias', { AliasName: 'alias/more', TargetKeyId: id }), 'LimitExceededException')
})

test('lists page through everything once, and markers cannot be made up, changed or moved', async (t) => {
  const f = await newFixture(t)
  const ids = []
  for (let n = 0; n < 5; n++) ids.push((await newKey(f)).id)
  const seen = await pageThrough(f, 'ListKeys', 'Keys', { Limit: 2 })
  assert.deepEqual(seen.map((key) => key.KeyId).sort(), ids.sort())
  for (const [n, id] of ids.entries())
    await f.run('CreateAlias', { AliasName: `alias/a${n}`, TargetKeyId: id })
  const aliases = await pageThrough(f, 'ListAliases', 'Aliases', { Limit: 3 })
  const names = aliases.map((alias) => alias.AliasName)
  assert.equal(new Set(names).size, names.length)
  assert.ok(names.includes('alias/a4') && names.includes('alias/aws/s3'))
  const { NextMarker } = await f.run('ListKeys', { Limit: 1 })
  for (const Marker of ['x', `${NextMarker}x`.slice(1), NextMarker.slice(0, -4)]) {
    await refused(f.run('ListKeys', { Marker }), 'InvalidMarkerException')
  }
  await refused(f.run('ListAliases', { Marker: NextMarker }), 'InvalidMarkerException')
  await refused(
    f.run('ListKeys', { Marker: NextMarker }, { principal: user('admin', otherAccount) }),
    'InvalidMarkerException',
  )
})

async function pageThrough(
  f: Fixture,
  operation: 'ListKeys' | 'ListAliases',
  member: string,
  input: Record<string, unknown>,
) {
  const seen: Record<string, string>[] = []
  let Marker: string | undefined
  do {
    const listed = await f.run(operation, { ...input, Marker })
    seen.push(...listed[member])
    Marker = listed.NextMarker
  } while (Marker !== undefined)
  return seen
}

test('an AWS managed key is made on first use, listed, used through its service, and managed by nobody', async (t) => {
  const f = await newFixture(t)
  await putPrincipal(f.storage, alice)
  await refused(
    f.run('Encrypt', { KeyId: 'alias/aws/s3', Plaintext: Buffer.of(1) }, { via: 's3' }),
    'NotFoundException',
  )
  const described = await Promise.all([1, 2].map(() => f.run('DescribeKey', { KeyId: 'alias/aws/s3' })))
  const { KeyId, KeyManager } = described[0].KeyMetadata
  assert.equal(KeyManager, 'AWS')
  assert.equal(described[1].KeyMetadata.KeyId, KeyId)
  assert.deepEqual((await f.run('ListKeys', {})).Keys, [{ KeyId, KeyArn: keyArn(KeyId) }])
  const aliases = (await f.run('ListAliases', {})).Aliases.filter(
    (alias: { AliasName: string }) => alias.AliasName === 'alias/aws/s3',
  )
  assert.deepEqual(
    aliases.map((alias: { TargetKeyId: string }) => alias.TargetKeyId),
    [KeyId],
  )
  const through = { principal: alice, via: 's3' }
  const { CiphertextBlob } = await f.run('Encrypt', { KeyId, Plaintext: Buffer.of(1) }, through)
  await f.run('Decrypt', { CiphertextBlob }, through)
  await refused(f.run('Decrypt', { CiphertextBlob }), 'AccessDeniedException')
  await refused(f.run('Decrypt', { CiphertextBlob }, { via: 'sqs' }), 'AccessDeniedException')
  for (const [operation, input] of [
    ['DisableKey', {}],
    ['ScheduleKeyDeletion', {}],
    ['PutKeyPolicy', { Policy: policy(rootStatement) }],
    ['TagResource', { Tags: [{ TagKey: 'a', TagValue: 'b' }] }],
    ['UpdateKeyDescription', { Description: 'x' }],
  ] as const) {
    await refused(f.run(operation, { KeyId, ...input }), 'AccessDeniedException')
  }
  await refused(f.run('DeleteAlias', { AliasName: 'alias/aws/s3' }), 'NotAuthorizedException', '')
})

test('the AWS managed keys are those that AWS has: none of Bedrock, Q Business or DataZone', async (t) => {
  const f = await newFixture(t)
  const { Aliases } = await f.run('ListAliases', { Limit: 100 })
  assert.deepEqual(
    Aliases.map(({ AliasName }: { AliasName: string }) => AliasName.replace('alias/aws/', '')).join(' '),
    'acm appflow backup connect dynamodb ebs ecr elasticfilesystem es fsx glue kafka kendra kinesis kinesisvideo lambda ' +
      'lex lightsail mq rds redshift s3 secretsmanager ses sns sqs ssm timestream translate workspaces xray',
  )
  for (const alias of Aliases) assert.equal(alias.TargetKeyId, undefined)
  for (const name of ['bedrock', 'qbusiness', 'datazone'])
    await refused(f.run('DescribeKey', { KeyId: `alias/aws/${name}` }), 'NotFoundException')
})

test('an AWS managed key is not made for a caller who may not describe it', async (t) => {
  const f = await newFixture(t)
  const describe = (KeyId: string) => f.run('DescribeKey', { KeyId }, { principal: alice })
  const aliasArn = `arn:aws:kms:${region}:${account}:alias/aws/s3`
  await putPrincipal(f.storage, alice, {
    Effect: 'Allow',
    Action: 'kms:DescribeKey',
    Resource: '*',
    Condition: { 'ForAnyValue:StringEquals': { 'kms:ResourceAliases': 'alias/aws/sqs' } },
  })
  for (const KeyId of ['alias/aws/s3', aliasArn]) {
    await refused(describe(KeyId), 'AccessDeniedException')
    assert.deepEqual((await f.run('ListKeys', {})).Keys, [])
  }
  const { KeyMetadata } = await describe('alias/aws/sqs')
  assert.equal(KeyMetadata.KeyManager, 'AWS')
  assert.deepEqual(
    (await f.run('ListKeys', {})).Keys.map((key: { KeyId: string }) => key.KeyId),
    [KeyMetadata.KeyId],
  )
})

test('ScheduleKeyDeletion: 7 to 30 days, 30 by default', async (t) => {
  const f = await newFixture(t)
  const { id, arn } = await newKey(f)
  for (const PendingWindowInDays of [6, 31]) {
    await refused(f.run('ScheduleKeyDeletion', { KeyId: id, PendingWindowInDays }), 'ValidationException')
  }
  const DeletionDate = new Date(f.clock.time + 30 * 86_400_000)
  const answer = { KeyId: arn, DeletionDate, KeyState: 'PendingDeletion', PendingWindowInDays: 30 }
  assert.deepEqual(await f.run('ScheduleKeyDeletion', { KeyId: id }), answer)
  await refused(
    f.run('ScheduleKeyDeletion', { KeyId: id }),
    'KMSInvalidStateException',
    `${arn} is pending deletion.`,
  )
  assert.deepEqual((await f.run('DescribeKey', { KeyId: id })).KeyMetadata.DeletionDate, DeletionDate)
})

test('at the end of the waiting period the key is gone with all that hung on it; a cancelled one stays', async (t) => {
  const f = await newFixture(t)
  const [doomed, saved] = [await newKey(f, { Tags: [{ TagKey: 'a', TagValue: 'b' }] }), await newKey(f)]
  await f.run('CreateAlias', { AliasName: 'alias/doomed', TargetKeyId: doomed.id })
  await f.run('CreateGrant', { KeyId: doomed.id, GranteePrincipal: admin.arn, Operations: ['Decrypt'] })
  const { CiphertextBlob } = await f.run('Encrypt', { KeyId: doomed.id, Plaintext: Buffer.of(1) })
  for (const { id } of [doomed, saved])
    await f.run('ScheduleKeyDeletion', { KeyId: id, PendingWindowInDays: 7 })
  await f.run('CancelKeyDeletion', { KeyId: saved.id })
  f.storage.jobs.start()
  f.clock.time += 7 * 86_400_000 + 1
  f.storage.jobs.nudge()
  for (let tries = 0; f.serviceEvents.length === 0 && tries < 200; tries++) {
    await new Promise((resolve) => setTimeout(resolve, 25))
  }
  assert.deepEqual(f.serviceEvents, [
    {
      service: 'kms',
      name: 'DeleteKey',
      accountId: account,
      region,
      time: f.clock.time,
      resources: [{ accountId: account, type: 'AWS::KMS::Key', arn: doomed.arn }],
      responseElements: { keyId: doomed.arn },
      serviceEventDetails: { keyId: doomed.id },
    },
  ])
  await refused(
    f.run('DescribeKey', { KeyId: doomed.id }),
    'NotFoundException',
    `Key '${doomed.arn}' does not exist`,
  )
  await refused(f.run('DescribeKey', { KeyId: 'alias/doomed' }), 'NotFoundException')
  await refused(f.run('Decrypt', { CiphertextBlob }), 'AccessDeniedException')
  for (const table of ['kms_key', 'kms_key_material', 'kms_key_tag', 'kms_alias', 'kms_grant'] as const) {
    const rows = await f.storage.database
      .selectFrom(table)
      .selectAll()
      .where('key_arn', '=', doomed.arn)
      .execute()
    assert.deepEqual(rows, [], table)
  }
  assert.equal((await f.run('DescribeKey', { KeyId: saved.id })).KeyMetadata.KeyState, 'Disabled')
})
