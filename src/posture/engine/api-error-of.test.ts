import assert from 'node:assert/strict'
import { test } from 'node:test'
import { apiErrorOf, isThrottle } from './api-error-of.ts'

const aws = { isSelfHosted: false, isProven: false }
const sdkError = (name: string, status: number, more: object = {}) =>
  Object.assign(new Error('may quote what was sent'), {
    name,
    $metadata: { httpStatusCode: status },
    ...more,
  })

test('kinds of errors', () => {
  const cases: readonly [Error, string][] = [
    [sdkError('AccessDeniedException', 400), 'denied'],
    [sdkError('AccessDenied', 403), 'denied'],
    [sdkError('SomethingElse', 403), 'denied'],
    [sdkError('ResourceNotFoundException', 404), 'not-found'],
    [sdkError('NotFoundException', 400), 'not-found'],
    [sdkError('NoSuchBucket', 404), 'not-found'],
    [sdkError('UnknownOperationException', 404), 'not-implemented'],
    [sdkError('NotImplementedException', 501), 'not-implemented'],
    [sdkError('SyntaxError', 404), 'unavailable'],
    [sdkError('Unknown', 404), 'unavailable'],
    [sdkError('RequestTimeTooSkewed', 403), 'credentials'],
    [sdkError('ThrottlingException', 400), 'throttled'],
    [sdkError('Whatever', 429), 'throttled'],
    [sdkError('ExpiredTokenException', 400), 'credentials'],
    [sdkError('UnrecognizedClientException', 400), 'not-in-region'],
    [sdkError('OptInRequired', 403), 'not-in-region'],
    [sdkError('InternalServerException', 500), 'unavailable'],
    [Object.assign(new Error('getaddrinfo'), { code: 'ENOTFOUND' }), 'not-in-region'],
    [Object.assign(new Error('connect'), { code: 'ECONNREFUSED' }), 'unavailable'],
    [Object.assign(new Error('slow'), { name: 'TimeoutError' }), 'unavailable'],
    [sdkError('ValidationException', 400), 'refused'],
    [sdkError('ServerSideEncryptionConfigurationNotFoundError', 404), 'refused'],
  ]
  for (const [error, kind] of cases) {
    const told = apiErrorOf(error, 'test:Get', aws)
    assert.equal(told.kind, kind, error.name)
    assert.ok(!told.message.includes('quote'), told.message)
    assert.notEqual(told.code, '')
    assert.equal(told.cause, error)
  }
})

test('a client that is not recognized has bad credentials where they were good, or on a server of one’s own', () => {
  const error = sdkError('UnrecognizedClientException', 400)
  for (const place of [
    { isSelfHosted: true, isProven: false },
    { isSelfHosted: false, isProven: true },
    { isSelfHosted: false, isProven: false, isRegionKnown: true },
  ])
    assert.equal(apiErrorOf(error, 'kms:ListKeys', place).kind, 'credentials')
})

test('a path that is not there: a gap of somebody’s own server, and nothing known of AWS', () => {
  const own = { isSelfHosted: true, isProven: true }
  for (const name of ['SyntaxError', 'Unknown'])
    assert.equal(apiErrorOf(sdkError(name, 404), 'kms:ListKeys', own).kind, 'not-implemented')
})

test('throttles are known by name and by status', () => {
  assert.ok(isThrottle(sdkError('SlowDown', 503)))
  assert.ok(isThrottle(sdkError('x', 429)))
  assert.ok(!isThrottle(sdkError('AccessDeniedException', 400)))
})
