import { qConnectKnowledgeBases } from '../collectors/q-connect.ts'
import { qConnectKnowledgeBasePlaybook } from '../fix/playbooks/connect.ts'
import { deleting } from './deleting.ts'
import { keyRule } from './key-rule.ts'

export const qconnectKnowledgeBaseCmk = keyRule({
  id: 'qconnect-knowledge-base-cmk',
  version: 1,
  title: 'Q in Connect knowledge bases use a customer-managed key',
  why: 'A knowledge base keeps the documents that agents answer from.',
  service: 'qconnect',
  severity: 'HIGH',
  mode: 'RE-CREATE',
  bundles: ['C-REST'],
  counterparts: [],
  resourceType: 'AWS::Wisdom::KnowledgeBase',
  remediation: {
    summary:
      'CreateKnowledgeBase with serverSideEncryptionConfiguration.kmsKeyId, ingest the contents again, then CreateAssistantAssociation.',
    url: 'https://docs.aws.amazon.com/connect/latest/adminguide/key-management.html',
  },
  collector: qConnectKnowledgeBases,
  key: ({ kmsKeyId }) => ({
    ref: kmsKeyId,
    absent: 'AWS_OWNED',
    api: 'wisdom:ListKnowledgeBases',
    path: 'knowledgeBaseSummaries[].serverSideEncryptionConfiguration.kmsKeyId',
  }),
  before: ({ status }) => deleting(status),
  fix: qConnectKnowledgeBasePlaybook,
  iac: [
    {
      format: 'cloudformation',
      type: 'AWS::Wisdom::KnowledgeBase',
      path: 'ServerSideEncryptionConfiguration.KmsKeyId',
      absent: 'AWS_OWNED',
      replaces: true,
    },
  ],
})
