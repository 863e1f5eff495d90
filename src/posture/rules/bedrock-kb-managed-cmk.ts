import { knowledgeBases } from '../collectors/knowledge-bases.ts'
import { managedKnowledgeBasePlaybook } from '../fix/playbooks/models.ts'
import { keyRule } from './key-rule.ts'

export const bedrockKbManagedCmk = keyRule({
  id: 'bedrock-kb-managed-cmk',
  version: 1,
  title: 'Managed knowledge-base storage uses a customer-managed key',
  why: "A managed knowledge base keeps documents and vectors in AWS's own store.",
  service: 'bedrock',
  severity: 'HIGH',
  mode: 'RE-CREATE',
  bundles: ['C-REST', 'C-AI'],
  counterparts: [],
  resourceType: 'AWS::Bedrock::KnowledgeBase',
  remediation: {
    summary:
      'CreateKnowledgeBase with managedKnowledgeBaseConfiguration.serverSideEncryptionConfiguration.kmsKeyArn, ingest again, switch callers, delete the old one.',
    url: 'https://docs.aws.amazon.com/bedrock/latest/userguide/encryption-kb.html',
  },
  collector: knowledgeBases,
  key: ({ managedKmsKeyArn }) => ({
    ref: managedKmsKeyArn,
    absent: 'AWS_OWNED',
    api: 'bedrock:GetKnowledgeBase',
    path: 'knowledgeBase.knowledgeBaseConfiguration.managedKnowledgeBaseConfiguration.serverSideEncryptionConfiguration.kmsKeyArn',
  }),
  before({ managed }) {
    if (managed) return undefined
    return {
      status: 'NOT_APPLICABLE',
      reasonCode: 'NOT_MANAGED_STORAGE',
      reasonText:
        'The knowledge base keeps its vectors in a store of its own, not in storage that AWS manages.',
    }
  },
  fix: managedKnowledgeBasePlaybook,
  iac: [
    {
      format: 'cloudformation',
      type: 'AWS::Bedrock::KnowledgeBase',
      path: 'KnowledgeBaseConfiguration.ManagedKnowledgeBaseConfiguration.ServerSideEncryptionConfiguration.KmsKeyArn',
      absent: 'AWS_OWNED',
      replaces: true,
      where: { path: 'KnowledgeBaseConfiguration.Type', values: ['MANAGED'] },
    },
  ],
})
