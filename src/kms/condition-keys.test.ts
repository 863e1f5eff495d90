/**
 * Every `kms:*` condition key on every operation it applies to, and the global keys that speak of requests and resources:
 * the same requests under a condition that matches and under one that does not, in the key policy and in an identity policy.
 */

import assert from 'node:assert/strict'
import { generateKeyPairSync } from 'node:crypto'
import { test } from 'node:test'
import { AwsError } from '../call/aws-error.ts'
import { type KeyActionName, keyActions } from './key-actions.ts'
import {
  account,
  admin,
  alice,
  type CallOptions,
  type Fixture,
  newFixture,
  newKey,
  policy,
  putPrincipal,
  region,
  rootStatement,
} from './kms.fixture.ts'

type Operation = Parameters<Fixture['run']>[0]
type Input = Record<string, unknown>
type Kind = keyof typeof kinds

const kinds = {
  symmetric: {},
  external: { Origin: 'EXTERNAL' },
  rsa: { KeySpec: 'RSA_2048', KeyUsage: 'ENCRYPT_DECRYPT' },
  signing: { KeySpec: 'ECC_NIST_P256', KeyUsage: 'SIGN_VERIFY' },
  agreement: { KeySpec: 'ECC_NIST_P256', KeyUsage: 'KEY_AGREEMENT' },
  encapsulation: { KeySpec: 'ML_KEM_512', KeyUsage: 'ENCAPSULATE_DECAPSULATE' },
  hmac: { KeySpec: 'HMAC_256', KeyUsage: 'GENERATE_VERIFY_MAC' },
  multiRegion: { MultiRegion: true },
}

interface Row {
  readonly condition: string
  readonly operator?: string
  readonly value: string | readonly string[]
  /** A value that these requests do not have. */
  readonly other: string | readonly string[]
  readonly key?: Kind
  /** What is asked; `KeyId` is added. Any answer but a denial is an allowed one. */
  readonly requests: readonly (readonly [Operation, Input])[]
  readonly via?: string
  readonly identityOnly?: boolean
}

const Plaintext = Buffer.of(1)
const Message = Plaintext
const EncryptionContext = { tenant: 't1', stage: 'test' }
const PublicKey = generateKeyPairSync('ec', { namedCurve: 'prime256v1' }).publicKey.export({
  type: 'spki',
  format: 'der',
})
const pair = { KeyPairSpec: 'ECC_NIST_P256' }
const aes = { KeySpec: 'AES_256' }

/** The operations with an encryption context; those that decrypt leave the ciphertext aside. */
const withContext = (context: Input): readonly (readonly [Operation, Input])[] => {
  const dry = { DryRun: true, DryRunModifiers: ['IGNORE_CIPHERTEXT'] }
  const both = {
    SourceEncryptionContext: context.EncryptionContext,
    DestinationEncryptionContext: context.EncryptionContext,
  }
  return [
    ['Encrypt', { Plaintext, ...context }],
    ['Decrypt', { ...dry, ...context }],
    ['ReEncrypt', { ...dry, ...both }],
    ['GenerateDataKey', { ...aes, ...context }],
    ['GenerateDataKeyWithoutPlaintext', { ...aes, ...context }],
    ['GenerateDataKeyPair', { ...pair, ...context }],
    ['GenerateDataKeyPairWithoutPlaintext', { ...pair, ...context }],
  ]
}
const symmetric = withContext({})
const mac = { Message, Mac: Message, MacAlgorithm: 'HMAC_SHA_256' }
const signed = { Message, Signature: Message, SigningAlgorithm: 'ECDSA_SHA_256' }
const SourceArn = `arn:aws:s3:${region}:${account}:bucket`
const grant = {
  GranteePrincipal: admin.arn,
  RetiringPrincipal: alice.arn,
  Operations: ['Decrypt', 'Encrypt'],
  DryRun: true,
}
const subset = { Constraints: { EncryptionContextSubset: EncryptionContext } }
const serviceGrant = {
  GranteeServicePrincipal: 'qbusiness.amazonaws.com',
  RetiringServicePrincipal: 'qbusiness.amazonaws.com',
  Operations: ['Decrypt'],
  Constraints: { SourceArn },
  DryRun: true,
}
const wrapping = { WrappingAlgorithm: 'RSAES_OAEP_SHA_256', WrappingKeySpec: 'RSA_2048' }
const ValidTo = new Date(Date.UTC(2026, 5, 1))
const material = { ImportToken: Message, EncryptedKeyMaterial: Message, ValidTo }
const unsound = { Policy: '{}' }
const Tags = [{ TagKey: 'team', TagValue: 'a' }]

const rows: readonly Row[] = [
  {
    condition: 'kms:EncryptionAlgorithm',
    value: 'SYMMETRIC_DEFAULT',
    other: 'RSAES_OAEP_SHA_1',
    requests: symmetric,
  },
  {
    condition: 'kms:EncryptionAlgorithm',
    value: 'RSAES_OAEP_SHA_256',
    other: 'SYMMETRIC_DEFAULT',
    key: 'rsa',
    requests: [
      ['Encrypt', { Plaintext, EncryptionAlgorithm: 'RSAES_OAEP_SHA_256' }],
      ['Decrypt', { CiphertextBlob: Plaintext, EncryptionAlgorithm: 'RSAES_OAEP_SHA_256' }],
    ],
  },
  ...['kms:EncryptionContext:tenant', 'kms:encryptioncontext:TENANT'].map((condition) => ({
    condition,
    value: 't1',
    other: 't2',
    requests: [
      ...withContext({ EncryptionContext }),
      ['CreateGrant', { ...grant, ...subset }] as const,
      ['CreateGrant', { ...grant, Constraints: { EncryptionContextEquals: EncryptionContext } }] as const,
    ],
  })),
  {
    condition: 'kms:EncryptionContextKeys',
    operator: 'ForAllValues:StringEquals',
    value: ['tenant', 'stage', 'more'],
    other: ['tenant'],
    requests: [...withContext({ EncryptionContext }), ['CreateGrant', { ...grant, ...subset }]],
  },
  {
    condition: 'kms:DataKeyPairSpec',
    value: 'ECC_NIST_P256',
    other: 'RSA_2048',
    requests: [
      ['GenerateDataKeyPair', pair],
      ['GenerateDataKeyPairWithoutPlaintext', pair],
    ],
  },
  {
    condition: 'kms:ReEncryptOnSameKey',
    operator: 'Bool',
    value: 'true',
    other: 'false',
    requests: [['ReEncrypt', { DryRun: true, DryRunModifiers: ['IGNORE_CIPHERTEXT'] }]],
  },
  ...['kms:SigningAlgorithm', 'kms:MessageType'].map(
    (condition): Row => ({
      condition,
      value: condition === 'kms:MessageType' ? 'RAW' : 'ECDSA_SHA_256',
      other: 'DIGEST',
      key: 'signing',
      requests: [
        ['Sign', signed],
        ['Verify', signed],
      ],
    }),
  ),
  {
    condition: 'kms:MacAlgorithm',
    value: 'HMAC_SHA_256',
    other: 'HMAC_SHA_512',
    key: 'hmac',
    requests: [
      ['GenerateMac', mac],
      ['VerifyMac', mac],
    ],
  },
  {
    condition: 'kms:KeyAgreementAlgorithm',
    value: 'ECDH',
    other: 'X25519',
    key: 'agreement',
    requests: [['DeriveSharedSecret', { KeyAgreementAlgorithm: 'ECDH', PublicKey }]],
  },
  {
    condition: 'kms:GrantOperations',
    operator: 'ForAllValues:StringEquals',
    value: ['Decrypt', 'Encrypt', 'Sign'],
    other: ['Decrypt'],
    requests: [['CreateGrant', grant]],
  },
  {
    condition: 'kms:GranteePrincipal',
    value: admin.arn,
    other: alice.arn,
    requests: [['CreateGrant', grant]],
  },
  {
    condition: 'kms:RetiringPrincipal',
    value: alice.arn,
    other: admin.arn,
    requests: [['CreateGrant', grant]],
  },
  ...['kms:GranteeServicePrincipal', 'kms:RetiringServicePrincipal'].map((condition) => ({
    condition,
    value: 'qbusiness.amazonaws.com',
    other: 's3.amazonaws.com',
    requests: [['CreateGrant', serviceGrant] as const],
  })),
  ...['StringEquals', 'ArnLike'].map((operator) => ({
    condition: 'kms:GrantConstraintSourceArn',
    operator,
    value: SourceArn,
    other: `${SourceArn}2`,
    requests: [['CreateGrant', serviceGrant] as const],
  })),
  ...[
    ['EncryptionContextSubset', { ...grant, ...subset }],
    ['EncryptionContextEquals', { ...grant, Constraints: { EncryptionContextEquals: EncryptionContext } }],
    ['SourceArn', serviceGrant],
  ].map(([type, input]) => ({
    condition: 'kms:GrantConstraintType',
    value: type as string,
    other: 'another',
    requests: [['CreateGrant', input as Input] as const],
  })),
  {
    condition: 'kms:GrantIsForAWSResource',
    operator: 'Bool',
    value: 'true',
    other: 'false',
    via: 's3',
    requests: [
      ['CreateGrant', grant],
      ['ListGrants', {}],
      ['RevokeGrant', { GrantId: 'a'.repeat(64) }],
    ],
  },
  {
    condition: 'kms:ScheduleKeyDeletionPendingWindowInDays',
    operator: 'NumericLessThanEquals',
    value: '20',
    other: '19',
    requests: [['ScheduleKeyDeletion', { PendingWindowInDays: 20 }]],
  },
  {
    condition: 'kms:TrailingDaysWithoutKeyUsage',
    operator: 'NumericLessThan',
    value: '1',
    other: '0',
    requests: [
      ['DisableKey', {}],
      ['ScheduleKeyDeletion', {}],
    ],
  },
  {
    condition: 'kms:RotationPeriodInDays',
    operator: 'NumericEquals',
    value: '365',
    other: '90',
    requests: [
      ['EnableKeyRotation', {}],
      ['EnableKeyRotation', { RotationPeriodInDays: 365 }],
    ],
  },
  ...['kms:WrappingAlgorithm', 'kms:WrappingKeySpec'].map((condition) => ({
    condition,
    value: condition === 'kms:WrappingKeySpec' ? wrapping.WrappingKeySpec : wrapping.WrappingAlgorithm,
    other: 'RSA_4096',
    key: 'external' as const,
    requests: [['GetParametersForImport', wrapping] as const],
  })),
  {
    condition: 'kms:ExpirationModel',
    value: 'KEY_MATERIAL_EXPIRES',
    other: 'KEY_MATERIAL_DOES_NOT_EXPIRE',
    key: 'external',
    requests: [
      ['ImportKeyMaterial', material],
      ['ImportKeyMaterial', { ...material, ExpirationModel: 'KEY_MATERIAL_EXPIRES' }],
    ],
  },
  ...[
    ['NumericLessThan', String(ValidTo.getTime() / 1000 + 1), String(ValidTo.getTime() / 1000)],
    ['DateLessThan', '2026-06-01T00:00:01Z', '2026-06-01T00:00:00Z'],
    ['Null', 'false', 'true'],
  ].map(([operator = '', value = '', other = '']) => ({
    condition: 'kms:ValidTo',
    operator,
    value,
    other,
    key: 'external' as const,
    requests: [['ImportKeyMaterial', material] as const],
  })),
  {
    condition: 'kms:BypassPolicyLockoutSafetyCheck',
    operator: 'Bool',
    value: 'true',
    other: 'false',
    key: 'multiRegion',
    requests: [
      ['PutKeyPolicy', { ...unsound, BypassPolicyLockoutSafetyCheck: true }],
      ['ReplicateKey', { ...unsound, ReplicaRegion: 'nowhere-1', BypassPolicyLockoutSafetyCheck: true }],
    ],
  },
  {
    condition: 'kms:ReplicaRegion',
    value: 'nowhere-1',
    other: 'us-east-1',
    key: 'multiRegion',
    requests: [['ReplicateKey', { ReplicaRegion: 'nowhere-1' }]],
  },
  {
    condition: 'kms:PrimaryRegion',
    value: 'nowhere-1',
    other: 'us-east-1',
    key: 'multiRegion',
    requests: [['UpdatePrimaryRegion', { PrimaryRegion: 'nowhere-1' }]],
  },
  {
    condition: 'kms:MultiRegionKeyType',
    value: 'PRIMARY',
    other: 'REPLICA',
    key: 'multiRegion',
    requests: [
      ['DescribeKey', {}],
      ['Encrypt', { Plaintext }],
    ],
  },
  ...(
    [
      ['StringEquals', 'aws:RequestTag/team', 'a', 'b'],
      ['ForAllValues:StringEquals', 'aws:TagKeys', ['team', 'stage'], ['stage']],
    ] as const
  ).map(([operator, condition, value, other]) => ({
    condition,
    operator,
    value,
    other,
    key: 'multiRegion' as const,
    requests: [
      ['TagResource', { Tags }] as const,
      ['ReplicateKey', { ReplicaRegion: 'nowhere-1', Tags }] as const,
    ],
  })),
  {
    condition: 'aws:TagKeys',
    operator: 'ForAllValues:StringEquals',
    value: ['team', 'stage'],
    other: ['stage'],
    requests: [['UntagResource', { TagKeys: ['team'] }]],
  },
]

/** Requests of every operation that is authorized on a key. On keys that it does not suit it is refused after that. */
const everyOperation: readonly (readonly [Operation, Input])[] = [
  ...symmetric,
  ['CancelKeyDeletion', {}],
  ['CreateAlias', { AliasName: 'alias/there' }],
  ['CreateGrant', grant],
  ['Decapsulate', { SharedSecretCiphertextBlob: Message, EncapsulationAlgorithm: 'ML_KEM' }],
  ['DeleteAlias', { AliasName: 'alias/there' }],
  ['DeleteImportedKeyMaterial', {}],
  ['DeriveSharedSecret', { KeyAgreementAlgorithm: 'ECDH', PublicKey }],
  ['DescribeKey', {}],
  ['DisableKey', {}],
  ['DisableKeyRotation', {}],
  ['EnableKey', {}],
  ['EnableKeyRotation', {}],
  ['Encapsulate', { EncapsulationAlgorithm: 'ML_KEM' }],
  ['GenerateMac', mac],
  ['GetKeyLastUsage', {}],
  ['GetKeyPolicy', {}],
  ['GetKeyRotationStatus', {}],
  ['GetParametersForImport', wrapping],
  ['GetPublicKey', {}],
  ['ImportKeyMaterial', material],
  ['ListGrants', {}],
  ['ListKeyPolicies', {}],
  ['ListKeyRotations', {}],
  ['ListResourceTags', {}],
  ['PutKeyPolicy', unsound],
  ['ReplicateKey', { ReplicaRegion: 'us-east-1' }],
  ['RevokeGrant', { GrantId: 'a'.repeat(64) }],
  ['RotateKeyOnDemand', {}],
  ['ScheduleKeyDeletion', {}],
  ['Sign', signed],
  ['TagResource', { Tags: [] }],
  ['UntagResource', { TagKeys: [] }],
  ['UpdateAlias', { AliasName: 'alias/there' }],
  ['UpdateKeyDescription', { Description: '' }],
  ['UpdatePrimaryRegion', { PrimaryRegion: 'us-east-1' }],
  ['Verify', signed],
  ['VerifyMac', mac],
]

const ofEveryKey: readonly Row[] = (
  [
    ['kms:CallerAccount', account, '999988887777'],
    ['kms:KeySpec', 'SYMMETRIC_DEFAULT', 'RSA_2048'],
    ['kms:CustomerMasterKeySpec', 'SYMMETRIC_DEFAULT', 'RSA_2048'],
    ['kms:KeyUsage', 'ENCRYPT_DECRYPT', 'SIGN_VERIFY'],
    ['kms:CustomerMasterKeyUsage', 'ENCRYPT_DECRYPT', 'SIGN_VERIFY'],
    ['kms:KeyOrigin', 'AWS_KMS', 'EXTERNAL'],
    ['kms:MultiRegion', 'false', 'true'],
    ['kms:ViaService', `s3.${region}.amazonaws.com`, `ec2.${region}.amazonaws.com`],
    ['aws:ResourceAccount', account, '999988887777'],
    ['aws:PrincipalArn', alice.arn, admin.arn],
    ['aws:RequestedRegion', region, 'us-east-1'],
  ] as const
).map(([condition, value, other]) => ({
  condition,
  value,
  other,
  requests: everyOperation,
  ...(condition === 'kms:ViaService' ? { via: 's3' } : {}),
}))

const ofIdentityPolicies: readonly Row[] = [
  {
    condition: 'kms:ResourceAliases',
    operator: 'ForAnyValue:StringEquals',
    value: 'alias/there',
    other: 'alias/elsewhere',
    identityOnly: true,
    // Without its alias the key has no such condition key.
    requests: everyOperation.filter(([operation]) => operation !== 'DeleteAlias'),
  },
  {
    condition: 'aws:ResourceTag/stage',
    value: 'test',
    other: 'production',
    identityOnly: true,
    requests: everyOperation,
  },
]

test('the requests cover every action that key policies know', () => {
  const covered = new Set<string>([
    ...everyOperation.map(([operation]) => operation),
    'ReEncryptFrom',
    'ReEncryptTo',
  ])
  // ListAliases is a matter of identity policies; who retires grants is decided by the grant.
  const others = (Object.keys(keyActions) as KeyActionName[]).filter((action) => !covered.has(action))
  assert.deepEqual(others, ['ListAliases', 'RetireGrant'])
})

interface Stage {
  readonly f: Fixture
  readonly keys: ReadonlyMap<string, string>
}

/** One key of each kind that the rows use; alice has no permission on any but on aliases. */
async function prepare(f: Fixture, kindsUsed: readonly Kind[]): Promise<Stage> {
  await putPrincipal(f.storage, alice, aliasPermission)
  const keys = new Map<string, string>()
  for (const kind of new Set(kindsUsed)) {
    const { id } = await newKey(f, { ...kinds[kind], Tags: [{ TagKey: 'stage', TagValue: 'test' }] })
    keys.set(kind, id)
  }
  return { f, keys }
}

const aliasPermission = { Effect: 'Allow', Action: 'kms:*Alias', Resource: 'arn:aws:kms:*:*:alias/*' }

async function setIdentity(f: Fixture, ...statements: Input[]): Promise<void> {
  const document = policy(...statements)
  await f.storage.authority.change(async (tx, change) => {
    change.touch(`iam/${account}`)
    await tx.updateTable('iam_inline_policy').set({ document }).where('owner_id', '=', alice.userId).execute()
  })
}

/** Gives alice everything under this condition, at one of the two places. */
async function setCondition({ f, keys }: Stage, row: Row, place: 'key' | 'identity', value: unknown) {
  const KeyId = keys.get(row.key ?? 'symmetric') as string
  const statement = {
    Effect: 'Allow',
    Action: 'kms:*',
    Resource: '*',
    Condition: { [row.operator ?? 'StringEquals']: { [row.condition]: value } },
  }
  const named = { ...statement, Principal: { AWS: alice.arn } }
  await f.run('PutKeyPolicy', {
    KeyId,
    Policy: place === 'key' ? policy(rootStatement, named) : policy(rootStatement),
  })
  await setIdentity(f, aliasPermission, ...(place === 'identity' ? [statement] : []))
  // What was allowed before may have been done.
  await f.run('CancelKeyDeletion', { KeyId }).catch(() => {})
  await f.run('CreateAlias', { AliasName: 'alias/there', TargetKeyId: KeyId }).catch(() => {})
}

async function isAllowed({ f, keys }: Stage, row: Row, [operation, input]: Row['requests'][number]) {
  const KeyId = keys.get(row.key ?? 'symmetric') as string
  const named =
    operation === 'ReEncrypt'
      ? { SourceKeyId: KeyId, DestinationKeyId: KeyId }
      : { KeyId, TargetKeyId: KeyId }
  const as: CallOptions = { principal: alice, ...(row.via === undefined ? {} : { via: row.via }) }
  try {
    await f.run(operation, { ...named, ...input }, as)
    return true
  } catch (error) {
    if (!(error instanceof AwsError)) throw error
    return error.code !== 'AccessDeniedException'
  }
}

async function requireDecided(stage: Stage, row: Row, place: 'key' | 'identity'): Promise<void> {
  for (const [value, wanted] of [
    [row.other, false],
    [row.value, true],
  ] as const) {
    await setCondition(stage, row, place, value)
    for (const request of row.requests) {
      const what = `${request[0]} with ${row.condition} ${value}, ${place} policy`
      assert.equal(await isAllowed(stage, row, request), wanted, what)
    }
  }
}

for (const [name, table] of Object.entries({ rows, ofEveryKey, ofIdentityPolicies })) {
  const title = { rows: 'of requests', ofEveryKey: 'of every key', ofIdentityPolicies: 'of identities' }[name]
  test(`condition keys ${title} decide every operation that has them`, async (t) => {
    const stage = await prepare(
      await newFixture(t),
      table.map((row) => row.key ?? 'symmetric'),
    )
    for (const row of table) {
      for (const place of row.identityOnly === true
        ? (['identity'] as const)
        : (['key', 'identity'] as const))
        await requireDecided(stage, row, place)
    }
  })
}

test('condition keys of identity policies do nothing in a key policy', async (t) => {
  const stage = await prepare(await newFixture(t), ['symmetric'])
  for (const row of ofIdentityPolicies) {
    await setCondition(stage, row, 'key', row.value)
    assert.equal(await isAllowed(stage, row, ['DescribeKey', {}]), false, row.condition)
  }
})

test('kms:RequestAlias is there for every operation that takes an alias, and for no other name of the key', async (t) => {
  const stage = await prepare(await newFixture(t), ['symmetric'])
  const row: Row = { condition: 'kms:RequestAlias', value: 'alias/there', other: 'alias/other', requests: [] }
  const byAlias = everyOperation.filter(([operation]) => {
    const action = operation === 'ReEncrypt' ? 'ReEncryptTo' : (operation as KeyActionName)
    return keyActions[action].aliases
  })
  assert.equal(byAlias.length, 16)
  const KeyId = stage.keys.get('symmetric')
  const aliased = { ...stage, keys: new Map([['symmetric', 'alias/there']]) }
  const byArn = { ...stage, keys: new Map([['symmetric', `arn:aws:kms:${region}:${account}:alias/there`]]) }
  for (const place of ['key', 'identity'] as const) {
    for (const [value, wanted] of [
      ['alias/other', false],
      ['alias/there', true],
    ] as const) {
      await setCondition(stage, row, place, value)
      for (const request of byAlias) {
        assert.equal(await isAllowed(stage, row, request), false, `${request[0]} by ${KeyId}`)
        for (const named of [aliased, byArn])
          assert.equal(await isAllowed(named, row, request), wanted, `${request[0]} by alias, ${value}`)
      }
    }
  }
})

test('CreateKey: condition keys are those of the key to be', async (t) => {
  const f = await newFixture(t)
  await putPrincipal(f.storage, alice, aliasPermission)
  const input = { KeySpec: 'HMAC_256', KeyUsage: 'GENERATE_VERIFY_MAC', MultiRegion: true, Tags }
  for (const [condition, value, other, operator = 'StringEquals'] of [
    ['kms:KeySpec', 'HMAC_256', 'RSA_2048'],
    ['kms:KeyUsage', 'GENERATE_VERIFY_MAC', 'SIGN_VERIFY'],
    ['kms:KeyOrigin', 'AWS_KMS', 'EXTERNAL'],
    ['kms:MultiRegion', 'true', 'false', 'Bool'],
    ['kms:MultiRegionKeyType', 'PRIMARY', 'REPLICA'],
    ['kms:CallerAccount', account, '999988887777'],
    ['kms:BypassPolicyLockoutSafetyCheck', 'false', 'true', 'Bool'],
    ['aws:RequestTag/team', 'a', 'b'],
    ['aws:TagKeys', 'team', 'stage', 'ForAllValues:StringEquals'],
  ]) {
    for (const [given, wanted] of [
      [other, 'AccessDeniedException'],
      [value, null],
    ]) {
      const Condition = { [operator as string]: { [condition as string]: given } }
      await setIdentity(f, {
        Effect: 'Allow',
        Action: ['kms:CreateKey', 'kms:TagResource'],
        Resource: '*',
        Condition,
      })
      const outcome = await f.run('CreateKey', input, { principal: alice }).catch((error) => error)
      assert.equal(outcome.code ?? null, wanted, `${condition} ${given}`)
    }
  }
})

test('CreateKey with tags needs kms:TagResource, which may be limited to keys of the account', async (t) => {
  const f = await newFixture(t)
  await putPrincipal(f.storage, alice, aliasPermission)
  const create = { Effect: 'Allow', Action: 'kms:CreateKey', Resource: '*' }
  const tag = (Resource: string) => ({ Effect: 'Allow', Action: 'kms:TagResource', Resource })
  const attempt = async (...statements: Input[]) => {
    await setIdentity(f, ...statements)
    const outcome = await f.run('CreateKey', { Tags }, { principal: alice }).catch((error) => error)
    return outcome.code ?? null
  }
  assert.equal(await attempt(create), 'AccessDeniedException')
  assert.equal(await attempt(create, tag('*')), null)
  assert.equal(await attempt(create, tag(`arn:aws:kms:*:${account}:key/*`)), null)
  assert.equal(await attempt(create, tag('arn:aws:kms:*:999988887777:key/*')), 'AccessDeniedException')
})

test('RetireGrant: kms:GrantConstraintType can deny it', async (t) => {
  const f = await newFixture(t)
  await putPrincipal(f.storage, alice, aliasPermission)
  const { id } = await newKey(f)
  const deny = {
    Effect: 'Deny',
    Action: 'kms:RetireGrant',
    Resource: '*',
    Condition: { StringEquals: { 'kms:GrantConstraintType': 'EncryptionContextSubset' } },
  }
  await setIdentity(f, deny)
  const retire = async (Constraints: Input) => {
    const { GrantId } = await f.run('CreateGrant', { ...grant, KeyId: id, Constraints, DryRun: false })
    const as = { principal: alice }
    const outcome = await f.run('RetireGrant', { KeyId: id, GrantId }, as).catch((error) => error)
    return outcome?.code ?? null
  }
  assert.equal(await retire({ EncryptionContextSubset: EncryptionContext }), 'AccessDeniedException')
  assert.equal(await retire({ EncryptionContextEquals: EncryptionContext }), null)
  assert.equal(await retire({}), null)
})
