// biome-ignore-all lint/suspicious/noTemplateCurlyInString: policy variables are no templates.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { conditionHolds, describeCondition } from './condition.ts'
import type { ConditionContext } from './iam.ts'
import { parseConditions } from './policy-condition.ts'
import type { Condition } from './policy-document.ts'

const context: ConditionContext = {
  'aws:username': 'alice',
  'aws:PrincipalTag/team': 'blue',
  'aws:PrincipalTag/star': '*',
  'aws:SourceIp': '192.0.2.7',
  'aws:CurrentTime': '2026-01-15T12:00:00.000Z',
  'aws:EpochTime': '1768478400',
  'aws:SecureTransport': 'true',
  'aws:TagKeys': ['team', 'cost'],
  'aws:CalledVia': [],
  'kms:RotationPeriodInDays': '90',
  'kms:EncryptionContext:Tenant': 't1',
  'aws:SourceArn': 'arn:aws:s3:::bucket',
  'test:Binary': 'QmluYXJ5',
}

function parse(operator: string, key: string, value: unknown): Condition {
  const [condition] = parseConditions({ [operator]: { [key]: value } })
  assert.ok(condition)
  return condition
}

const rows: readonly [operator: string, key: string, value: unknown, holds: boolean][] = [
  ['StringEquals', 'aws:username', 'alice', true],
  ['StringEquals', 'AWS:UserName', 'alice', true],
  ['StringEquals', 'aws:username', 'Alice', false],
  ['StringEquals', 'aws:username', ['bob', 'alice'], true],
  ['StringEquals', 'aws:username', 'al*', false],
  ['StringEquals', 'aws:absent', 'alice', false],
  ['StringEqualsIfExists', 'aws:absent', 'alice', true],
  ['StringEqualsIfExists', 'aws:username', 'bob', false],
  ['StringNotEquals', 'aws:username', 'bob', true],
  ['StringNotEquals', 'aws:username', ['bob', 'alice'], false],
  ['StringNotEquals', 'aws:absent', 'alice', true],
  ['StringEqualsIgnoreCase', 'aws:username', 'ALICE', true],
  ['StringNotEqualsIgnoreCase', 'aws:username', 'ALICE', false],
  ['StringLike', 'aws:username', 'a?i*', true],
  ['StringLike', 'aws:username', 'A*', false],
  ['StringNotLike', 'aws:username', 'a*', false],
  ['StringNotLike', 'aws:username', 'b*', true],
  ['StringEquals', 'kms:EncryptionContext:tenant', 't1', true],
  ['NumericEquals', 'kms:RotationPeriodInDays', 90, true],
  ['NumericEquals', 'kms:RotationPeriodInDays', '90.0', true],
  ['NumericNotEquals', 'kms:RotationPeriodInDays', 90, false],
  ['NumericLessThan', 'kms:RotationPeriodInDays', 90, false],
  ['NumericLessThanEquals', 'kms:RotationPeriodInDays', 90, true],
  ['NumericGreaterThan', 'kms:RotationPeriodInDays', '89', true],
  ['NumericGreaterThanEquals', 'kms:RotationPeriodInDays', 91, false],
  ['NumericEquals', 'aws:username', 90, false],
  ['DateLessThan', 'aws:CurrentTime', '2026-02-01', true],
  ['DateLessThan', 'aws:CurrentTime', '2026-01-15T12:00:00', false],
  ['DateLessThanEquals', 'aws:CurrentTime', '2026-01-15T12:00:00', true],
  ['DateGreaterThan', 'aws:CurrentTime', '2026-01-15T12:00:00+01:00', true],
  ['DateGreaterThanEquals', 'aws:CurrentTime', '1768478400', true],
  ['DateEquals', 'aws:EpochTime', '2026-01-15T12:00:00Z', true],
  ['DateNotEquals', 'aws:EpochTime', '2026-01-15T12:00:00Z', false],
  ['Bool', 'aws:SecureTransport', true, true],
  ['Bool', 'aws:SecureTransport', 'False', false],
  ['Bool', 'aws:absent', 'false', false],
  ['BoolIfExists', 'aws:absent', 'false', true],
  ['BinaryEquals', 'test:Binary', 'QmluYXJ5', true],
  ['BinaryEquals', 'test:Binary', 'QmluYXJz', false],
  ['IpAddress', 'aws:SourceIp', ['10.0.0.0/8', '192.0.2.0/24'], true],
  ['IpAddress', 'aws:SourceIp', '2001:db8::/32', false],
  ['NotIpAddress', 'aws:SourceIp', '192.0.2.0/24', false],
  ['NotIpAddress', 'aws:SourceIp', '10.0.0.0/8', true],
  ['NotIpAddress', 'aws:absent', '10.0.0.0/8', true],
  ['ArnEquals', 'aws:SourceArn', 'arn:aws:s3:::b*', true],
  ['ArnLike', 'aws:SourceArn', 'arn:aws:*', false],
  ['ArnNotLike', 'aws:SourceArn', 'arn:aws:s3:::other', true],
  ['ArnNotEquals', 'aws:SourceArn', 'arn:aws:s3:::bucket', false],
  ['ArnLike', 'aws:username', 'arn:aws:s3:::b*', false],
  ['Null', 'aws:absent', 'true', true],
  ['Null', 'aws:absent', false, false],
  ['Null', 'aws:username', 'false', true],
  ['Null', 'aws:username', 'True', false],
  ['Null', 'aws:CalledVia', 'true', true],
  ['ForAllValues:StringEquals', 'aws:TagKeys', ['team', 'cost', 'owner'], true],
  ['ForAllValues:StringEquals', 'aws:TagKeys', ['team'], false],
  ['ForAllValues:StringEquals', 'aws:absent', ['team'], true],
  ['ForAllValues:StringEquals', 'aws:CalledVia', ['team'], true],
  ['ForAllValues:StringNotEquals', 'aws:TagKeys', ['owner'], true],
  ['ForAllValues:StringNotEquals', 'aws:TagKeys', ['owner', 'cost'], false],
  ['ForAnyValue:StringEquals', 'aws:TagKeys', ['owner', 'cost'], true],
  ['ForAnyValue:StringEquals', 'aws:TagKeys', ['owner'], false],
  ['ForAnyValue:StringEquals', 'aws:absent', ['owner'], false],
  ['ForAnyValue:StringEqualsIfExists', 'aws:absent', ['owner'], true],
  ['ForAnyValue:StringNotEquals', 'aws:TagKeys', ['cost'], true],
  ['ForAnyValue:StringNotEquals', 'aws:TagKeys', ['cost', 'team'], false],
  ['ForAnyValue:StringNotEquals', 'aws:absent', ['cost'], false],
  ['StringEquals', 'aws:TagKeys', 'cost', true],
  ['StringNotEquals', 'aws:TagKeys', 'cost', false],
  ['StringEquals', 'aws:username', '${aws:username}', true],
  ['StringEquals', 'aws:username', '${AWS:USERNAME}', true],
  ['StringEquals', 'aws:PrincipalTag/team', "${aws:PrincipalTag/absent, 'blue'}", true],
  ['StringEquals', 'aws:PrincipalTag/team', "${aws:PrincipalTag/team, 'red'}", true],
  ['StringEquals', 'aws:PrincipalTag/star', '${*}', true],
  ['StringLike', 'aws:username', '${*}', false],
  ['StringLike', 'aws:username', '${aws:PrincipalTag/star}', false],
  ['StringLike', 'aws:username', '*${?}', false],
  ['StringEquals', 'aws:username', '${aws:absent}', false],
  ['StringEquals', 'aws:username', '${aws:TagKeys}', false],
  ['StringEquals', 'aws:username', '${aws:username', false],
  ['StringNotEquals', 'aws:username', '${aws:absent}', false],
  ['StringEquals', '__proto__:x', 'a', false],
]
for (const [operator, key, value, holds] of rows) {
  test(`${operator} ${key} ${JSON.stringify(value)} ${holds ? 'holds' : 'does not hold'}`, () => {
    assert.equal(conditionHolds(parse(operator, key, value), 'Allow', '2012-10-17', context), holds)
  })
}

test('a variable without value in a negated operator does not weaken a Deny', () => {
  const condition = parse('StringNotEquals', 'aws:username', '${aws:absent}')
  assert.equal(conditionHolds(condition, 'Deny', '2012-10-17', context), true)
})

test('documents of 2008 have no variables', () => {
  const condition = parse('StringEquals', 'aws:username', '${aws:username}')
  assert.equal(conditionHolds(condition, 'Allow', '2008-10-17', context), false)
})

for (const [condition, said] of [
  [parse('StringEquals', 'kms:ViaService', 'a'), 'StringEquals kms:ViaService: was absent'],
  [parse('StringEqualsIfExists', 'aws:username', 'bob'), 'StringEqualsIfExists aws:username: was "alice"'],
  [
    parse('ForAllValues:StringEquals', 'aws:TagKeys', 'a'),
    'ForAllValues:StringEquals aws:TagKeys: was ["team","cost"]',
  ],
  [
    parse('StringEquals', 'aws:username', '${aws:absent}'),
    'StringEquals aws:username: was "alice", and ${aws:absent} has no value in this request',
  ],
] as const) {
  test(`the trace says: ${said}`, () => {
    assert.equal(describeCondition(condition, '2012-10-17', context), said)
  })
}
