import assert from 'node:assert/strict'
import { test } from 'node:test'
import { AwsError } from '../call/aws-error.ts'
import { emptyNotes } from '../call/call.ts'
import { type CloudTrailRecord, eventOfService, eventsOfCall, type Outcome } from './record.ts'
import {
  account,
  alice,
  appRole,
  callOf,
  createGrant,
  decrypt,
  keyArn,
  keyResource,
  otherAccount,
  qbusiness,
  region,
  root,
  someTime,
} from './test-calls.ts'

const succeeded: Outcome = { output: {} }
const input = { keyId: keyArn, Plaintext: 'secret' }
const onKey = () => ({ ...emptyNotes(), resources: [keyResource] })

function recordsOf(...parameters: Parameters<typeof eventsOfCall>): CloudTrailRecord[] {
  return eventsOfCall(...parameters).map((event) => JSON.parse(event.record))
}

function recordOf(...parameters: Parameters<typeof eventsOfCall>): CloudTrailRecord {
  const [record] = recordsOf(...parameters)
  assert.ok(record)
  return record
}

test('a role session decrypts: the whole record', () => {
  const call = callOf({
    notes: onKey(),
    secureTransport: true,
    tlsDetails: {
      tlsVersion: 'TLSv1.3',
      cipherSuite: 'TLS_AES_256_GCM_SHA384',
      clientProvidedHostHeader: 'localhost',
    },
  })
  const { eventID, ...record } = recordOf(call, decrypt, input, succeeded)
  assert.match(eventID, /^[0-9a-f-]{36}$/)
  assert.deepEqual(record, {
    eventVersion: '1.11',
    userIdentity: {
      type: 'AssumedRole',
      principalId: 'AROAEXAMPLE:app',
      arn: appRole.arn,
      accountId: account,
      accessKeyId: 'ASIAEXAMPLE',
      sessionContext: {
        sessionIssuer: {
          type: 'Role',
          principalId: 'AROAEXAMPLE',
          arn: appRole.roleArn,
          accountId: account,
          userName: 'App',
        },
        attributes: { creationDate: '2026-01-01T00:00:00Z', mfaAuthenticated: 'false' },
      },
    },
    eventTime: '2026-01-01T00:05:00Z',
    eventSource: 'kms.amazonaws.com',
    eventName: 'Decrypt',
    awsRegion: region,
    sourceIPAddress: '192.0.2.10',
    userAgent: 'aws-sdk-js/3',
    requestParameters: { keyId: keyArn },
    responseElements: null,
    requestID: call.requestId,
    readOnly: true,
    resources: [{ accountId: account, type: 'AWS::KMS::Key', ARN: keyArn }],
    eventType: 'AwsApiCall',
    managementEvent: true,
    recipientAccountId: account,
    eventCategory: 'Management',
    tlsDetails: {
      tlsVersion: 'TLSv1.3',
      cipherSuite: 'TLS_AES_256_GCM_SHA384',
      clientProvidedHostHeader: 'localhost',
    },
  })
})

test('a user and a root are named by their own variants', () => {
  assert.deepEqual(recordOf(callOf({ principal: alice }), decrypt, input, succeeded).userIdentity, {
    type: 'IAMUser',
    principalId: 'AIDAEXAMPLE',
    arn: alice.arn,
    accountId: account,
    accessKeyId: 'AKIAEXAMPLE',
    userName: 'alice',
  })
  assert.deepEqual(recordOf(callOf({ principal: root }), decrypt, input, succeeded).userIdentity, {
    type: 'Root',
    principalId: account,
    arn: root.kind === 'root' && root.arn,
    accountId: account,
    accessKeyId: 'AKIAROOT',
  })
})

test('a service that calls with the permissions of its caller replaces address and user agent', () => {
  const call = callOf({ via: { service: 'qbusiness' }, principal: alice })
  const record = recordOf(call, createGrant, input, { output: { grantId: 'ab12', grantToken: 'secret' } })
  assert.equal(record.userIdentity.type, 'IAMUser')
  for (const value of [record.userIdentity.invokedBy, record.sourceIPAddress, record.userAgent]) {
    assert.equal(value, 'qbusiness.amazonaws.com')
  }
  assert.deepEqual(record.responseElements, { grantId: 'ab12' })
  assert.equal(record.sharedEventID, undefined)
})

test('a service that calls as itself is an AWSService with a shared event id', () => {
  const record = recordOf(callOf({ principal: qbusiness, notes: onKey() }), decrypt, input, succeeded)
  assert.deepEqual(record.userIdentity, { type: 'AWSService', invokedBy: 'qbusiness.amazonaws.com' })
  assert.equal(record.sourceIPAddress, 'qbusiness.amazonaws.com')
  assert.equal(record.recipientAccountId, account)
  assert.match(record.sharedEventID ?? '', /^[0-9a-f-]{36}$/)
})

test('a denial is AccessDenied with the message, without request parameters', () => {
  const error = new AwsError('AccessDeniedException', 'User: x is not authorized')
  const record = recordOf(callOf({ notes: onKey() }), decrypt, input, { error })
  assert.equal(record.errorCode, 'AccessDenied')
  assert.equal(record.errorMessage, 'User: x is not authorized')
  assert.equal(record.requestParameters, null)
  assert.equal(record.resources.length, 1)
})

test('any other answer of ours keeps its code and the request parameters', () => {
  const error = new AwsError('DisabledException', `${keyArn} is disabled.`)
  const record = recordOf(callOf(), decrypt, input, { error })
  assert.equal(record.errorCode, 'DisabledException')
  assert.deepEqual(record.requestParameters, { keyId: keyArn })
  assert.equal(record.responseElements, null)
})

test('an error that is no answer is an InternalFailure without its message', () => {
  const events = eventsOfCall(callOf(), decrypt, input, { error: new TypeError('secret detail') })
  assert.equal(JSON.parse(events[0]?.record ?? '').errorCode, 'InternalFailure')
  assert.ok(!events[0]?.record.includes('secret'))
})

test('an error message is cut at one kilobyte, between characters', () => {
  const error = new AwsError('ValidationException', `${'a'.repeat(1023)}é${'b'.repeat(2000)}`)
  assert.equal(recordOf(callOf(), decrypt, input, { error }).errorMessage, 'a'.repeat(1023))
})

test('the notes of a call win over the projections', () => {
  const notes = {
    ...onKey(),
    requestParameters: { keyId: 'resolved' },
    responseElements: { keyId: 'answered' },
    additionalEventData: { keyMaterialId: '01' },
    authorization: 'never recorded',
  }
  const events = eventsOfCall(callOf({ notes }), decrypt, input, succeeded)
  const record: CloudTrailRecord = JSON.parse(events[0]?.record ?? '')
  assert.deepEqual(record.requestParameters, { keyId: 'resolved' })
  assert.deepEqual(record.responseElements, { keyId: 'answered' })
  assert.deepEqual(record.additionalEventData, { keyMaterialId: '01' })
  assert.ok(!events[0]?.record.includes('never recorded'))
})

test('a request that could not be decoded has no parameters', () => {
  assert.equal(recordOf(callOf(), decrypt, null, succeeded).requestParameters, null)
})

test('a projection that fails costs the detail, not the record', () => {
  const broken = { ...decrypt, recordRequest: () => assert.fail('defect') }
  assert.deepEqual(recordOf(callOf(), broken, input, succeeded).requestParameters, { omitted: true })
})

for (const { name, outcome, copies } of [
  { name: 'a successful call', outcome: succeeded, copies: 2 },
  {
    name: 'a validly failing call',
    outcome: { error: new AwsError('DisabledException', 'disabled') },
    copies: 2,
  },
  { name: 'a denied call', outcome: { error: new AwsError('AccessDeniedException', 'no') }, copies: 1 },
]) {
  test(`${name} on a key of another account is recorded for ${copies} account(s)`, () => {
    const principal = { ...alice, accountId: otherAccount }
    const records = recordsOf(callOf({ principal, notes: onKey() }), decrypt, input, outcome)
    assert.deepEqual(
      records.map((record) => record.recipientAccountId),
      [otherAccount, account].slice(0, copies),
    )
    if (copies === 1) return
    const [callers, owners] = records
    assert.equal(callers?.sharedEventID, owners?.sharedEventID)
    assert.equal(callers?.requestID, owners?.requestID)
    assert.notEqual(callers?.eventID, owners?.eventID)
    assert.equal(callers?.userIdentity.type, 'IAMUser')
    assert.deepEqual(owners?.userIdentity, {
      type: 'AWSAccount',
      principalId: 'AIDAEXAMPLE',
      accountId: otherAccount,
    })
  })
}

test('an element past 100 KB is omitted, and a record stays below 256 KB', () => {
  const large = { keyId: 'x'.repeat(101 * 1024) }
  const record = recordOf(callOf(), decrypt, large, succeeded)
  assert.deepEqual(record.requestParameters, { omitted: true })

  const notes = { resources: Array.from({ length: 4000 }, () => keyResource) }
  const [event] = eventsOfCall(callOf({ notes, userAgent: 'é'.repeat(200_000) }), decrypt, input, succeeded)
  assert.ok(Buffer.byteLength(event?.record ?? '') <= 256 * 1024)
})

test('what a service does by itself is an AwsServiceEvent of AWS Internal', () => {
  const event = eventOfService({
    service: 'kms',
    name: 'DeleteKey',
    accountId: account,
    region,
    time: someTime,
    resources: [keyResource],
    serviceEventDetails: { keyId: keyArn },
  })
  const record: CloudTrailRecord = JSON.parse(event.record)
  assert.deepEqual(record.userIdentity, { accountId: account, invokedBy: 'AWS Internal' })
  assert.equal(record.eventType, 'AwsServiceEvent')
  assert.equal(record.requestID, undefined)
  assert.deepEqual(record.serviceEventDetails, { keyId: keyArn })
})
