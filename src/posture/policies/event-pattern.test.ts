import assert from 'node:assert/strict'
import { test } from 'node:test'
import { seesKmsCall } from './event-pattern.ts'

const place = { account: '111122223333', region: 'us-east-1' }
const sees = (pattern: unknown, call = 'DisableKey') => seesKmsCall(JSON.stringify(pattern), call, place)
const detail = (eventName: unknown) => ({
  source: ['aws.kms'],
  'detail-type': ['AWS API Call via CloudTrail'],
  detail: { eventSource: ['kms.amazonaws.com'], eventName },
})

test('patterns that see a call', () => {
  assert.ok(sees(detail(['DisableKey', 'ScheduleKeyDeletion'])))
  assert.ok(sees({ source: ['aws.kms'] }))
  assert.ok(sees({ source: [{ prefix: 'aws.' }], account: ['111122223333'] }))
  assert.ok(
    sees({ detail: { eventSource: [{ suffix: '.amazonaws.com' }], eventName: [{ wildcard: 'Disable*' }] } }),
  )
  assert.ok(sees(detail([{ 'anything-but': ['Decrypt'] }])))
  assert.ok(sees(detail([{ 'equals-ignore-case': 'disablekey' }])))
  assert.ok(sees(detail([{ exists: true }])))
  assert.ok(sees({ $or: [{ source: ['aws.s3'] }, { source: ['aws.kms'] }] }))
  assert.ok(sees({ detail: { errorCode: [{ exists: false }] } }))
})

test('patterns that do not', () => {
  assert.ok(!sees(detail(['ScheduleKeyDeletion'])))
  assert.ok(!sees({ source: ['aws.s3'] }))
  assert.ok(!sees({ 'detail-type': ['KMS CMK Deletion'] }))
  assert.ok(!sees({ source: ['aws.kms'], region: ['eu-west-1'] }))
  assert.ok(!sees(detail([{ 'anything-but': 'DisableKey' }])))
  assert.ok(!sees({ detail: { requestParameters: { keyId: ['one-key'] } } }))
  assert.ok(!sees({}))
  assert.ok(!sees([]))
  assert.ok(!sees({ source: 'aws.kms' }))
  assert.ok(!sees({ source: [{ cidr: '10.0.0.0/8' }] }))
  assert.ok(!seesKmsCall('{', 'DisableKey', place))
})
