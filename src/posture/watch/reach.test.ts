import assert from 'node:assert/strict'
import { test } from 'node:test'
import { rules } from '../rules/rules.ts'
import { changeTable } from './changes.ts'
import { isNamed, keysNamedBy } from './names.ts'
import { collectorsOf, reachOf } from './reach.ts'
import { servicePrefix, type TrailEvent, trailEventOf } from './trail-event.ts'

const collectors = collectorsOf(rules)
const ids = (all: readonly { readonly id: string }[] | undefined) => (all ?? []).map(({ id }) => id).sort()

function event(source: string, name: string, names: readonly string[] = []): TrailEvent {
  const where = {
    account: '111122223333',
    region: 'us-east-1',
    principal: 'arn:aws:iam::111122223333:user/ada',
  }
  return { id: name, source, name, at: 0, sourceIp: null, names: new Set(names), ...where }
}

function reach(service: string, name: string): readonly [readonly string[], readonly string[]] | null {
  const found = reachOf(event(`${service}.amazonaws.com`, name), collectors)
  return found === null ? null : [ids(found.items), ids(found.whole)]
}

test('every name in the table is a collector of the rules, and every source that of a scanned service', () => {
  const known = new Set(ids(collectors))
  const prefixes = new Set(
    collectors.flatMap(({ service, iam }) => [
      service.iamPrefix,
      ...iam.map((action) => action.split(':')[0]),
    ]),
  )
  for (const [source, rows] of Object.entries(changeTable)) {
    assert.ok(prefixes.has(servicePrefix(source)), source)
    for (const { items, whole = [] } of rows)
      for (const id of [...items, ...whole]) assert.ok(known.has(id), id)
  }
  // Whatever a rule reads, some event leads to it.
  const led = new Set(
    Object.values(changeTable).flatMap((rows) =>
      rows.flatMap(({ items, whole = [] }) => [...items, ...whole]),
    ),
  )
  assert.deepEqual(
    [...known].filter((id) => !led.has(id)),
    [],
  )
})

test('a change leads to what it changes, and to those who look into its service', () => {
  assert.deepEqual(reach('bedrock', 'UpdateGuardrail'), [['bedrock.guardrails'], []])
  assert.deepEqual(reach('qbusiness', 'DeleteApplication'), [
    ['qbusiness.applications', 'qbusiness.indices'],
    [],
  ])
  const [items, readers] = reach('s3', 'PutBucketEncryption') ?? []
  assert.deepEqual(items, ['s3.buckets'])
  assert.ok(readers?.includes('connect.storage') && readers.includes('bedrock.invocation-log-destinations'))
  assert.deepEqual(reach('s3', 'CreateBucket'), [['s3.buckets'], []])
})

test('what the table does not know reads its service again whole; what changes nothing reads nothing', () => {
  const [items, whole] = reach('sns', 'RotateTopicKeyOfTomorrow') ?? []
  assert.deepEqual([items, whole?.includes('sns.topics')], [[], true])
  for (const [service, name] of [
    ['logs', 'CreateLogStream'],
    ['bedrock', 'TagResource'],
    ['ssm', 'UpdateInstanceInformation'],
    ['ec2', 'RunInstances'],
    ['kms', 'GenerateDataKey'],
  ] as const)
    assert.equal(reach(service, name), null, name)
})

test('a grant changes its key alone; a state changes all that name the key', () => {
  const id = '1234abcd-12ab-34cd-56ef-1234567890ab'
  const keysOf = (name: string) => [
    ...(reachOf(event('kms.amazonaws.com', name, [id]), collectors)?.keys.keyIds ?? []),
  ]
  assert.deepEqual(keysOf('CreateGrant'), [])
  assert.deepEqual(keysOf('PutKeyPolicy'), [])
  for (const name of [
    'DisableKey',
    'ScheduleKeyDeletion',
    'CancelKeyDeletion',
    'DeleteImportedKeyMaterial',
    'TagResource',
  ])
    assert.deepEqual(keysOf(name), [id], name)
})

test('one thing has many names', () => {
  const guardrail = 'arn:aws:bedrock:us-east-1:111122223333:guardrail/g1abc'
  const queue = 'arn:aws:sqs:us-east-1:111122223333:orders'
  for (const [uid, name, is] of [
    [guardrail, guardrail, true],
    [guardrail, 'g1abc', true],
    [`${guardrail}:2`, guardrail, true],
    [guardrail, 'g2abc', false],
    [guardrail, 'guardrail', false],
    [queue, 'https://sqs.us-east-1.amazonaws.com/111122223333/orders', true],
    ['arn:aws:s3:::documents', 'documents', true],
    ['arn:aws:logs:us-east-1:111122223333:log-group:/aws/x', '/aws/x', true],
    ['arn:aws:qbusiness:us-east-1:111122223333:application/a1/index/i1x', 'i1x', true],
  ] as const)
    assert.equal(isNamed(uid, { names: new Set([name]) }), is, `${uid} ${name}`)
  const named = keysNamedBy({
    names: new Set([
      'arn:aws:kms:us-east-1:111122223333:alias/app',
      'alias/b',
      'mrk-0123456789abcdef0123456789abcdef',
      'x',
    ]),
  })
  assert.deepEqual(
    [[...named.keyIds], [...named.aliases]],
    [['mrk-0123456789abcdef0123456789abcdef'], ['alias/app', 'alias/b']],
  )
})

test('a record gives names and its caller; reads, failures and nonsense give nothing', () => {
  const record = {
    userIdentity: { type: 'AWSService', invokedBy: 'bedrock.amazonaws.com' },
    requestParameters: {
      guardrailIdentifier: 'g1',
      name: 'HIDDEN_DUE_TO_SECURITY_REASONS',
      description: 'g2',
      parts: [{ roleArn: 'arn:r' }],
    },
    responseElements: null,
    resources: [{ ARN: 'arn:one' }, null],
  }
  const place = { account: '111122223333', region: 'us-east-1' }
  const of = (change: object, text = JSON.stringify({ ...record, ...change })) =>
    trailEventOf(
      {
        EventId: 'e1',
        EventTime: new Date(1000),
        EventName: 'UpdateGuardrail',
        EventSource: 'bedrock.amazonaws.com',
        CloudTrailEvent: text,
      },
      place,
    )
  const told = of({})
  assert.deepEqual(
    [told?.principal, [...(told?.names ?? [])].sort()],
    ['bedrock.amazonaws.com', ['arn:one', 'arn:r', 'g1']],
  )
  assert.equal(of({ readOnly: true }), null)
  assert.equal(of({ errorCode: 'AccessDenied' }), null)
  for (const text of ['', 'null', '[', '1', '"x"']) assert.equal(of({}, text), null)
  assert.deepEqual([...(of({ requestParameters: 7, resources: 'x', userIdentity: null })?.names ?? [])], [])
})
