import { qConnectAssistants } from '../collectors/q-connect.ts'
import { assistantPlaybook } from '../fix/playbooks/connect.ts'
import { deleting } from './deleting.ts'
import { keyRule } from './key-rule.ts'

export const qconnectAssistantCmk = keyRule({
  id: 'qconnect-assistant-cmk',
  version: 1,
  title: 'Q in Connect assistants use a customer-managed key',
  why: 'An assistant keeps what agents asked and were told.',
  service: 'qconnect',
  severity: 'HIGH',
  mode: 'RE-CREATE',
  bundles: ['C-REST'],
  counterparts: ['CloudSploit wisdomDomainEncrypted'],
  resourceType: 'AWS::Wisdom::Assistant',
  remediation: {
    summary:
      'CreateAssistant with serverSideEncryptionConfiguration.kmsKeyId, then CreateAssistantAssociation and the integration association of the Connect instance.',
    url: 'https://docs.aws.amazon.com/connect/latest/adminguide/key-management.html',
  },
  collector: qConnectAssistants,
  key: ({ kmsKeyId }) => ({
    ref: kmsKeyId,
    absent: 'AWS_OWNED',
    api: 'wisdom:ListAssistants',
    path: 'assistantSummaries[].serverSideEncryptionConfiguration.kmsKeyId',
  }),
  before: ({ status }) => deleting(status),
  refine: (verdict) => ({
    ...verdict,
    reasonText: `${verdict.reasonText} Its search indexes stay under the service's own key whatever is chosen.`,
  }),
  fix: assistantPlaybook,
  iac: [
    {
      format: 'cloudformation',
      type: 'AWS::Wisdom::Assistant',
      path: 'ServerSideEncryptionConfiguration.KmsKeyId',
      absent: 'AWS_OWNED',
      replaces: true,
    },
  ],
})
