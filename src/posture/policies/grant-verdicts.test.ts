import assert from 'node:assert/strict'
import { test } from 'node:test'
import {
  duplicateGrants,
  foreignGrants,
  type Grant,
  isServicePrincipal,
  unlimitedGrants,
} from './grant-verdicts.ts'

const role = 'arn:aws:iam::111122223333:role/App'
const grant = (id: string, more: Partial<Grant> = {}): Grant => ({
  id,
  grantee: role,
  issuingAccount: '111122223333',
  operations: ['Decrypt', 'Encrypt'],
  constraints: '',
  ofService: false,
  ...more,
})
const everything = [
  'Decrypt',
  'Encrypt',
  'GenerateDataKey',
  'GenerateDataKeyWithoutPlaintext',
  'GenerateDataKeyPair',
  'GenerateDataKeyPairWithoutPlaintext',
  'ReEncryptFrom',
  'ReEncryptTo',
  'CreateGrant',
  'DescribeKey',
  'RetireGrant',
]
const symmetric = { usage: 'ENCRYPT_DECRYPT', spec: 'SYMMETRIC_DEFAULT' }
const ids = (grants: readonly Grant[]) => grants.map(({ id }) => id)

test('the second of two equal grants is one too many', () => {
  const grants = [
    grant('first'),
    grant('same', { operations: ['Encrypt', 'Decrypt'] }),
    grant('constrained', { constraints: '[[["a","b"]],[],null]' }),
    grant('other', { grantee: 'arn:aws:iam::111122223333:role/Other' }),
    grant('service', { grantee: 'rds.amazonaws.com', ofService: true }),
    grant('service-again', { grantee: 'rds.amazonaws.com', ofService: true }),
  ]
  assert.deepEqual(ids(duplicateGrants(grants)), ['same'])
})

test('every operation without a constraint is too much, for whatever kind of key', () => {
  const grants = [
    grant('everything', { operations: everything }),
    grant('constrained', { operations: everything, constraints: '[[["a","b"]],[],null]' }),
    grant('nearly', { operations: everything.slice(1) }),
    grant('service', { operations: everything, ofService: true }),
  ]
  assert.deepEqual(ids(unlimitedGrants(grants, symmetric)), ['everything'])
  const signing = [
    grant('sign', {
      operations: ['Sign', 'Verify', 'GetPublicKey', 'CreateGrant', 'DescribeKey', 'RetireGrant'],
    }),
  ]
  assert.deepEqual(ids(unlimitedGrants(signing, { usage: 'SIGN_VERIFY', spec: 'ECC_NIST_P256' })), ['sign'])
  assert.deepEqual(unlimitedGrants(signing, symmetric), [])
  assert.deepEqual(unlimitedGrants(signing, { usage: 'SOMETHING_NEW', spec: undefined }), [])
})

test('grants to other accounts', () => {
  const grants = [
    grant('own'),
    grant('foreign', { grantee: 'arn:aws:iam::999900001111:role/App' }),
    grant('trusted', { grantee: 'arn:aws:iam::444455556666:role/App' }),
    grant('issued-elsewhere', { issuingAccount: '999900001111' }),
    grant('service', { grantee: 'rds.amazonaws.com', ofService: true }),
  ]
  assert.deepEqual(
    foreignGrants(grants, '111122223333', ['444455556666']).map(({ grant: { id }, account }) => [
      id,
      account,
    ]),
    [
      ['foreign', '999900001111'],
      ['issued-elsewhere', '999900001111'],
    ],
  )
})

test('services are told by their names', () => {
  assert.ok(isServicePrincipal('bedrock.amazonaws.com'))
  assert.ok(isServicePrincipal('datazone.us-east-1.amazonaws.com'))
  assert.ok(
    isServicePrincipal(
      'arn:aws:iam::111122223333:role/aws-service-role/autoscaling.amazonaws.com/AWSServiceRoleForAutoScaling',
    ),
  )
  assert.ok(!isServicePrincipal(role))
  assert.ok(!isServicePrincipal('arn:aws:iam::111122223333:user/x.amazonaws.com.evil'))
  assert.ok(!isServicePrincipal(undefined))
})
