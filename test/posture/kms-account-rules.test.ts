/** What the account does about its keys: IAM policies and alarms. */

import assert from 'node:assert/strict'
import { after, test } from 'node:test'
import { accessDenied, error, type FakeHandlers, type FakeInput, startFakeAws } from '../support/fake-aws.ts'
import { keys } from '../support/fake-keys.ts'
import { account, rows, ruleScan } from './kms-cases.ts'

const fake = await startFakeAws({ after })
const scan = ruleScan(fake)

test('IAM policies, attached and inline', async () => {
  const id = 'kms-iam-decrypt-all'
  const document = (Resource: string) =>
    encodeURIComponent(
      JSON.stringify({ Statement: { Sid: 'All', Effect: 'Allow', Action: 'kms:Decrypt', Resource } }),
    )
  const principal = (kind: string, name: string) => `arn:aws:iam::${account}:${kind}/${name}`
  const managed = (PolicyName: string, Document: string, AttachmentCount = 1) => ({
    PolicyName,
    Arn: principal('policy', PolicyName),
    AttachmentCount,
    PolicyVersionList: [
      { Document: document('*'), IsDefaultVersion: false },
      { Document, IsDefaultVersion: true },
    ],
  })
  const handlers: FakeHandlers = {
    'iam:GetAccountAuthorizationDetails': ({ Marker }: FakeInput) =>
      Marker === undefined
        ? {
            UserDetailList: [
              {
                UserName: 'u',
                Arn: principal('user', 'u'),
                UserPolicyList: [{ PolicyName: 'p', PolicyDocument: document('*') }],
              },
            ],
            GroupDetailList: [
              {
                GroupName: 'g',
                Arn: principal('group', 'g'),
                GroupPolicyList: [{ PolicyName: 'p', PolicyDocument: document(keys.customer.arn) }],
              },
            ],
            IsTruncated: true,
            Marker: 'more',
          }
        : {
            RoleDetailList: [
              {
                RoleName: 'r',
                Arn: principal('role', 'r'),
                RolePolicyList: [
                  { PolicyName: 'wide', PolicyDocument: document('*') },
                  { PolicyName: 'broken', PolicyDocument: '%7B' },
                ],
              },
            ],
            Policies: [
              managed('narrow', document(keys.customer.arn)),
              managed('wide', document('*')),
              managed('idle', document('*'), 0),
            ],
            IsTruncated: false,
          },
  }
  const findings = await scan(id, handlers, { regions: ['us-east-1', 'eu-west-1'] })
  assert.deepEqual(rows(findings, {}), [
    ['g/p', 'PASS', 'DECRYPT_LIMITED'],
    ['narrow', 'PASS', 'DECRYPT_LIMITED'],
    ['r/broken', 'MANUAL', 'POLICY_UNPARSABLE'],
    ['r/wide', 'FAIL', 'DECRYPT_ALL_KEYS'],
    ['u/p', 'FAIL', 'DECRYPT_ALL_KEYS'],
    ['wide', 'FAIL', 'DECRYPT_ALL_KEYS'],
  ])
  assert.deepEqual(new Set(findings.map(({ findingUid }) => findingUid)).size, findings.length)
  assert.deepEqual(rows(await scan(id, { 'iam:GetAccountAuthorizationDetails': accessDenied }), {}), [
    [account, 'MANUAL', 'API_ERROR:AccessDeniedException'],
  ])
  assert.deepEqual(
    rows(await scan(id, { 'iam:GetAccountAuthorizationDetails': { IsTruncated: false } }), {}),
    [[account, 'NOT_APPLICABLE', 'NO_RESOURCES']],
  )
})

test('IAM policies one by one, where they do not come all at once', async () => {
  const document = (Resource: string) =>
    JSON.stringify({ Statement: { Effect: 'Allow', Action: 'kms:*', Resource } })
  const arnOf = (kind: string, name: string) => `arn:aws:iam::${account}:${kind}/${name}`
  const handlers: FakeHandlers = {
    'iam:GetAccountAuthorizationDetails': accessDenied,
    'iam:ListPolicies': ({ Marker, Scope, OnlyAttached }: FakeInput) => {
      assert.deepEqual([Scope, OnlyAttached], ['Local', true])
      const name = Marker === undefined ? 'first' : 'second'
      const Policies = [{ Arn: arnOf('policy', name), PolicyName: name, DefaultVersionId: 'v2' }]
      return Marker === undefined
        ? { Policies, IsTruncated: true, Marker: 'more' }
        : { Policies, IsTruncated: false }
    },
    'iam:GetPolicyVersion': ({ PolicyArn, VersionId }: FakeInput) => {
      assert.equal(VersionId, 'v2')
      return {
        PolicyVersion: {
          Document: document(PolicyArn === arnOf('policy', 'first') ? '*' : keys.customer.arn),
        },
      }
    },
    'iam:ListUsers': { Users: [{ UserName: 'u', Arn: arnOf('user', 'u') }], IsTruncated: false },
    'iam:ListUserPolicies': { PolicyNames: ['p'], IsTruncated: false },
    'iam:GetUserPolicy': { PolicyDocument: encodeURIComponent(document('*')) },
    'iam:ListRoles': { Roles: [{ RoleName: 'r', Arn: arnOf('role', 'r') }], IsTruncated: false },
    'iam:ListRolePolicies': { PolicyNames: ['p', 'q'], IsTruncated: false },
    'iam:GetRolePolicy': ({ PolicyName }: FakeInput) =>
      PolicyName === 'q' ? accessDenied : { PolicyDocument: document(keys.customer.arn) },
  }
  const expected = [
    ['first', 'FAIL', 'DECRYPT_ALL_KEYS'],
    ['r/p', 'PASS', 'DECRYPT_LIMITED'],
    ['r/q', 'MANUAL', 'API_ERROR:AccessDenied'],
    ['second', 'PASS', 'DECRYPT_LIMITED'],
    ['u/p', 'FAIL', 'DECRYPT_ALL_KEYS'],
  ]
  const found = rows(await scan('kms-iam-decrypt-all', handlers), {})
  assert.deepEqual(
    found.map(([name, status, reason]) => [name, status, reason.replace('Exception', '')]),
    expected,
  )
  // An endpoint without groups has none; one that forbids them is for a person.
  const withGroups = rows(
    await scan('kms-iam-decrypt-all', { ...handlers, 'iam:ListGroups': accessDenied }),
    {},
  )
  assert.deepEqual(withGroups.find(([name]) => name === account)?.[1], 'MANUAL')
  assert.equal(withGroups.length, found.length + 1)
})

test('somebody is told when a key is disabled or about to be deleted', async () => {
  const id = 'kms-change-alarm'
  const trail = (logAccount = account) => ({
    trailList: [
      { Name: 't', CloudWatchLogsLogGroupArn: `arn:aws:logs:eu-west-1:${logAccount}:log-group:trail:*` },
    ],
  })
  const filter = (filterPattern: string) => ({
    metricFilters: [
      {
        filterName: 'kms',
        filterPattern,
        metricTransformations: [{ metricName: 'm', metricNamespace: 'n', metricValue: '1' }],
      },
    ],
  })
  const bothCalls =
    '{ ($.eventSource = kms.amazonaws.com) && (($.eventName = DisableKey) || ($.eventName = "ScheduleKeyDeletion")) }'
  const alarm = (more: object) => ({
    MetricAlarms: [{ AlarmName: 'a', ActionsEnabled: true, AlarmActions: ['topic'], ...more }],
  })
  const eventRule = (calls: readonly string[], State = 'ENABLED') => ({
    Name: calls.join('-'),
    State,
    EventPattern: JSON.stringify({ source: ['aws.kms'], detail: { eventName: calls } }),
  })
  const nobody: FakeHandlers = {
    'cloudtrail:DescribeTrails': trail(),
    'cloudwatch-logs:DescribeMetricFilters': { metricFilters: [] },
    'cloudwatch:DescribeAlarmsForMetric': alarm({}),
    'eventbridge:ListRules': { Rules: [] },
    'eventbridge:ListTargetsByRule': { Targets: [{ Id: 't', Arn: 'topic' }] },
  }
  const both = ['DisableKey', 'ScheduleKeyDeletion']
  const cases: readonly (readonly [FakeHandlers, string, string])[] = [
    [{}, 'FAIL', 'KEY_CHANGES_UNWATCHED'],
    [{ 'cloudwatch-logs:DescribeMetricFilters': filter(bothCalls) }, 'PASS', 'KEY_CHANGES_WATCHED'],
    [
      {
        'cloudwatch-logs:DescribeMetricFilters': filter(bothCalls),
        'cloudwatch:DescribeAlarmsForMetric': alarm({ AlarmActions: [] }),
      },
      'FAIL',
      'KEY_CHANGES_UNWATCHED',
    ],
    [
      {
        'cloudwatch-logs:DescribeMetricFilters': filter(bothCalls),
        'cloudwatch:DescribeAlarmsForMetric': alarm({ ActionsEnabled: false }),
      },
      'FAIL',
      'KEY_CHANGES_UNWATCHED',
    ],
    [
      {
        'cloudwatch-logs:DescribeMetricFilters': filter(
          '{ ($.eventSource = kms.amazonaws.com) && ($.eventName = DisableKeyRotation) }',
        ),
      },
      'FAIL',
      'KEY_CHANGES_UNWATCHED',
    ],
    [
      {
        'cloudwatch-logs:DescribeMetricFilters': filter(
          '{ ($.eventSource = kms.amazonaws.com) && ($.eventName != DisableKey) }',
        ),
      },
      'FAIL',
      'KEY_CHANGES_UNWATCHED',
    ],
    [
      { 'cloudwatch-logs:DescribeMetricFilters': error('ResourceNotFoundException', 400) },
      'FAIL',
      'KEY_CHANGES_UNWATCHED',
    ],
    [{ 'cloudwatch-logs:DescribeMetricFilters': accessDenied }, 'MANUAL', 'API_ERROR:AccessDeniedException'],
    [
      { 'cloudtrail:DescribeTrails': trail('999900001111') },
      'MANUAL',
      'API_ERROR:LOG_GROUP_OF_OTHER_ACCOUNT',
    ],
    [{ 'cloudtrail:DescribeTrails': accessDenied }, 'MANUAL', 'API_ERROR:AccessDeniedException'],
    [{ 'eventbridge:ListRules': { Rules: [eventRule(both)] } }, 'PASS', 'KEY_CHANGES_WATCHED'],
    [
      { 'eventbridge:ListRules': { Rules: [eventRule(['DisableKey']), eventRule(['ScheduleKeyDeletion'])] } },
      'PASS',
      'KEY_CHANGES_WATCHED',
    ],
    [{ 'eventbridge:ListRules': { Rules: [eventRule(['DisableKey'])] } }, 'FAIL', 'KEY_CHANGES_UNWATCHED'],
    [{ 'eventbridge:ListRules': { Rules: [eventRule(both, 'DISABLED')] } }, 'FAIL', 'KEY_CHANGES_UNWATCHED'],
    [
      {
        'eventbridge:ListRules': { Rules: [eventRule(both)] },
        'eventbridge:ListTargetsByRule': { Targets: [] },
      },
      'FAIL',
      'KEY_CHANGES_UNWATCHED',
    ],
    [
      { 'eventbridge:ListRules': accessDenied, 'cloudwatch-logs:DescribeMetricFilters': filter(bothCalls) },
      'PASS',
      'KEY_CHANGES_WATCHED',
    ],
    [{ 'eventbridge:ListRules': accessDenied }, 'MANUAL', 'API_ERROR:AccessDeniedException'],
  ]
  for (const [handlers, status, reasonCode] of cases) {
    const [finding] = await scan(id, { ...nobody, ...handlers })
    assert.deepEqual([finding?.status, finding?.reasonCode], [status, reasonCode], finding?.reasonText ?? id)
  }
})
