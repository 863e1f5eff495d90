import assert from 'node:assert/strict'
import { test } from 'node:test'
import { decryptAllStatements } from './decrypt-all.ts'
import { policyOf } from './policy-document.ts'

const allow = (Action: unknown, Resource: unknown, Condition?: object) => ({
  Effect: 'Allow',
  Action,
  Resource,
  ...(Condition !== undefined && { Condition }),
})
const one = 'arn:aws:kms:us-east-1:111122223333:key/00000000-0000-4000-8000-000000000001'
const via = (service: string) => ({ StringEquals: { 'kms:ViaService': service } })

const policies: readonly (readonly [name: string, statement: object, opensAll: boolean])[] = [
  ['everything', allow('*', '*'), true],
  ['kms:*', allow('kms:*', '*'), true],
  ['Decrypt on everything', allow(['s3:GetObject', 'kms:Decrypt'], '*'), true],
  ['actions without regard to case', allow('KMS:decrypt', ['*']), true],
  ['a prefix', allow('kms:De*', '*'), true],
  ['ReEncryptFrom', allow('kms:ReEncryptFrom', '*'), true],
  ['ReEncrypt*', allow('kms:ReEncrypt*', '*'), true],
  ['encryption only', allow(['kms:Encrypt', 'kms:GenerateDataKey'], '*'), false],
  ['DescribeKey', allow('kms:Describe*', '*'), false],
  ['one key', allow('kms:Decrypt', one), false],
  ['keys that begin alike', allow('kms:Decrypt', 'arn:aws:kms:us-east-1:111122223333:key/1*'), false],
  ['every key of the account', allow('kms:Decrypt', 'arn:aws:kms:us-east-1:111122223333:key/*'), true],
  ['every key of every region', allow('kms:Decrypt', 'arn:aws:kms:*:111122223333:key/*'), true],
  [
    'every key of another partition',
    allow('kms:Decrypt', 'arn:aws-cn:kms:cn-north-1:111122223333:key/*'),
    true,
  ],
  ['everything of KMS', allow('kms:Decrypt', 'arn:aws:kms:*'), true],
  ['every ARN', allow('kms:Decrypt', 'arn:aws:*'), true],
  ['aliases are no keys', allow('kms:Decrypt', 'arn:aws:kms:us-east-1:111122223333:alias/*'), false],
  ['every bucket', allow('kms:*', 'arn:aws:s3:::*'), false],
  ['one key and all', allow('kms:Decrypt', [one, '*']), true],
  ['through one service', allow('kms:Decrypt', '*', via('s3.us-east-1.amazonaws.com')), false],
  ['through any service', allow('kms:Decrypt', '*', { StringLike: { 'kms:ViaService': '*' } }), true],
  [
    'through a service, if any',
    allow('kms:Decrypt', '*', { StringEqualsIfExists: { 'kms:ViaService': 's3.us-east-1.amazonaws.com' } }),
    true,
  ],
  [
    'not through a service',
    allow('kms:Decrypt', '*', { StringNotEquals: { 'kms:ViaService': 's3.us-east-1.amazonaws.com' } }),
    true,
  ],
  [
    'keys with an alias',
    allow('kms:Decrypt', '*', { 'ForAnyValue:StringLike': { 'kms:ResourceAliases': 'alias/app-*' } }),
    false,
  ],
  [
    'keys whose aliases are all such, or that have none',
    allow('kms:Decrypt', '*', { 'ForAllValues:StringLike': { 'kms:ResourceAliases': 'alias/app-*' } }),
    true,
  ],
  ['keys with a tag', allow('kms:Decrypt', '*', { StringEquals: { 'aws:ResourceTag/team': 'a' } }), false],
  [
    'at some time of the day',
    allow('kms:Decrypt', '*', { DateLessThan: { 'aws:CurrentTime': '2027-01-01T00:00:00Z' } }),
    true,
  ],
  ['a Deny', { Effect: 'Deny', Action: 'kms:*', Resource: '*' }, false],
  ['all but IAM', { Effect: 'Allow', NotAction: 'iam:*', Resource: '*' }, true],
  ['all but KMS', { Effect: 'Allow', NotAction: ['kms:*', 'iam:*'], Resource: '*' }, false],
  ['all but one key', { Effect: 'Allow', Action: 'kms:Decrypt', NotResource: one }, true],
  ['all but keys', { Effect: 'Allow', Action: 'kms:Decrypt', NotResource: 'arn:aws:kms:*:*:key/*' }, false],
  ['without a resource', { Effect: 'Allow', Action: 'kms:Decrypt' }, false],
]

for (const [name, statement, opensAll] of policies) {
  test(`IAM policy: ${name}`, () => {
    const policy = policyOf({ Version: '2012-10-17', Statement: [statement] })
    assert.ok(policy)
    assert.equal(decryptAllStatements(policy).length > 0, opensAll)
  })
}
