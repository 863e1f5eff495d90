import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import {
  broadAdmins,
  foreignUses,
  isPolicyEditable,
  publicStatements,
  unscopedServices,
} from './key-policy-verdicts.ts'
import { parsePolicy } from './policy-document.ts'

const owner = {
  account: '111122223333',
  arn: 'arn:aws:kms:us-east-1:111122223333:key/00000000-0000-4000-8000-000000000001',
}
const trusted = ['444455556666']
const admins = ['arn:aws:iam::111122223333:role/KeyAdmin']
const own = (name: string) => `arn:aws:iam::111122223333:${name}`
const foreign = (name: string) => `arn:aws:iam::999900001111:${name}`

const allow = (Principal: unknown, Action: unknown, Condition?: object, more: object = {}) => ({
  Effect: 'Allow',
  Principal,
  Action,
  Resource: '*',
  ...(Condition !== undefined && { Condition }),
  ...more,
})
const root = allow({ AWS: own('root') }, 'kms:*')
const use = ['kms:Decrypt', 'kms:GenerateDataKey*']
const everyone = (Condition?: object) => allow('*', use, Condition)
const service = (name: string, Condition?: object) => allow({ Service: name }, use, Condition)

/**
 * What is wrong: P public, A too broad an administrator, O deleted principal, X other account, S service not pinned, L locked
 * out; '' nothing; null: no policy.
 */
const policies: readonly (readonly [name: string, policy: unknown, wrong: string | null])[] = [
  // Whole documents.
  ['the default policy', [root], ''],
  ['one statement, not a list', root, ''],
  ['without Sid', [{ ...root, Sid: undefined }], ''],
  ['no statement', [], 'L'],
  ['not JSON', 'text:{', null],
  ['empty text', 'text:', null],
  ['a list', 'text:[]', null],
  ['null', 'text:null', null],
  ['without Statement', 'text:{"Version":"2012-10-17"}', null],
  ['an Effect that there is not', [{ ...root, Effect: 'Maybe' }], null],
  ['without Action', [{ Effect: 'Allow', Principal: '*', Resource: '*' }], null],
  ['a principal of a kind that there is not', [allow({ Robot: 'x' }, 'kms:*')], null],
  ['a condition that is none', [allow('*', 'kms:*', { StringEquals: 'x' } as object)], null],
  [
    'percent-encoded, as IAM answers',
    `text:${encodeURIComponent(JSON.stringify({ Statement: [root] }))}`,
    '',
  ],

  // Everyone.
  ['*', [root, everyone()], 'PX'],
  ['{"AWS":"*"}', [root, allow({ AWS: '*' }, use)], 'PX'],
  ['{"AWS":["*"]}', [root, allow({ AWS: ['*'] }, use)], 'PX'],
  ['* among others', [root, allow({ AWS: [own('role/App'), '*'] }, use)], 'PX'],
  ['* for DescribeKey alone', [root, allow('*', 'kms:DescribeKey')], 'PX'],
  ['* for another service', [root, allow('*', 's3:GetObject')], ''],
  ['* denied', [root, { ...everyone(), Effect: 'Deny' }], ''],
  [
    'NotPrincipal',
    [root, { Effect: 'Allow', NotPrincipal: { AWS: own('role/App') }, Action: use, Resource: '*' }],
    'PX',
  ],
  [
    'NotPrincipal with a pin',
    [
      root,
      {
        Effect: 'Allow',
        NotPrincipal: { AWS: own('role/App') },
        Action: use,
        Resource: '*',
        Condition: { StringEquals: { 'kms:CallerAccount': owner.account } },
      },
    ],
    'P',
  ],
  [
    'NotAction for everyone',
    [root, { Effect: 'Allow', Principal: '*', NotAction: 'kms:ScheduleKeyDeletion', Resource: '*' }],
    'PAX',
  ],
  [
    'NotAction without KMS',
    [root, { Effect: 'Allow', Principal: '*', NotAction: 'kms:*', Resource: '*' }],
    '',
  ],
  [
    'pinned to an organization',
    [root, everyone({ StringEquals: { 'aws:PrincipalOrgID': 'o-a1b2c3d4e5' } })],
    '',
  ],
  [
    'keys without regard to case',
    [root, everyone({ StringEquals: { 'AWS:principalORGid': 'o-a1b2c3d4e5' } })],
    '',
  ],
  [
    'an organization with a wildcard',
    [root, everyone({ StringLike: { 'aws:PrincipalOrgID': 'o-*' } })],
    'PX',
  ],
  [
    'pinned to a part of an organization',
    [root, everyone({ 'ForAnyValue:StringLike': { 'aws:PrincipalOrgPaths': 'o-a1b2c3d4e5/r-ab12/*' } })],
    '',
  ],
  [
    'ForAllValues is true without the key',
    [root, everyone({ 'ForAllValues:StringLike': { 'aws:PrincipalOrgPaths': 'o-a1b2c3d4e5/r-ab12/*' } })],
    'PX',
  ],
  [
    'pinned to the own account',
    [root, everyone({ StringEquals: { 'kms:CallerAccount': owner.account } })],
    '',
  ],
  ['the account as a number', [root, everyone({ StringEquals: { 'kms:CallerAccount': 111122223333 } })], ''],
  [
    'pinned by PrincipalAccount',
    [root, everyone({ StringEquals: { 'aws:PrincipalAccount': [owner.account] } })],
    '',
  ],
  [
    'IfExists is no pin',
    [root, everyone({ StringEqualsIfExists: { 'kms:CallerAccount': owner.account } })],
    'PX',
  ],
  [
    'a negation is no pin',
    [root, everyone({ StringNotEquals: { 'kms:CallerAccount': '999900001111' } })],
    'PX',
  ],
  ['Null is no pin', [root, everyone({ Null: { 'kms:CallerAccount': 'false' } })], 'PX'],
  [
    'ViaService alone is no pin',
    [root, everyone({ StringEquals: { 'kms:ViaService': 's3.us-east-1.amazonaws.com' } })],
    'PX',
  ],
  [
    'ViaService and the account',
    [
      root,
      everyone({
        StringEquals: { 'kms:ViaService': 's3.us-east-1.amazonaws.com', 'kms:CallerAccount': owner.account },
      }),
    ],
    '',
  ],
  ['a network is no pin', [root, everyone({ IpAddress: { 'aws:SourceIp': '10.0.0.0/8' } })], 'PX'],
  [
    'a variable is no pin',
    // biome-ignore lint/suspicious/noTemplateCurlyInString: a policy variable.
    [root, everyone({ StringEquals: { 'kms:CallerAccount': '${aws:PrincipalAccount}' } })],
    'PX',
  ],
  ['an empty list is no pin', [root, everyone({ StringEquals: { 'kms:CallerAccount': [] } })], 'PX'],
  [
    'PrincipalArn of the own account',
    [root, everyone({ ArnLike: { 'aws:PrincipalArn': own('role/App-*') } })],
    '',
  ],
  [
    'PrincipalArn with any account',
    [root, everyone({ ArnLike: { 'aws:PrincipalArn': 'arn:aws:iam::*:role/App' } })],
    'PX',
  ],
  [
    'PrincipalArn with a wildcard before the account',
    [root, everyone({ StringLike: { 'aws:PrincipalArn': `arn:aws:*:${owner.account}:role/App` } })],
    'PX',
  ],
  ['SourceAccount', [root, everyone({ StringEquals: { 'aws:SourceAccount': owner.account } })], ''],
  [
    'SourceArn with an account',
    [root, everyone({ ArnLike: { 'aws:SourceArn': `arn:aws:sns:us-east-1:${owner.account}:*` } })],
    '',
  ],
  [
    'SourceArn without an account',
    [root, everyone({ ArnLike: { 'aws:SourceArn': 'arn:aws:s3:::bucket' } })],
    'PX',
  ],
  [
    'everyone of two accounts, one not trusted',
    [root, everyone({ StringEquals: { 'kms:CallerAccount': [owner.account, '999900001111'] } })],
    'X',
  ],
  [
    'everyone of a trusted account',
    [root, everyone({ StringEquals: { 'kms:CallerAccount': '444455556666' } })],
    '',
  ],
  [
    'a statement about another key',
    [root, { ...everyone(), Resource: 'arn:aws:kms:us-east-1:111122223333:key/other' }],
    '',
  ],
  [
    'a statement about all but another key',
    [
      root,
      {
        Effect: 'Allow',
        Principal: '*',
        Action: use,
        NotResource: 'arn:aws:kms:us-east-1:111122223333:key/other',
      },
    ],
    'PX',
  ],

  // Administrators.
  ['the root as a bare account', [allow({ AWS: owner.account }, 'kms:*')], ''],
  [
    'the root of another partition',
    [allow({ AWS: `arn:aws-us-gov:iam::${owner.account}:root` }, 'kms:*')],
    '',
  ],
  ['a role with kms:*', [root, allow({ AWS: own('role/App') }, 'kms:*')], 'A'],
  ['a role with *', [root, allow({ AWS: own('role/App') }, '*')], 'A'],
  ['a role with KMS:* in capitals', [root, allow({ AWS: own('role/App') }, 'KMS:*')], 'A'],
  ['a role with kms:Put*', [root, allow({ AWS: own('role/App') }, ['kms:Describe*', 'kms:Put*'])], 'A'],
  ['a role with kms:Create*', [root, allow({ AWS: own('role/App') }, 'kms:Create*')], 'A'],
  ['a role with k?s:*', [root, allow({ AWS: own('role/App') }, 'k?s:*')], 'A'],
  ['a role with CreateGrant', [root, allow({ AWS: own('role/App') }, 'kms:CreateGrant')], ''],
  ['the known administrator', [root, allow({ AWS: admins[0] }, 'kms:*')], ''],
  [
    'everyone of the account with kms:*',
    [root, allow('*', 'kms:*', { StringEquals: { 'kms:CallerAccount': owner.account } })],
    'A',
  ],
  [
    'a service with kms:*',
    [
      root,
      allow({ Service: 'events.amazonaws.com' }, 'kms:*', {
        StringEquals: { 'aws:SourceAccount': owner.account },
      }),
    ],
    'A',
  ],
  [
    'NotAction for a role',
    [root, { Effect: 'Allow', Principal: { AWS: own('role/App') }, NotAction: 'kms:Decrypt', Resource: '*' }],
    'A',
  ],
  ['a deleted user', [root, allow({ AWS: 'AIDAEXAMPLEEXAMPLE123' }, use)], 'O'],
  ['a deleted role', [root, allow({ AWS: ['AROAEXAMPLEEXAMPLE123', own('role/App')] }, use)], 'O'],

  // Other accounts.
  ['a role of another account', [root, allow({ AWS: foreign('role/App') }, use)], 'X'],
  ['another account as a bare id', [root, allow({ AWS: '999900001111' }, use)], 'X'],
  ['the root of another account with kms:*', [root, allow({ AWS: foreign('root') }, 'kms:*')], 'AX'],
  ['a trusted account', [root, allow({ AWS: '444455556666' }, use)], ''],
  ['a CloudFront identity', [root, allow({ CanonicalUser: 'abc' }, use)], ''],
  ['an identity provider', [root, allow({ Federated: 'cognito-identity.amazonaws.com' }, use)], ''],
  [
    'an assumed role of another account',
    [root, allow({ AWS: 'arn:aws:sts::999900001111:assumed-role/App/s' }, use)],
    'X',
  ],

  // Services.
  ['a service without a condition', [root, service('sns.amazonaws.com')], 'S'],
  [
    'SourceAccount',
    [root, service('sns.amazonaws.com', { StringEquals: { 'aws:SourceAccount': owner.account } })],
    '',
  ],
  [
    'SourceAccount in ArnLike',
    [
      root,
      service('sns.amazonaws.com', { ArnLike: { 'aws:SourceArn': `arn:aws:sns:*:${owner.account}:*` } }),
    ],
    'S',
  ],
  [
    'a bucket as SourceArn',
    [root, service('s3.amazonaws.com', { ArnLike: { 'aws:SourceArn': 'arn:aws:s3:::logs' } })],
    '',
  ],
  [
    'any bucket as SourceArn',
    [root, service('s3.amazonaws.com', { ArnLike: { 'aws:SourceArn': 'arn:aws:s3:::*' } })],
    'S',
  ],
  [
    'an organization',
    [root, service('config.amazonaws.com', { StringEquals: { 'aws:SourceOrgID': 'o-a1b2c3d4e5' } })],
    '',
  ],
  [
    'an encryption context',
    [
      root,
      service('cloudtrail.amazonaws.com', {
        StringLike: {
          'kms:EncryptionContext:aws:cloudtrail:arn': `arn:aws:cloudtrail:*:${owner.account}:trail/*`,
        },
      }),
    ],
    '',
  ],
  [
    'any encryption context',
    [
      root,
      service('cloudtrail.amazonaws.com', {
        StringLike: { 'kms:EncryptionContext:aws:cloudtrail:arn': '*' },
      }),
    ],
    'S',
  ],
  [
    'ViaService',
    [
      root,
      service('sns.amazonaws.com', { StringEquals: { 'kms:ViaService': 'sns.us-east-1.amazonaws.com' } }),
    ],
    'S',
  ],
  [
    'a service with IfExists',
    [root, service('sns.amazonaws.com', { StringEqualsIfExists: { 'aws:SourceAccount': owner.account } })],
    'S',
  ],
  [
    'logs of a region with its context',
    [
      root,
      service('logs.us-east-1.amazonaws.com', {
        ArnLike: { 'kms:EncryptionContext:aws:logs:arn': `arn:aws:logs:us-east-1:${owner.account}:*` },
      }),
    ],
    '',
  ],
  [
    'logs of a region with SourceAccount alone',
    [root, service('logs.us-east-1.amazonaws.com', { StringEquals: { 'aws:SourceAccount': owner.account } })],
    'S',
  ],
  [
    'logs of a region for any account',
    [
      root,
      service('logs.us-east-1.amazonaws.com', {
        ArnLike: { 'kms:EncryptionContext:aws:logs:arn': 'arn:aws:logs:*:*:*' },
      }),
    ],
    'S',
  ],
  [
    'a service and a role in one statement',
    [root, allow({ Service: 'sns.amazonaws.com', AWS: own('role/App') }, use)],
    'S',
  ],

  // Nobody left.
  ['only users of the key', [allow({ AWS: own('role/App') }, use)], 'L'],
  ['a role that may edit', [allow({ AWS: own('role/App') }, 'kms:PutKeyPolicy')], ''],
  ['only another account may edit', [allow({ AWS: foreign('role/App') }, 'kms:PutKeyPolicy')], 'XL'],
  ['only a deleted role may edit', [allow({ AWS: 'AROAEXAMPLEEXAMPLE123' }, 'kms:PutKeyPolicy')], 'OL'],
  [
    'only a service may edit',
    [service('sns.amazonaws.com', { StringEquals: { 'aws:SourceAccount': owner.account } })],
    'L',
  ],
  [
    'editing denied to everyone',
    [root, { Effect: 'Deny', Principal: '*', Action: 'kms:Put*', Resource: '*' }],
    'L',
  ],
  [
    'editing denied but for some',
    [
      root,
      {
        Effect: 'Deny',
        Principal: '*',
        Action: 'kms:Put*',
        Resource: '*',
        Condition: { ArnNotEquals: { 'aws:PrincipalArn': admins } },
      },
    ],
    '',
  ],
  [
    'all but deletion',
    [
      {
        Effect: 'Allow',
        Principal: { AWS: own('root') },
        NotAction: 'kms:ScheduleKeyDeletion',
        Resource: '*',
      },
    ],
    '',
  ],
]

for (const [name, policy, wrong] of policies) {
  test(`key policy: ${name}`, () => {
    const text =
      typeof policy === 'string'
        ? policy.replace('text:', '')
        : JSON.stringify({ Version: '2012-10-17', Statement: policy })
    assert.equal(wrongWith(text), wrong)
  })
}

test('a policy names its statements by Sid, or by number', () => {
  const policy = parsePolicy(
    JSON.stringify({ Statement: [root, { ...everyone(), Sid: 'Open' }, everyone()] }),
  )
  assert.ok(policy)
  assert.deepEqual(
    publicStatements(policy, owner).map(({ label }) => label),
    ['Open', '3'],
  )
})

test('no text makes the evaluator throw', () => {
  fc.assert(fc.property(fc.string(), (text) => wrongWith(text) !== undefined))
  const value = fc.oneof(
    fc.string(),
    fc.constant('*'),
    fc.array(fc.string()),
    fc.dictionary(fc.string(), fc.string()),
  )
  const statement = fc.record({
    Effect: fc.constantFrom('Allow', 'Deny'),
    Principal: value,
    Action: fc.oneof(fc.constant('kms:*'), value),
    Resource: value,
    Condition: fc.dictionary(
      fc.constantFrom('StringEquals', 'ArnLike', 'ForAnyValue:StringLike'),
      fc.dictionary(fc.string(), value),
    ),
  })
  fc.assert(
    fc.property(fc.array(statement), (Statement) => wrongWith(JSON.stringify({ Statement })) !== undefined),
  )
})

function wrongWith(text: string): string | null {
  const policy = parsePolicy(text)
  if (policy === null) return null
  const broad = broadAdmins(policy, owner, admins)
  return [
    publicStatements(policy, owner).length > 0 ? 'P' : '',
    broad.some(({ orphan }) => !orphan) ? 'A' : '',
    broad.some(({ orphan }) => orphan) ? 'O' : '',
    foreignUses(policy, owner, trusted).length > 0 ? 'X' : '',
    unscopedServices(policy, owner).length > 0 ? 'S' : '',
    isPolicyEditable(policy, owner) ? '' : 'L',
  ].join('')
}
