/** The rules as they were published: an id, once shipped, stays what it was. */

import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { FixMode, Severity } from '../../src/posture/finding.ts'
import type { ControlBundle, Rule } from '../../src/posture/rule.ts'
import { dataRules } from '../../src/posture/rules/data-rules.ts'
import { rules } from '../../src/posture/rules/rules.ts'

type Row = readonly [id: string, severity: Severity, mode: FixMode, ...bundles: ControlBundle[]]

const published: readonly Row[] = [
  ['bedrock-studio-workspace-cmk', 'HIGH', 'RE-CREATE', 'C-REST', 'C-AI'],
  ['qbusiness-application-cmk', 'HIGH', 'RE-CREATE', 'C-REST', 'C-AI'],
  ['qbusiness-starter-index-conflict', 'INFO', 'ADVICE', 'C-REST'],
  ['connect-call-recordings-cmk', 'HIGH', 'IN-PLACE', 'C-REST', 'C-PII'],
  ['connect-chat-transcripts-cmk', 'HIGH', 'IN-PLACE', 'C-REST', 'C-PII'],
  ['connect-attachments-cmk', 'HIGH', 'IN-PLACE', 'C-REST', 'C-PII'],
  ['connect-screen-recordings-cmk', 'HIGH', 'IN-PLACE', 'C-REST', 'C-PII'],
  ['connect-email-messages-cmk', 'HIGH', 'IN-PLACE', 'C-REST', 'C-PII'],
  ['connect-contact-evaluations-cmk', 'MEDIUM', 'IN-PLACE', 'C-REST'],
  ['connect-scheduled-reports-cmk', 'MEDIUM', 'IN-PLACE', 'C-REST'],
  ['connect-media-streams-cmk', 'HIGH', 'IN-PLACE', 'C-REST', 'C-PII'],
  ['connect-event-streams-cmk', 'MEDIUM', 'IN-PLACE', 'C-REST'],
  ['connect-storage-bucket-agreement', 'LOW', 'IN-PLACE', 'C-REST'],
  ['voiceid-domain-cmk', 'HIGH', 'IN-PLACE', 'C-REST', 'C-PII'],
  ['voiceid-reencryption-complete', 'MEDIUM', 'ADVICE', 'C-REST'],
  ['customer-profiles-domain-cmk', 'HIGH', 'IN-PLACE', 'C-REST', 'C-PII'],
  ['customer-profiles-object-type-cmk', 'MEDIUM', 'IN-PLACE', 'C-REST', 'C-PII'],
  ['appintegrations-data-integration-cmk', 'HIGH', 'RE-CREATE', 'C-REST'],
  ['qconnect-assistant-cmk', 'HIGH', 'RE-CREATE', 'C-REST'],
  ['qconnect-knowledge-base-cmk', 'HIGH', 'RE-CREATE', 'C-REST'],
  ['connect-campaigns-cmk', 'HIGH', 'RE-CREATE', 'C-REST', 'C-PII'],
  ['connect-aws-owned-only', 'INFO', 'ADVICE', 'C-REST'],
  ['datazone-domain-cmk', 'HIGH', 'RE-CREATE', 'C-REST'],
  ['s3-bucket-cmk', 'MEDIUM', 'IN-PLACE', 'C-S3'],
  ['s3-bucket-key-enabled', 'LOW', 'IN-PLACE', 'C-S3'],
  ['s3-replication-cmk', 'MEDIUM', 'IN-PLACE', 'C-S3'],
  ['s3-tables-cmk', 'MEDIUM', 'IN-PLACE', 'C-S3'],
  ['s3-vectors-cmk', 'MEDIUM', 'RE-CREATE', 'C-S3'],
  ['secretsmanager-secret-cmk', 'MEDIUM', 'IN-PLACE', 'C-SEC'],
  ['cloudtrail-trail-cmk', 'HIGH', 'IN-PLACE', 'C-LOG'],
  ['cloudtrail-eds-cmk', 'MEDIUM', 'IN-PLACE', 'C-LOG'],
  ['logs-group-cmk', 'MEDIUM', 'IN-PLACE', 'C-LOG'],
  ['opensearch-domain-cmk', 'HIGH', 'MIXED', 'C-OS'],
  ['aoss-collection-cmk', 'HIGH', 'RE-CREATE', 'C-OS'],
  ['osis-pipeline-cmk', 'MEDIUM', 'IN-PLACE', 'C-OS'],
  ['kendra-index-cmk', 'HIGH', 'RE-CREATE', 'C-REST'],
  ['kinesisvideo-stream-cmk', 'MEDIUM', 'RE-CREATE', 'C-REST'],
  ['dynamodb-table-cmk', 'MEDIUM', 'IN-PLACE', 'C-REST'],
  ['sns-topic-cmk', 'MEDIUM', 'IN-PLACE', 'C-REST'],
  ['sqs-queue-cmk', 'MEDIUM', 'IN-PLACE', 'C-REST'],
  ['events-bus-cmk', 'MEDIUM', 'IN-PLACE', 'C-REST'],
  ['states-machine-cmk', 'MEDIUM', 'IN-PLACE', 'C-REST'],
  ['ecr-repository-cmk', 'LOW', 'RE-CREATE', 'C-REST'],
  ['lex-audio-logs-cmk', 'MEDIUM', 'IN-PLACE', 'C-REST'],
  ['appflow-flow-cmk', 'MEDIUM', 'RE-CREATE', 'C-REST'],
  ['ssm-securestring-cmk', 'LOW', 'IN-PLACE', 'C-REST'],
  ['kinesis-stream-cmk', 'MEDIUM', 'IN-PLACE', 'C-REST'],
]

test('there are 89 rules, each once', () => {
  const ids = rules.map(({ id }) => id)
  assert.equal(new Set(ids).size, ids.length)
  assert.equal(ids.length, 89)
})

test('the rules of Q Business, Connect, DataZone and the services around them are as published', () => {
  const ids = new Set([...dataRules.map(({ id }) => id), 'bedrock-studio-workspace-cmk'])
  assert.deepEqual(
    rules
      .filter(({ id }) => ids.has(id))
      .map(row)
      .sort(byId),
    [...published].sort(byId),
  )
})

for (const rule of rules)
  test(`${rule.id}: says what a person needs to know`, () => {
    const { id, title, why, remediation, service, resourceType } = rule
    assert.match(id, /^[a-z0-9]+(-[a-z0-9]+)+$/)
    assert.match(title, /[^.]$/)
    for (const text of [why, remediation.summary]) assert.match(text, /^.{20,}\.$/s)
    assert.match(remediation.url, /^https:\/\/docs\.aws\.amazon\.com\/\S+\.html(#\S+)?$/)
    assert.match(service, /^[a-z0-9-]+$/)
    assert.match(resourceType, /^AWS::\w*::\w+$/)
    assert.ok(rule.bundles.length > 0)
    for (const { type, format } of rule.iac ?? [])
      assert.match(type, format === 'cloudformation' ? /^AWS::\w+::\w+$/ : /^aws_\w+$/)
  })

test('collectors of one id are one, and ask for nothing but reads', () => {
  const byId = new Map<string, unknown>()
  for (const collector of rules.flatMap(collectorsOf)) {
    assert.equal(byId.get(collector.id) ?? collector, collector, collector.id)
    byId.set(collector.id, collector)
    assert.ok(collector.iam.length > 0, collector.id)
    for (const action of collector.iam) assert.match(action, /^[a-z0-9-]+:(List|Get|Describe|BatchGet)\w+$/)
  }
})

function collectorsOf(rule: Rule) {
  return rule.kind === 'resource' ? [rule.collector] : rule.collectors
}

function row({ id, severity, mode, bundles }: Rule): Row {
  return [id, severity, mode, ...bundles]
}

function byId([left]: Row, [right]: Row): number {
  return left < right ? -1 : 1
}
