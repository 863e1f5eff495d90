import { automatedReasoningPolicies } from '../collectors/automated-reasoning-policies.ts'
import { reasoningPolicyPlaybook } from '../fix/playbooks/models.ts'
import { keyRule } from './key-rule.ts'

export const bedrockAutomatedReasoningCmk = keyRule({
  id: 'bedrock-automated-reasoning-cmk',
  version: 1,
  title: 'Automated-reasoning policies are encrypted with a customer-managed key',
  why: "A policy writes down a company's rules as logic, with the documents that they came from.",
  service: 'bedrock',
  severity: 'MEDIUM',
  mode: 'RE-CREATE',
  bundles: ['C-REST', 'C-AI'],
  counterparts: [],
  resourceType: 'AWS::Bedrock::AutomatedReasoningPolicy',
  remediation: {
    summary:
      'ExportAutomatedReasoningPolicyVersion, CreateAutomatedReasoningPolicy with kmsKeyId and the exported definition, link guardrails to the new policy, then delete the old one.',
    url: 'https://docs.aws.amazon.com/bedrock/latest/APIReference/API_CreateAutomatedReasoningPolicy.html',
  },
  collector: automatedReasoningPolicies,
  key: ({ kmsKeyArn }) => ({
    ref: kmsKeyArn,
    absent: 'AWS_OWNED',
    api: 'bedrock:GetAutomatedReasoningPolicy',
    path: 'kmsKeyArn',
  }),
  fix: reasoningPolicyPlaybook,
  iac: [
    {
      format: 'cloudformation',
      type: 'AWS::Bedrock::AutomatedReasoningPolicy',
      path: 'KmsKeyId',
      absent: 'AWS_OWNED',
      replaces: true,
    },
  ],
})
