import assert from 'node:assert/strict'
import { test } from 'node:test'
import { rules } from '../rules/rules.ts'
import { isReadOperation } from './read-only.ts'

test('everything that a collector may call is a read', () => {
  for (const rule of rules)
    for (const collector of rule.kind === 'resource' ? [rule.collector] : rule.collectors)
      for (const action of collector.iam)
        assert.ok(isReadOperation(action.slice(action.indexOf(':') + 1)), `${collector.id}: ${action}`)
})

test('what sounds like a read and is none is refused', () => {
  for (const operation of ['GetSecretValue', 'GetParameter', 'GetObject', 'GetSessionToken', 'AssumeRole'])
    assert.ok(!isReadOperation(operation), operation)
  for (const operation of [
    'CreateKey',
    'UpdateGuardrail',
    'PutKeyPolicy',
    'Encrypt',
    'InvokeModel',
    'StartQuery',
  ])
    assert.ok(!isReadOperation(operation), operation)
})
