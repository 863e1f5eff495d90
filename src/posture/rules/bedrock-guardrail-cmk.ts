import { guardrails } from '../collectors/guardrails.ts'
import { guardrailFix } from '../fix/changes/guardrail.ts'
import { keyRule } from './key-rule.ts'
import { transient } from './transient.ts'

export const bedrockGuardrailCmk = keyRule({
  id: 'bedrock-guardrail-cmk',
  version: 1,
  title: 'Guardrails are encrypted with a customer-managed key',
  why: 'A guardrail holds the words, topics and patterns that a company forbids. Under the default key nobody but AWS can take them away.',
  service: 'bedrock',
  severity: 'HIGH',
  mode: 'IN-PLACE',
  bundles: ['C-REST', 'C-AI'],
  counterparts: ['Conformity Bedrock-003', 'aws-samples FMI-08'],
  resourceType: 'AWS::Bedrock::Guardrail',
  remediation: {
    summary:
      'UpdateGuardrail with kmsKeyId and every policy sent again (what is left out is deleted), then CreateGuardrailVersion for callers of a number.',
    url: 'https://docs.aws.amazon.com/bedrock/latest/userguide/guardrails-permissions-kms.html',
  },
  collector: guardrails,
  key: ({ kmsKeyArn }) => ({
    ref: kmsKeyArn,
    absent: 'AWS_OWNED',
    api: 'bedrock:GetGuardrail',
    path: 'kmsKeyArn',
  }),
  before: ({ status }) => transient('guardrail', status),
  fix: guardrailFix,
  iac: [
    {
      format: 'cloudformation',
      type: 'AWS::Bedrock::Guardrail',
      path: 'KmsKeyArn',
      absent: 'AWS_OWNED',
      replaces: false,
    },
    {
      format: 'terraform',
      type: 'aws_bedrock_guardrail',
      path: 'kms_key_arn',
      absent: 'AWS_OWNED',
      replaces: false,
    },
  ],
})
