import assert from 'node:assert/strict'
import { test } from 'node:test'
import { contextValues, globalConditionContext } from './condition-context.ts'
import { accountId, alice, callOf, root, service, session } from './principals.fixture.ts'

const request = {
  'aws:CurrentTime': '2026-01-15T12:00:00.000Z',
  'aws:EpochTime': '1768478400',
  'aws:RequestedRegion': 'eu-central-1',
  'aws:SecureTransport': 'false',
  'aws:ViaAWSService': 'false',
  'aws:PrincipalIsAWSService': 'false',
  'aws:UserAgent': 'test/1',
  'aws:SourceIp': '192.0.2.7',
}

test('a user', () => {
  assert.deepEqual(globalConditionContext(callOf(alice)), {
    ...request,
    'aws:PrincipalType': 'User',
    'aws:PrincipalArn': alice.arn,
    'aws:PrincipalAccount': accountId,
    'aws:PrincipalTag/team': 'blue',
    'aws:userid': alice.userId,
    'aws:username': 'alice',
  })
})

test('a session is known by its role, with the time of its token', () => {
  assert.deepEqual(globalConditionContext(callOf({ ...session, sourceIdentity: 'carol' })), {
    ...request,
    'aws:PrincipalType': 'AssumedRole',
    'aws:PrincipalArn': session.roleArn,
    'aws:PrincipalAccount': accountId,
    'aws:PrincipalTag/team': 'red',
    'aws:userid': `${session.roleId}:worker`,
    'aws:TokenIssueTime': '2026-01-01T00:00:00.000Z',
    'aws:MultiFactorAuthPresent': 'false',
    'aws:SourceIdentity': 'carol',
  })
})

test('the root user', () => {
  const context = globalConditionContext(callOf(root))
  assert.equal(context['aws:PrincipalType'], 'Account')
  assert.equal(context['aws:userid'], accountId)
  assert.equal(contextValues(context, 'aws:username'), undefined)
})

test('forward access names the service and hides the address', () => {
  const context = globalConditionContext(callOf(alice, { via: { service: 'qbusiness' } }))
  assert.equal(context['aws:ViaAWSService'], 'true')
  assert.deepEqual(context['aws:CalledVia'], ['qbusiness.amazonaws.com'])
  assert.equal(context['aws:CalledViaFirst'], 'qbusiness.amazonaws.com')
  assert.equal(context['aws:CalledViaLast'], 'qbusiness.amazonaws.com')
  assert.equal(context['aws:SourceIp'], undefined)
  assert.equal(context['aws:PrincipalArn'], alice.arn)
})

test('a service principal names the resource it works for, and no principal account', () => {
  const context = globalConditionContext(callOf(service))
  assert.equal(context['aws:PrincipalIsAWSService'], 'true')
  assert.equal(context['aws:PrincipalServiceName'], 'qbusiness.amazonaws.com')
  assert.equal(context['aws:SourceArn'], service.sourceArn)
  assert.equal(context['aws:SourceAccount'], accountId)
  assert.equal(context['aws:PrincipalAccount'], undefined)
  assert.equal(context['aws:SourceIp'], undefined)
})

test('a key is found in any case; its own spelling wins', () => {
  const context = { 'kms:EncryptionContext:Tenant': 'a', 'kms:EncryptionContext:tenant': 'b' }
  assert.equal(contextValues(context, 'kms:EncryptionContext:tenant'), 'b')
  assert.equal(contextValues({ 'aws:SourceIp': 'x' }, 'AWS:sourceip'), 'x')
  assert.equal(contextValues({}, 'constructor'), undefined)
})
