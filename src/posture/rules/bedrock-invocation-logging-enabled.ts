import { type InvocationLoggingFacts, invocationLogging } from '../collectors/invocation-logging.ts'
import { invocationLoggingPlaybook } from '../fix/playbooks/stores.ts'
import type { ResourceRule } from '../rule.ts'

export const bedrockInvocationLoggingEnabled: ResourceRule<InvocationLoggingFacts> = {
  kind: 'resource',
  id: 'bedrock-invocation-logging-enabled',
  version: 1,
  title: 'Model invocation logging is on',
  why: 'Without it nobody can tell afterwards what a model was asked and what it answered.',
  service: 'bedrock',
  severity: 'MEDIUM',
  mode: 'IN-PLACE',
  bundles: ['C-MON'],
  counterparts: ['Prowler bedrock_model_invocation_logging_enabled'],
  resourceType: 'AWS::::Account',
  remediation: {
    summary:
      'PutModelInvocationLoggingConfiguration with a log group or a bucket under a customer-managed key; one configuration holds for the whole region.',
    url: 'https://docs.aws.amazon.com/bedrock/latest/userguide/model-invocation-logging.html',
  },
  collector: invocationLogging,
  keyReferences: () => [],
  judge({ facts, at }) {
    const on = facts.destinations.length > 0
    return [
      {
        status: on ? 'PASS' : 'FAIL',
        reasonCode: on ? 'LOGGING_ON' : 'LOGGING_OFF',
        reasonText: on
          ? 'Model invocations are logged in this region.'
          : 'Model invocations are not logged in this region.',
        evidence: [
          {
            api: 'bedrock:GetModelInvocationLoggingConfiguration',
            path: 'loggingConfig',
            value: on ? facts.destinations.join(', ') : null,
            at: new Date(at).toISOString(),
          },
        ],
      },
    ]
  },
  fix: invocationLoggingPlaybook,
  // CloudFormation has no resource for it. A template that says nothing of logging is no proof that it is off.
  iac: [
    {
      format: 'terraform',
      type: 'aws_bedrock_model_invocation_logging_configuration',
      path: 'logging_config',
      absent: 'UNKNOWN',
      replaces: false,
      judge(value) {
        const on = hasDestination(value)
        return {
          status: on ? 'PASS' : 'FAIL',
          reasonCode: on ? 'LOGGING_ON' : 'LOGGING_OFF',
          reasonText: on ? 'Model invocations are logged.' : 'The configuration names no destination.',
        }
      },
    },
  ],
}

/** @param value of the block, whose blocks are objects or lists by version of the provider */
function hasDestination(value: unknown): boolean {
  if (typeof value !== 'object' || value === null) return false
  return Object.entries(value).some(
    ([name, block]) =>
      ['cloudwatch_config', 's3_config'].includes(name) && [block].flat().some((one) => one != null),
  )
}
