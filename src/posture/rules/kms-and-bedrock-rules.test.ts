import assert from 'node:assert/strict'
import { test } from 'node:test'
import { bedrockRules } from './bedrock-rules.ts'
import { kmsRules } from './kms-rules.ts'

/** Ids are final once shipped, and people's configurations name them. */
const shipped: readonly (readonly [id: string, severity: string, mode: string, bundles: string])[] = [
  ['kms-rotation-enabled', 'MEDIUM', 'IN-PLACE', 'C-ROT'],
  ['kms-rotation-period', 'LOW', 'IN-PLACE', 'C-ROT'],
  ['kms-policy-public', 'CRITICAL', 'IN-PLACE', 'C-POL'],
  ['kms-policy-broad-admin', 'HIGH', 'IN-PLACE', 'C-POL'],
  ['kms-policy-cross-account', 'MEDIUM', 'IN-PLACE', 'C-POL'],
  ['kms-policy-service-scope', 'MEDIUM', 'IN-PLACE', 'C-POL'],
  ['kms-policy-lockout', 'MEDIUM', 'ADVICE', 'C-POL'],
  ['kms-key-pending-deletion', 'CRITICAL', 'IN-PLACE', 'C-DEL'],
  ['kms-key-in-use-unusable', 'CRITICAL', 'IN-PLACE', 'C-DEL C-REST'],
  ['kms-key-spec-mismatch', 'HIGH', 'MIXED', 'C-REST'],
  ['kms-key-unused', 'LOW', 'ADVICE', 'C-LIFE'],
  ['kms-imported-material-expiring', 'MEDIUM', 'ADVICE', 'C-LIFE'],
  ['kms-grants-excess', 'MEDIUM', 'IN-PLACE', 'C-POL'],
  ['kms-iam-decrypt-all', 'MEDIUM', 'ADVICE', 'C-IAM'],
  ['kms-multi-region-review', 'INFO', 'ADVICE', 'C-LIFE'],
  ['kms-required-keys-exist', 'LOW', 'IN-PLACE', 'C-LIFE'],
  ['kms-change-alarm', 'MEDIUM', 'IN-PLACE', 'C-MON'],
  ['bedrock-guardrail-cmk', 'HIGH', 'IN-PLACE', 'C-REST C-AI'],
  ['bedrock-guardrail-version-cmk', 'MEDIUM', 'NEW-VERSION', 'C-REST C-AI'],
  ['bedrock-agent-cmk', 'HIGH', 'IN-PLACE', 'C-REST C-AI'],
  ['bedrock-agent-version-cmk', 'MEDIUM', 'NEW-VERSION', 'C-REST C-AI'],
  ['bedrock-flow-cmk', 'MEDIUM', 'IN-PLACE', 'C-REST C-AI'],
  ['bedrock-prompt-cmk', 'MEDIUM', 'IN-PLACE', 'C-REST C-AI'],
  ['bedrock-custom-model-cmk', 'HIGH', 'RE-CREATE', 'C-REST C-AI'],
  ['bedrock-imported-model-cmk', 'HIGH', 'RE-CREATE', 'C-REST C-AI'],
  ['bedrock-model-job-output-cmk', 'LOW', 'NEW-JOB', 'C-REST'],
  ['bedrock-batch-output-cmk', 'MEDIUM', 'NEW-JOB', 'C-REST'],
  ['bedrock-evaluation-job-cmk', 'LOW', 'NEW-JOB', 'C-REST'],
  ['bedrock-automated-reasoning-cmk', 'MEDIUM', 'RE-CREATE', 'C-REST C-AI'],
  ['bedrock-kb-data-source-cmk', 'HIGH', 'IN-PLACE', 'C-REST C-AI'],
  ['bedrock-kb-managed-cmk', 'HIGH', 'RE-CREATE', 'C-REST C-AI'],
  ['bedrock-kb-chain-cmk', 'MEDIUM', 'MIXED', 'C-REST C-AI'],
  ['bedrock-invocation-logging-enabled', 'MEDIUM', 'IN-PLACE', 'C-MON'],
  ['bedrock-invocation-logging-cmk', 'HIGH', 'IN-PLACE', 'C-LOG C-AI'],
  ['bedrock-session-cmk', 'MEDIUM', 'NEW-JOB', 'C-REST C-AI'],
  ['bedrock-rag-session-key-review', 'INFO', 'ADVICE', 'C-AI'],
  ['bedrock-data-automation-cmk', 'MEDIUM', 'IN-PLACE', 'C-REST C-AI'],
  ['bedrock-studio-workspace-cmk', 'HIGH', 'RE-CREATE', 'C-REST C-AI'],
  ['bedrock-marketplace-endpoint-cmk', 'LOW', 'RE-CREATE', 'C-REST'],
  ['agentcore-memory-cmk', 'HIGH', 'RE-CREATE', 'C-REST C-AI'],
  ['agentcore-gateway-cmk', 'MEDIUM', 'IN-PLACE', 'C-REST C-AI'],
  ['agentcore-token-vault-cmk', 'HIGH', 'IN-PLACE', 'C-REST C-IAM'],
  ['agentcore-artifacts-cmk', 'MEDIUM', 'MIXED', 'C-REST'],
]

const rules = [...kmsRules, ...bedrockRules]

test('every rule about keys, Bedrock and AgentCore is there once, as it was shipped', () => {
  assert.deepEqual(
    rules.map(({ id, severity, mode, bundles }) => [id, severity, mode, bundles.join(' ')]),
    shipped,
  )
})

test('every rule says what is good, why, and what to do', () => {
  for (const { id, title, why, remediation, resourceType } of rules) {
    assert.doesNotMatch(title, /\.$|^Ensure/, id)
    assert.match(why, /\.$/, id)
    assert.match(remediation.summary, /[A-Z][a-z]+[A-Z]\w+|no key|No API/, `${id} names a call`)
    assert.match(remediation.url, /^https:\/\/docs\.aws\.amazon\.com\//, id)
    assert.match(resourceType, /^AWS::/, id)
  }
})

test('collectors have names of their own and only ever read', () => {
  const collectors = new Map<string, unknown>()
  for (const rule of rules) {
    for (const collector of rule.kind === 'resource' ? [rule.collector] : rule.collectors) {
      assert.equal(collectors.get(collector.id) ?? collector, collector, collector.id)
      collectors.set(collector.id, collector)
      for (const action of collector.iam)
        assert.match(action, /^[a-z0-9-]+:(?:List|Get|Describe|BatchGet)[A-Z]/)
      assert.equal(new Set(collector.iam).size, collector.iam.length, collector.id)
    }
  }
})
