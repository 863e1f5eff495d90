import assert from 'node:assert/strict'
import { test } from 'node:test'
import { defaultParameters, type Parameters } from '../parameters.ts'
import type { Resource } from '../resource.ts'
import { judgeKey } from './judge-key.ts'
import type { KeyFacts, KeyReference } from './key-facts.ts'

const account = '111122223333'
const keyArn = (region = 'us-east-1', owner = account) =>
  `arn:aws:kms:${region}:${owner}:key/00000000-0000-4000-8000-000000000001`
const resource: Resource = {
  uid: 'arn:aws:bedrock:us-east-1:111122223333:guardrail/g',
  type: 'AWS::Bedrock::Guardrail',
  name: 'words',
  account,
  partition: 'aws',
  region: 'us-east-1',
  facts: {},
  at: 0,
}
const reference: KeyReference = {
  ref: keyArn(),
  absent: 'AWS_OWNED',
  api: 'bedrock:GetGuardrail',
  path: 'kmsKeyArn',
}
const customer: KeyFacts = {
  ref: keyArn(),
  arn: keyArn(),
  class: 'CUSTOMER',
  reasonCode: 'KEY_CUSTOMER_MANAGED',
  state: 'Enabled',
  spec: 'SYMMETRIC_DEFAULT',
  usage: 'ENCRYPT_DECRYPT',
  origin: 'AWS_KMS',
  manager: 'CUSTOMER',
  account,
  region: 'us-east-1',
}
const nothing = { arn: null, state: null, spec: null, usage: null, origin: null, manager: null } as const

function judge(
  key: Partial<KeyFacts>,
  parameters: Partial<Parameters> = {},
  more: Partial<KeyReference> = {},
) {
  const asked = { ...defaultParameters, scannedAt: 0, ...parameters }
  const verdict = judgeKey(resource, { ...reference, ...more }, { ...customer, ...key }, asked)
  return { ...verdict, short: `${verdict.status} ${verdict.reasonCode}` }
}

test('the table of verdicts', () => {
  const foreign = '999900001111'
  const cases: readonly [Partial<KeyFacts>, Partial<Parameters>, string][] = [
    [{}, {}, 'PASS KEY_CUSTOMER_MANAGED'],
    [{ ...nothing, class: 'AWS_MANAGED', reasonCode: 'KEY_AWS_MANAGED' }, {}, 'FAIL KEY_AWS_MANAGED'],
    [{ ...nothing, class: 'AWS_OWNED', reasonCode: 'KEY_AWS_OWNED' }, {}, 'FAIL KEY_AWS_OWNED'],
    [{ ...nothing, class: 'AWS_OWNED', reasonCode: 'SSE_S3' }, {}, 'FAIL SSE_S3'],
    [{ ...nothing, class: 'NONE', reasonCode: 'NOT_ENCRYPTED' }, {}, 'FAIL NOT_ENCRYPTED'],
    [{ state: 'Disabled' }, {}, 'FAIL KEY_NOT_USABLE:Disabled'],
    [{ state: 'PendingDeletion' }, {}, 'FAIL KEY_NOT_USABLE:PendingDeletion'],
    [{ state: 'PendingReplicaDeletion' }, {}, 'FAIL KEY_NOT_USABLE:PendingReplicaDeletion'],
    [{ state: 'Unavailable' }, {}, 'FAIL KEY_NOT_USABLE:Unavailable'],
    [{ state: 'PendingImport' }, {}, 'FAIL KEY_NOT_USABLE:PendingImport'],
    [{ state: 'Creating' }, {}, 'MANUAL KEY_STATE_TRANSIENT'],
    [{ state: 'Updating' }, {}, 'MANUAL KEY_STATE_TRANSIENT'],
    [{ state: null }, {}, 'MANUAL KEY_STATE_ABSENT'],
    [{ spec: 'RSA_2048' }, {}, 'FAIL KEY_SPEC_UNSUPPORTED'],
    [{ spec: 'HMAC_256', usage: 'GENERATE_VERIFY_MAC' }, {}, 'FAIL KEY_SPEC_UNSUPPORTED'],
    [{ region: 'eu-west-1', arn: keyArn('eu-west-1') }, {}, 'FAIL KEY_REGION_MISMATCH'],
    [{ account: foreign }, {}, 'MANUAL KEY_CROSS_ACCOUNT'],
    [{ account: foreign }, { trustedKeyAccounts: [foreign] }, 'PASS KEY_CROSS_ACCOUNT'],
    [{ account: foreign, state: 'Disabled' }, {}, 'FAIL KEY_NOT_USABLE:Disabled'],
    [{}, { approvedKeyArns: [keyArn()] }, 'PASS KEY_CUSTOMER_MANAGED'],
    [{}, { approvedKeyArns: [keyArn('eu-west-1')] }, 'FAIL KEY_NOT_APPROVED'],
    [
      { tags: { owner: 'us' } },
      { requiredKeyTag: { key: 'owner', value: null } },
      'PASS KEY_CUSTOMER_MANAGED',
    ],
    [{ tags: { owner: 'us' } }, { requiredKeyTag: { key: 'owner', value: 'them' } }, 'FAIL KEY_NOT_APPROVED'],
    [{ tags: {} }, { requiredKeyTag: { key: 'owner', value: null } }, 'FAIL KEY_NOT_APPROVED'],
    [{ tags: null }, { requiredKeyTag: { key: 'owner', value: null } }, 'MANUAL KEY_TAGS_UNREADABLE'],
    [{}, { minimumKeyLevel: 'cmk-hsm' }, 'FAIL KEY_NOT_APPROVED'],
    [{ origin: 'EXTERNAL' }, { minimumKeyLevel: 'cmk-hsm' }, 'FAIL KEY_NOT_APPROVED'],
    [{ origin: 'AWS_CLOUDHSM' }, { minimumKeyLevel: 'cmk-xks' }, 'PASS KEY_CUSTOMER_MANAGED'],
    [{ origin: 'EXTERNAL_KEY_STORE' }, { minimumKeyLevel: 'cmk-hsm' }, 'PASS KEY_CUSTOMER_MANAGED'],
    [
      { ...nothing, class: 'AWS_MANAGED', reasonCode: 'KEY_AWS_MANAGED' },
      { minimumKeyLevel: 'aws-managed' },
      'PASS KEY_AWS_MANAGED',
    ],
    [
      { ...nothing, class: 'AWS_OWNED', reasonCode: 'KEY_AWS_OWNED' },
      { minimumKeyLevel: 'aws-managed' },
      'FAIL KEY_AWS_OWNED',
    ],
    [{ class: 'MISSING', reasonCode: 'KEY_NOT_FOUND' }, {}, 'FAIL KEY_NOT_FOUND'],
    [{ class: 'MISSING', reasonCode: 'ALIAS_NOT_FOUND' }, {}, 'FAIL ALIAS_NOT_FOUND'],
    [{ class: 'UNKNOWN', reasonCode: 'KEY_CROSS_ACCOUNT_DENIED' }, {}, 'MANUAL KEY_CROSS_ACCOUNT_DENIED'],
    [
      { class: 'UNKNOWN', reasonCode: 'KEY_DESCRIBE_DENIED' },
      { acceptAliasProof: true },
      'MANUAL KEY_DESCRIBE_DENIED',
    ],
    [
      { class: 'UNKNOWN', reasonCode: 'KEY_DESCRIBE_DENIED', provenByAlias: true },
      {},
      'MANUAL KEY_DESCRIBE_DENIED',
    ],
    [
      { class: 'UNKNOWN', reasonCode: 'KEY_DESCRIBE_DENIED', provenByAlias: true },
      { acceptAliasProof: true },
      'PASS KEY_CUSTOMER_MANAGED_BY_ALIAS',
    ],
    [
      { class: 'UNKNOWN', reasonCode: 'KEY_DESCRIBE_DENIED', provenByAlias: true },
      { acceptAliasProof: true, approvedKeyArns: [keyArn('eu-north-1')] },
      'FAIL KEY_NOT_APPROVED',
    ],
    [
      { class: 'UNKNOWN', reasonCode: 'KEY_DESCRIBE_DENIED', provenByAlias: true },
      { acceptAliasProof: true, minimumKeyLevel: 'cmk-hsm' },
      'MANUAL KEY_DESCRIBE_DENIED',
    ],
    [
      { class: 'UNKNOWN', reasonCode: 'KEY_DESCRIBE_DENIED', provenByAlias: true },
      { acceptAliasProof: true, requiredKeyTag: { key: 'team', value: null } },
      'MANUAL KEY_DESCRIBE_DENIED',
    ],
    [
      { class: 'AWS_MANAGED', reasonCode: 'KEY_AWS_MANAGED' },
      { minimumKeyLevel: 'aws-managed', approvedKeyArns: [keyArn()] },
      'FAIL KEY_NOT_APPROVED',
    ],
    [{ class: 'UNKNOWN', reasonCode: 'API_ERROR:InternalError' }, {}, 'MANUAL API_ERROR:InternalError'],
    [{ class: 'UNKNOWN', reasonCode: 'KEY_MANAGER_ABSENT' }, {}, 'MANUAL KEY_MANAGER_ABSENT'],
    [{ class: 'UNKNOWN', reasonCode: 'KEY_REF_UNPARSABLE' }, {}, 'MANUAL KEY_REF_UNPARSABLE'],
  ]
  for (const [key, parameters, expected] of cases) {
    const { short, reasonText } = judge(key, parameters)
    assert.equal(short, expected, JSON.stringify([key, parameters]))
    assert.match(reasonText, /words.*\.$/)
  }
})

test('nothing but a customer’s key passes by default', () => {
  for (const keyClass of ['AWS_MANAGED', 'AWS_OWNED', 'NONE', 'MISSING', 'UNKNOWN'] as const)
    assert.notEqual(judge({ class: keyClass, reasonCode: 'X' }).status, 'PASS', keyClass)
})

test('a replica is judged in its own region', () => {
  const key = { region: 'eu-west-1', arn: keyArn('eu-west-1') }
  assert.equal(judge(key, {}, { region: 'eu-west-1' }).status, 'PASS')
})

test('evidence is the deciding field', () => {
  assert.deepEqual(judge({}).evidence, [
    { api: 'bedrock:GetGuardrail', path: 'kmsKeyArn', value: keyArn(), at: '1970-01-01T00:00:00.000Z' },
  ])
})

test('both words for a default key, and the alias that an absent reference stands for', () => {
  assert.match(
    judge({ ...nothing, ref: null, class: 'AWS_OWNED', reasonCode: 'KEY_AWS_OWNED' }).reasonText,
    /default key \(AWS-owned\)/,
  )
  const managed = { ...nothing, ref: null, class: 'AWS_MANAGED', reasonCode: 'KEY_AWS_MANAGED' } as const
  assert.match(judge(managed, {}, { ref: null, absentAlias: 'alias/aws/s3' }).reasonText, /alias\/aws\/s3/)
})
