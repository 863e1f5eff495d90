import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { LookupEventsRequest } from '@aws-sdk/client-cloudtrail'
import { AwsError } from '../../call/aws-error.ts'
import { type Call, emptyNotes } from '../../call/call.ts'
import { createTrail } from '../create-trail.ts'
import { memoryEventLog } from '../memory-event-log.ts'
import {
  account,
  alice,
  appRole,
  callOf,
  createGrant,
  decrypt,
  keyArn,
  keyId,
  keyResource,
  otherAccount,
  qbusiness,
  region,
  someTime,
} from '../test-calls.ts'
import { lookupEvents } from './lookup-events.ts'

const aliasArn = `arn:aws:kms:${region}:${account}:alias/app`
const second = 1000
const day = 24 * 60 * 60 * second

async function setUp() {
  const eventLog = memoryEventLog()
  const trail = createTrail({ storage: { eventLog }, chainId: 'node-1', now: () => 0 })
  const record = (overrides: Partial<Call>, operation = decrypt) =>
    trail.recorded(callOf(overrides), operation, { keyId: keyArn }, async () => ({ grantId: 'ab12' }))
  const onKey = () => ({ ...emptyNotes(), resources: [keyResource] })
  const onKeyAndAlias = () => ({
    ...emptyNotes(),
    resources: [keyResource, { ...keyResource, arn: aliasArn }],
  })
  await record({ operation: 'Ancient', time: someTime - 91 * day })
  await record({ operation: 'First', time: someTime, principal: alice, notes: onKey() })
  await record({ operation: 'CreateGrant', time: someTime + second, notes: onKey() }, createGrant)
  await record({ operation: 'CreateAlias', time: someTime + 2 * second, notes: onKeyAndAlias() }, createGrant)
  await record(
    { operation: 'Chat', service: 'qbusiness', time: someTime + 3 * second },
    { ...decrypt, category: 'Data' },
  )
  await record({ operation: 'ByService', time: someTime + 4 * second, principal: qbusiness, notes: onKey() })
  await record({ operation: 'Elsewhere', time: someTime, region: 'eu-west-1' })
  await record({ operation: 'Foreign', time: someTime, principal: { ...alice, accountId: otherAccount } })
  const lookup = (input: LookupEventsRequest, overrides: Partial<Call> = {}) =>
    lookupEvents.handle(
      { reader: eventLog.reader, iam: { authorize: async () => {} } },
      callOf({
        service: 'cloudtrail',
        operation: 'LookupEvents',
        time: someTime + 60 * second,
        ...overrides,
      }),
      input,
    )
  const names = async (input: LookupEventsRequest, overrides: Partial<Call> = {}) =>
    (await lookup(input, overrides)).Events?.map((event) => event.EventName)
  return { eventLog, lookup, names }
}

test('LookupEvents: management events of the account and region, newest first', async () => {
  const { lookup, names } = await setUp()
  assert.deepEqual(await names({}), ['ByService', 'CreateAlias', 'CreateGrant', 'First'])
  assert.deepEqual(await names({}, { region: 'eu-west-1' }), ['Elsewhere'])
  assert.deepEqual(await names({}, { principal: { ...appRole, accountId: otherAccount } }), ['Foreign'])
  const { Events: events = [] } = await lookup({})
  const { CloudTrailEvent: record = '', ...first } = events.at(-1) ?? {}
  assert.equal(JSON.parse(record).eventID, first.EventId)
  assert.deepEqual(first, {
    EventId: first.EventId,
    EventName: 'First',
    ReadOnly: 'true',
    AccessKeyId: 'AKIAEXAMPLE',
    EventTime: new Date('2026-01-01T00:05:00Z'),
    EventSource: 'kms.amazonaws.com',
    Username: 'alice',
    Resources: [{ ResourceType: 'AWS::KMS::Key', ResourceName: keyArn }],
  })
})

for (const { key, value, expected } of [
  { key: 'EventName', value: 'CreateGrant', expected: ['CreateGrant'] },
  { key: 'EventSource', value: 'qbusiness.amazonaws.com', expected: [] },
  {
    key: 'EventSource',
    value: 'kms.amazonaws.com',
    expected: ['ByService', 'CreateAlias', 'CreateGrant', 'First'],
  },
  { key: 'ReadOnly', value: 'false', expected: ['CreateAlias', 'CreateGrant'] },
  { key: 'ReadOnly', value: 'true', expected: ['ByService', 'First'] },
  { key: 'Username', value: 'alice', expected: ['First'] },
  { key: 'Username', value: 'app', expected: ['CreateAlias', 'CreateGrant'] },
  { key: 'AccessKeyId', value: 'ASIAEXAMPLE', expected: ['CreateAlias', 'CreateGrant'] },
  {
    key: 'ResourceType',
    value: 'AWS::KMS::Key',
    expected: ['ByService', 'CreateAlias', 'CreateGrant', 'First'],
  },
  { key: 'ResourceName', value: keyArn, expected: ['ByService', 'CreateAlias', 'CreateGrant', 'First'] },
  { key: 'ResourceName', value: keyId, expected: ['ByService', 'CreateAlias', 'CreateGrant', 'First'] },
  { key: 'ResourceName', value: 'alias/app', expected: ['CreateAlias'] },
  { key: 'ResourceName', value: `x' or '1'='1`, expected: [] },
] as const) {
  test(`LookupEvents: ${key} = ${value}`, async () => {
    const { names } = await setUp()
    assert.deepEqual(
      await names({ LookupAttributes: [{ AttributeKey: key, AttributeValue: value }] }),
      expected,
    )
  })
}

test('LookupEvents: EventId finds one event', async () => {
  const { lookup, names } = await setUp()
  const { Events: [, wanted] = [] } = await lookup({})
  const attribute = { AttributeKey: 'EventId', AttributeValue: wanted?.EventId } as const
  assert.deepEqual(await names({ LookupAttributes: [attribute] }), ['CreateAlias'])
})

test('LookupEvents: a time range includes both its ends, to the second', async () => {
  const { names } = await setUp()
  const at = (seconds: number) => new Date(Math.floor(someTime / second) * second + seconds * second)
  assert.deepEqual(await names({ StartTime: at(1), EndTime: at(2) }), ['CreateAlias', 'CreateGrant'])
  assert.deepEqual(await names({ StartTime: at(-100 * 24 * 3600), EndTime: at(0) }), ['First'])
})

for (const attributes of [[], [{ AttributeKey: 'ResourceType', AttributeValue: 'AWS::KMS::Key' }]] as const) {
  test(`LookupEvents: pages hold every event once (${attributes.length} attributes)`, async () => {
    const { lookup } = await setUp()
    const seen: (string | undefined)[] = []
    let token: string | undefined
    do {
      const page = await lookup({
        LookupAttributes: [...attributes],
        MaxResults: 1,
        ...(token && { NextToken: token }),
      })
      seen.push(...(page.Events ?? []).map((event) => event.EventName))
      token = page.NextToken
    } while (token !== undefined)
    assert.deepEqual(seen, ['ByService', 'CreateAlias', 'CreateGrant', 'First'])
  })
}

test('LookupEvents: a token is good for the lookup it came from only', async () => {
  const { lookup } = await setUp()
  const { NextToken: token = '' } = await lookup({ MaxResults: 1 })
  const rejected = { code: 'InvalidNextTokenException' }
  await assert.rejects(lookup({ NextToken: token, EndTime: new Date(someTime) }), rejected)
  await assert.rejects(lookup({ NextToken: token }, { region: 'eu-west-1' }), rejected)
  await assert.rejects(lookup({ NextToken: `${token.slice(0, -8)}AAAAAAAA` }), rejected)
  await assert.rejects(lookup({ NextToken: 'x' }), rejected)
  await assert.rejects(lookup({ NextToken: 'a'.repeat(100_000) }), rejected)
})

const attribute = { AttributeKey: 'EventName', AttributeValue: 'x' } as const
for (const { name, input, code } of [
  {
    name: 'two attributes',
    input: { LookupAttributes: [attribute, attribute] },
    code: 'InvalidLookupAttributesException',
  },
  {
    name: 'an attribute of the object prototype',
    input: { LookupAttributes: [{ AttributeKey: 'constructor' as never, AttributeValue: 'x' }] },
    code: 'InvalidLookupAttributesException',
  },
  {
    name: 'a ReadOnly that is neither',
    input: { LookupAttributes: [{ AttributeKey: 'ReadOnly', AttributeValue: 'yes' } as const] },
    code: 'InvalidLookupAttributesException',
  },
  {
    name: 'an end before the start',
    input: { StartTime: new Date(2), EndTime: new Date(1) },
    code: 'InvalidTimeRangeException',
  },
  { name: 'no results', input: { MaxResults: 0 }, code: 'InvalidMaxResultsException' },
  { name: 'too many results', input: { MaxResults: 51 }, code: 'InvalidMaxResultsException' },
  {
    name: 'another category',
    input: { EventCategory: 'data' as never },
    code: 'InvalidEventCategoryException',
  },
]) {
  test(`LookupEvents: ${name} → ${code}`, async () => {
    const { lookup } = await setUp()
    await assert.rejects(lookup(input), { name: 'AwsError', code })
  })
}

test('LookupEvents: who may not look up learns nothing', async () => {
  const { eventLog } = await setUp()
  const denied = new AwsError('AccessDeniedException', 'no')
  const iam = { authorize: () => Promise.reject(denied) }
  await assert.rejects(lookupEvents.handle({ reader: eventLog.reader, iam }, callOf(), {}), denied)
})

test('LookupEvents: its own record tells what was looked for', () => {
  const input = { LookupAttributes: [attribute], StartTime: new Date(someTime), MaxResults: 5 }
  assert.deepEqual(lookupEvents.recordRequest(input), {
    lookupAttributes: [{ attributeKey: 'EventName', attributeValue: 'x' }],
    startTime: 'Jan 1, 2026, 12:05:00 AM',
    maxResults: 5,
  })
})
