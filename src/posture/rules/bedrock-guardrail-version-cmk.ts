import { guardrailVersions } from '../collectors/guardrail-versions.ts'
import { guardrailVersionPlaybook } from '../fix/playbooks/models.ts'
import { keyRule } from './key-rule.ts'
import { transient } from './transient.ts'

export const bedrockGuardrailVersionCmk = keyRule({
  id: 'bedrock-guardrail-version-cmk',
  version: 1,
  title: 'Published guardrail versions still in use carry a customer-managed key',
  why: 'Callers of a version number use what was published, not the draft. A version cannot be edited, so one that was published under the default key stays there.',
  service: 'bedrock',
  severity: 'MEDIUM',
  mode: 'NEW-VERSION',
  bundles: ['C-REST', 'C-AI'],
  counterparts: [],
  resourceType: 'AWS::Bedrock::GuardrailVersion',
  remediation: {
    summary:
      'After the draft has its key (UpdateGuardrail), publish it with CreateGuardrailVersion, point agents and callers at the new number, and delete the old version last.',
    url: 'https://docs.aws.amazon.com/bedrock/latest/userguide/guardrails-permissions-kms.html',
  },
  collector: guardrailVersions,
  key: ({ kmsKeyArn }) => ({
    ref: kmsKeyArn,
    absent: 'AWS_OWNED',
    api: 'bedrock:GetGuardrail',
    path: 'kmsKeyArn',
  }),
  before: ({ status }) => transient('guardrail version', status),
  refine(verdict, { inUse }) {
    if (inUse !== false || verdict.status !== 'FAIL') return verdict
    return { ...verdict, severity: { level: 'LOW', why: 'No agent names this version.' } }
  },
  subKey: ({ version }) => `version:${version}`,
  fix: guardrailVersionPlaybook,
})
