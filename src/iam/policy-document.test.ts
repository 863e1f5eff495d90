import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { type PolicyDocument, PolicySyntaxError, parsePolicyDocument } from './policy-document.ts'

type Kind = Parameters<typeof parsePolicyDocument>[1]
const kinds: readonly Kind[] = ['identity', 'resource', 'trust']

const identityStatement = { Effect: 'Allow', Action: 'kms:Decrypt', Resource: '*' }
const resourceStatement = { ...identityStatement, Principal: '*' }
const trustStatement = { Effect: 'Allow', Principal: { AWS: '111122223333' }, Action: 'sts:AssumeRole' }
const statementOf = { identity: identityStatement, resource: resourceStatement, trust: trustStatement }

function policy(statement: unknown, rest: object = {}): string {
  return JSON.stringify({ Version: '2012-10-17', Statement: statement, ...rest })
}

function parsed(kind: Kind, overrides: object): PolicyDocument['statements'][number] {
  const [statement] = parsePolicyDocument(policy({ ...statementOf[kind], ...overrides }), kind).statements
  assert.ok(statement)
  return statement
}

test('a document without version is of 2008', () => {
  const document = parsePolicyDocument(JSON.stringify({ Statement: [identityStatement] }), 'identity')
  assert.equal(document.version, '2008-10-17')
})

test('actions are lower-cased, single values become lists', () => {
  assert.deepEqual(parsed('identity', { Action: 'KMS:Describe*' }).actions, ['kms:describe*'])
  assert.deepEqual(parsed('identity', { Action: undefined, NotAction: ['iam:*', 'sts:*'] }).notActions, [
    'iam:*',
    'sts:*',
  ])
})

test('principals: accounts become root ARNs, everyone is a flag', () => {
  const { principal } = parsed('resource', {
    Principal: { AWS: ['111122223333', '*'], Service: 's3.amazonaws.com' },
  })
  assert.deepEqual(principal, {
    any: true,
    aws: ['arn:aws:iam::111122223333:root'],
    services: ['s3.amazonaws.com'],
    federated: [],
    canonicalUsers: [],
  })
})

test('conditions are taken apart: set prefix, IfExists, values as text', () => {
  const { conditions } = parsed('identity', {
    Condition: {
      'ForAnyValue:StringLikeIfExists': { 'aws:TagKeys': ['a', 'b'] },
      Bool: { 'aws:SecureTransport': true },
      NumericLessThan: { 'kms:RotationPeriodInDays': 90 },
    },
  })
  assert.deepEqual(conditions, [
    { operator: 'StringLike', set: 'ForAnyValue', ifExists: true, key: 'aws:TagKeys', values: ['a', 'b'] },
    { operator: 'Bool', set: null, ifExists: false, key: 'aws:SecureTransport', values: ['true'] },
    {
      operator: 'NumericLessThan',
      set: null,
      ifExists: false,
      key: 'kms:RotationPeriodInDays',
      values: ['90'],
    },
  ])
})

test('a key policy may hold statements that never apply', () => {
  const statement = parsed('resource', {
    Action: undefined,
    Resource: undefined,
    Sid: 'Enable IAM User Permissions',
  })
  assert.deepEqual([statement.actions, statement.resources], [null, null])
})

test('a trust policy is about its role', () => assert.deepEqual(parsed('trust', {}).resources, ['*']))

const bad: readonly [name: string, kind: Kind, text: string, message: RegExp][] = [
  ['no JSON', 'identity', '{', /^This policy contains invalid Json$/],
  ['nothing', 'identity', '', /invalid Json/],
  ['a list', 'identity', '[]', /JSON object/],
  ['null', 'identity', 'null', /JSON object/],
  ['no statement', 'identity', '{"Version":"2012-10-17"}', /Missing required field Statement/],
  ['an empty list of statements', 'identity', policy([]), /Missing required field Statement/],
  [
    'an old version',
    'identity',
    policy(identityStatement, { Version: '2011-01-01' }),
    /must be version 2012-10-17/,
  ],
  [
    'an unknown element',
    'identity',
    policy(identityStatement, { Statements: [] }),
    /no element "Statements"/,
  ],
  [
    'an unknown statement element',
    'identity',
    policy({ ...identityStatement, action: 'x' }),
    /no element "action"/,
  ],
  [
    'a member given twice',
    'identity',
    '{"Statement":{"Effect":"Deny","Effect":"Allow","Action":"*","Resource":"*"}}',
    /"Effect" is given twice/,
  ],
  [
    'a member given twice, once escaped',
    'identity',
    '{"Statement":{"Effect":"Deny","\\u0045ffect":"Allow","Action":"*","Resource":"*"}}',
    /given twice/,
  ],
  ['too many characters', 'identity', ' '.repeat(131_073), /longer than 131072/],
  [
    'too many statements',
    'identity',
    policy(Array(1001).fill(identityStatement)),
    /more than 1000 statements/,
  ],
  [
    'deep nesting',
    'identity',
    `${'['.repeat(60_000)}${']'.repeat(60_000)}`,
    /levels of nesting|invalid Json/,
  ],
  [
    'no effect',
    'identity',
    policy({ ...identityStatement, Effect: undefined }),
    /Missing required field Effect/,
  ],
  ['another effect', 'identity', policy({ ...identityStatement, Effect: 'allow' }), /Invalid effect/],
  [
    'a principal in an identity policy',
    'identity',
    policy(resourceStatement),
    /should not specify a principal/,
  ],
  ['no principal in a key policy', 'resource', policy(identityStatement), /Missing required field Principal/],
  [
    'both principals',
    'resource',
    policy({ ...resourceStatement, NotPrincipal: '*' }),
    /either Principal or NotPrincipal/,
  ],
  [
    'a principal that is a bare name',
    'resource',
    policy({ ...resourceStatement, Principal: 'alice' }),
    /Invalid principal/,
  ],
  [
    'a principal of no type',
    'resource',
    policy({ ...resourceStatement, Principal: {} }),
    /Principal is empty/,
  ],
  [
    'a principal with a wildcard inside',
    'resource',
    policy({ ...resourceStatement, Principal: { AWS: 'arn:aws:iam::111122223333:user/*' } }),
    /Invalid principal in policy: "AWS":"arn:aws:iam::111122223333:user\/\*"/,
  ],
  [
    'a group as principal',
    'resource',
    policy({ ...resourceStatement, Principal: { AWS: 'arn:aws:iam::111122223333:group/a' } }),
    /Invalid principal/,
  ],
  [
    'a foreign service',
    'resource',
    policy({ ...resourceStatement, Principal: { Service: 'example.com' } }),
    /Invalid principal/,
  ],
  [
    'no action in an identity policy',
    'identity',
    policy({ ...identityStatement, Action: undefined }),
    /must contain actions/,
  ],
  [
    'both actions',
    'identity',
    policy({ ...identityStatement, NotAction: 'a:b' }),
    /either Action or NotAction/,
  ],
  [
    'an action without service',
    'identity',
    policy({ ...identityStatement, Action: 'Decrypt' }),
    /prefaced with a vendor/,
  ],
  [
    'no resource in an identity policy',
    'identity',
    policy({ ...identityStatement, Resource: undefined }),
    /must contain resources/,
  ],
  [
    'a resource that is no ARN',
    'identity',
    policy({ ...identityStatement, Resource: 'bucket' }),
    /must be in ARN format/,
  ],
  [
    'a resource in a trust policy',
    'trust',
    policy({ ...trustStatement, Resource: '*' }),
    /prohibited field Resource/,
  ],
  [
    'another action in a trust policy',
    'trust',
    policy({ ...trustStatement, Action: 'kms:Decrypt' }),
    /STS AssumeRole actions/,
  ],
  [
    'a Sid with spaces in an identity policy',
    'identity',
    policy({ ...identityStatement, Sid: 'a b' }),
    /alpha-numeric/,
  ],
  [
    'a Sid given twice',
    'identity',
    policy([
      { ...identityStatement, Sid: 'a' },
      { ...identityStatement, Sid: 'a' },
    ]),
    /must be unique/,
  ],
  ...(
    [
      ['an unknown operator', { StringMatches: { 'a:b': 'c' } }, /"StringMatches" is no condition operator/],
      ['an operator in lower case', { stringequals: { 'a:b': 'c' } }, /no condition operator/],
      ['an unknown set prefix', { 'ForSomeValues:StringEquals': { 'a:b': 'c' } }, /no condition operator/],
      ['Null with IfExists', { NullIfExists: { 'a:b': 'true' } }, /no condition operator/],
      ['the name of a built-in property', { constructor: { 'a:b': 'c' } }, /no condition operator/],
      ['a condition without values', { StringEquals: { 'a:b': [] } }, /has no value/],
      [
        'a condition with an object for value',
        { StringEquals: { 'a:b': {} } },
        /neither text, number nor boolean/,
      ],
      ['a condition key without service', { StringEquals: { b: 'c' } }, /prefaced with a vendor/],
      ['a number that is none', { NumericEquals: { 'a:b': 'ten' } }, /cannot compare "ten"/],
      ['a date that is none', { DateEquals: { 'a:b': 'yesterday' } }, /cannot compare/],
      ['a range that is none', { IpAddress: { 'aws:SourceIp': '10.0.0.0/40' } }, /cannot compare/],
      ['a boolean that is none', { Bool: { 'a:b': 'yes' } }, /cannot compare/],
      ['a list of conditions', [], /Condition must be an object/],
    ] as const
  ).map(([name, Condition, message]): [string, Kind, string, RegExp] => [
    name,
    'identity',
    policy({ ...identityStatement, Condition }),
    message,
  ]),
]
for (const [name, kind, text, message] of bad) {
  test(`${name} is refused`, () => {
    assert.throws(() => parsePolicyDocument(text, kind), { name: 'PolicySyntaxError', message })
  })
}

function parsesOrComplains(text: string): boolean {
  for (const kind of kinds) {
    try {
      parsePolicyDocument(text, kind)
    } catch (error) {
      if (!(error instanceof PolicySyntaxError)) throw error
    }
  }
  return true
}

test('no text makes the parser fail in another way', () => {
  fc.assert(fc.property(fc.string({ unit: 'binary', maxLength: 200 }), parsesOrComplains))
  fc.assert(fc.property(fc.json({ maxDepth: 8 }), parsesOrComplains))
})

const element = fc.constantFrom(
  'Version',
  'Id',
  'Statement',
  'Sid',
  'Effect',
  'Principal',
  'NotPrincipal',
  'Action',
  'NotAction',
  'Resource',
  'NotResource',
  'Condition',
  'StringEquals',
  'AWS',
  '__proto__',
)
const leaf = fc.oneof(
  fc.constantFrom('Allow', 'Deny', '*', '2012-10-17', 'kms:*', 'arn:aws:kms:::x', '111122223333'),
  fc.string(),
  fc.double(),
  fc.boolean(),
  fc.constant(null),
)
const { anything } = fc.letrec((tie) => ({
  anything: fc.oneof(
    { maxDepth: 6 },
    leaf,
    fc.array(tie('anything'), { maxLength: 4 }),
    fc.dictionary(element, tie('anything'), { maxKeys: 6 }),
  ),
}))

test('nothing that looks like a policy makes the parser fail in another way', () => {
  fc.assert(
    fc.property(anything, (value) => parsesOrComplains(JSON.stringify(value) ?? '')),
    { numRuns: 2000 },
  )
  fc.assert(
    fc.property(element, anything, (name, value) => {
      for (const statement of Object.values(statementOf))
        parsesOrComplains(policy({ ...statement, [name]: value }))
    }),
    { numRuns: 2000 },
  )
})

test('a good policy with any one character changed parses or is refused', () => {
  const good = policy({ ...resourceStatement, Condition: { StringEquals: { 'kms:ViaService': ['a', 'b'] } } })
  fc.assert(
    fc.property(
      fc.nat(good.length - 1),
      fc.string({ unit: 'binary', minLength: 0, maxLength: 2 }),
      (at, other) => parsesOrComplains(good.slice(0, at) + other + good.slice(at + 1)),
    ),
    { numRuns: 1000 },
  )
})

test('the largest policies are read in well under a second', () => {
  const texts = [
    policy({ ...identityStatement, Action: Array(10_000).fill('kms:*') }),
    `{"Statement":${'['.repeat(65_000)}`,
    policy({ ...identityStatement, Condition: { StringEquals: { 'a:b': Array(30_000).fill('') } } }),
    policy({ ...identityStatement, Resource: `arn:${' '.repeat(100_000)}` }),
  ]
  const started = performance.now()
  texts.forEach(parsesOrComplains)
  assert.ok(performance.now() - started < 1000)
})
