/** Key policies and grants. */

import assert from 'node:assert/strict'
import { after, test } from 'node:test'
import { accessDenied, error, type FakeHandlers, type FakeInput, startFakeAws } from '../support/fake-aws.ts'
import { account, grant, kinds, listing, rootStatement, rows, ruleScan } from './kms-cases.ts'

const fake = await startFakeAws({ after })
const scan = ruleScan(fake)

const policy = (...more: readonly object[]): FakeHandlers => ({
  ...listing(kinds.plain),
  'kms:GetKeyPolicy': {
    PolicyName: 'default',
    Policy: JSON.stringify({ Version: '2012-10-17', Statement: [rootStatement, ...more] }),
  },
  'kms:ListGrants': { Grants: [], Truncated: false },
})
const allow = (Principal: unknown, Action: string, Sid: string) => ({
  Sid,
  Effect: 'Allow',
  Principal,
  Action,
  Resource: '*',
})
const foreignRole = 'arn:aws:iam::999900001111:role/App'

const policyCases = [
  ['kms-policy-public', 'POLICY_NOT_PUBLIC', 'POLICY_PUBLIC', policy(allow('*', 'kms:Decrypt', 'Open'))],
  [
    'kms-policy-broad-admin',
    'POLICY_ADMIN_ROOT_ONLY',
    'POLICY_BROAD_ADMIN',
    policy(allow({ AWS: `arn:aws:iam::${account}:role/App` }, 'kms:*', 'Wide')),
  ],
  [
    'kms-policy-cross-account',
    'KEY_NOT_SHARED',
    'KEY_SHARED_WITH_OTHER_ACCOUNT',
    policy(allow({ AWS: foreignRole }, 'kms:Decrypt', 'Far')),
  ],
  [
    'kms-policy-service-scope',
    'POLICY_SERVICES_PINNED',
    'POLICY_SERVICE_NOT_PINNED',
    policy(allow({ Service: 'sns.amazonaws.com' }, 'kms:Decrypt', 'Sns')),
  ],
  [
    'kms-policy-lockout',
    'POLICY_EDITABLE',
    'POLICY_LOCKED_OUT',
    policy({ Sid: 'No', Effect: 'Deny', Principal: '*', Action: 'kms:PutKeyPolicy', Resource: '*' }),
  ],
] as const

for (const [id, good, bad, weak] of policyCases) {
  test(`${id}: good, bad, unreadable, unparsable`, async () => {
    assert.deepEqual(rows(await scan(id, policy()), kinds), [['plain', 'PASS', good]])
    const [finding] = await scan(id, weak)
    assert.deepEqual([finding?.status, finding?.reasonCode], ['FAIL', bad])
    // The policy itself stays out of the finding.
    assert.doesNotMatch(JSON.stringify(finding), /"Statement"|kms:Decrypt/)
    const cases = [
      [accessDenied, 'POLICY_UNREADABLE'],
      [error('KMSInternalException', 500), 'API_ERROR:KMSInternalException'],
      [{ Policy: '{' }, 'POLICY_UNPARSABLE'],
    ] as const
    for (const [answer, reasonCode] of cases)
      assert.deepEqual(rows(await scan(id, { ...policy(), 'kms:GetKeyPolicy': answer }), kinds), [
        ['plain', 'MANUAL', reasonCode],
      ])
    assert.deepEqual(rows(await scan(id, { ...policy(), ...listing(kinds.unmanaged) }), kinds), [
      ['unmanaged', 'MANUAL', 'KEY_MANAGER_ABSENT'],
    ])
    assert.deepEqual(rows(await scan(id, { ...policy(), ...listing(kinds.awsManaged) }), kinds), [
      [account, 'NOT_APPLICABLE', 'NO_RESOURCES'],
    ])
  })
}

test('a principal that was deleted is named as such', async () => {
  const findings = await scan(
    'kms-policy-broad-admin',
    policy(allow({ AWS: 'AROAEXAMPLEEXAMPLE123' }, 'kms:Decrypt', 'Gone')),
  )
  assert.deepEqual(rows(findings, kinds), [['plain', 'FAIL', 'ORPHAN_PRINCIPAL']])
  assert.match(findings[0]?.reasonText ?? '', /AROAEXAMPLEEXAMPLE123.*statement Gone/)
})

const grants = (...some: readonly object[]): FakeHandlers => ({
  ...policy(),
  'kms:ListGrants': ({ Marker }: FakeInput) =>
    Marker === undefined
      ? {
          Grants: some.slice(0, 1),
          Truncated: some.length > 1,
          NextMarker: some.length > 1 ? 'more' : undefined,
        }
      : { Grants: some.slice(1), Truncated: false },
})

test('grants let other accounts in as policies do', async () => {
  const id = 'kms-policy-cross-account'
  const foreign = grants(grant('own'), grant('far', { GranteePrincipal: foreignRole }))
  const [finding] = await scan(id, foreign)
  assert.equal(finding?.status, 'FAIL')
  assert.match(finding.reasonText, /account 999900001111 in grant far/)
  const [trusted] = await scan(id, foreign, { parameters: { trustedKeyAccounts: ['999900001111'] } })
  assert.equal(trusted?.status, 'PASS')
  const unread = await scan(id, { ...policy(), 'kms:ListGrants': accessDenied })
  assert.deepEqual(rows(unread, kinds), [['plain', 'MANUAL', 'API_ERROR:AccessDeniedException']])
  const service = await scan(
    id,
    grants(
      grant('service', {
        GranteePrincipal: 'rds.us-east-1.amazonaws.com',
        RetiringPrincipal: 'rds.us-east-1.amazonaws.com',
      }),
    ),
  )
  assert.deepEqual(rows(service, kinds), [['plain', 'PASS', 'KEY_NOT_SHARED']])
})

test('grants that stand twice, and ones without limit', async () => {
  const id = 'kms-grants-excess'
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
  const limited = { Constraints: { EncryptionContextSubset: { a: 'b' } } }
  const cases = [
    [grants(), 'PASS', 'GRANTS_FITTING'],
    [grants(grant('one'), grant('two', limited)), 'PASS', 'GRANTS_FITTING'],
    [grants(grant('one'), grant('two')), 'FAIL', 'GRANT_DUPLICATE'],
    [
      grants(grant('one', limited), grant('two', { Constraints: { EncryptionContextSubset: { a: 'c' } } })),
      'PASS',
      'GRANTS_FITTING',
    ],
    [grants(grant('all', { Operations: everything })), 'FAIL', 'GRANT_UNLIMITED'],
    [grants(grant('all', { Operations: everything, ...limited })), 'PASS', 'GRANTS_FITTING'],
    [
      grants(
        grant('s', { Operations: everything, GranteeServicePrincipal: 'x.amazonaws.com' }),
        grant('s2', { Operations: everything, GranteeServicePrincipal: 'x.amazonaws.com' }),
      ),
      'PASS',
      'GRANTS_FITTING',
    ],
    [
      grants(
        grant('s', { RetiringPrincipal: 'qbusiness.amazonaws.com' }),
        grant('s2', { RetiringPrincipal: 'qbusiness.amazonaws.com' }),
      ),
      'PASS',
      'GRANTS_FITTING',
    ],
    [{ ...policy(), 'kms:ListGrants': accessDenied }, 'MANUAL', 'API_ERROR:AccessDeniedException'],
    [{ ...grants(), ...listing(kinds.unmanaged) }, 'MANUAL', 'KEY_MANAGER_ABSENT'],
  ] as const
  for (const [handlers, status, reasonCode] of cases) {
    const [finding] = await scan(id, handlers)
    assert.deepEqual([finding?.status, finding?.reasonCode], [status, reasonCode])
  }
})
