import { dataSources } from '../collectors/data-sources.ts'
import { dataSourceFix } from '../fix/changes/knowledge-base.ts'
import { keyRule } from './key-rule.ts'

export const bedrockKbDataSourceCmk = keyRule({
  id: 'bedrock-kb-data-source-cmk',
  version: 1,
  title: 'Knowledge-base ingestion (transient data) uses a customer-managed key',
  why: 'While a data source is read, its documents lie with AWS in the clear but for this key.',
  service: 'bedrock',
  severity: 'HIGH',
  mode: 'IN-PLACE',
  bundles: ['C-REST', 'C-AI'],
  counterparts: [
    'aws-samples FMI-07',
    'AWS Config bedrock-data-source-encryption-enabled',
    'Prowler bedrock_knowledge_base_encrypted_with_cmk',
  ],
  resourceType: 'AWS::Bedrock::DataSource',
  remediation: {
    summary:
      'UpdateDataSource with serverSideEncryptionConfiguration.kmsKeyArn and every other field sent again, the chunking configuration unchanged. The next StartIngestionJob uses the key; the role needs kms:GenerateDataKey and kms:Decrypt.',
    url: 'https://docs.aws.amazon.com/bedrock/latest/userguide/encryption-kb.html',
  },
  collector: dataSources,
  key: ({ kmsKeyArn }) => ({
    ref: kmsKeyArn,
    absent: 'AWS_OWNED',
    api: 'bedrock:GetDataSource',
    path: 'dataSource.serverSideEncryptionConfiguration.kmsKeyArn',
  }),
  before({ dataSourceId }) {
    if (dataSourceId !== null) return undefined
    return {
      status: 'NOT_APPLICABLE',
      reasonCode: 'NO_DATA_SOURCE',
      reasonText: 'The knowledge base has no data source.',
    }
  },
  fix: dataSourceFix,
  iac: [
    {
      format: 'cloudformation',
      type: 'AWS::Bedrock::DataSource',
      path: 'ServerSideEncryptionConfiguration.KmsKeyArn',
      absent: 'AWS_OWNED',
      replaces: false,
    },
    {
      format: 'terraform',
      type: 'aws_bedrockagent_data_source',
      path: 'server_side_encryption_configuration.kms_key_arn',
      absent: 'AWS_OWNED',
      replaces: false,
    },
  ],
})
