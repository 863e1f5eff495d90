import assert from 'node:assert/strict'
import { test } from 'node:test'
import { tellChange } from './tell-change.ts'

test('one line a change, whatever a stranger calls himself', () => {
  const finding = {
    findingUid: 'f',
    ruleId: 'sqs-queue-cmk',
    resourceUid: 'arn:aws:sqs:us-east-1:111122223333:a\n\u001b[2Jb',
  }
  const changedBy = {
    principal: 'arn:aws:sts::111122223333:assumed-role/Admin/\u202eada',
    event: 'sqs:SetQueueAttributes',
    at: '2026-03-01T12:03:04.000Z',
    eventId: 'e',
    sourceIp: null,
  }
  const change = { scanId: 's', at: '2026-03-01T12:05:00.000Z', from: 'FAIL', to: 'PASS', finding } as const
  assert.equal(
    tellChange({ ...change, changedBy }),
    '12:03:04 FAIL→PASS sqs-queue-cmk a \\u{1b}[2Jb by assumed-role/Admin/\\u{202e}ada SetQueueAttributes',
  )
  assert.equal(tellChange({ ...change, changedBy: null }), '12:05:00 FAIL→PASS sqs-queue-cmk a \\u{1b}[2Jb')
})
