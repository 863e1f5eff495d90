import { openSearchDomains } from '../collectors/open-search-domains.ts'
import { searchDomainPlaybook } from '../fix/playbooks/stores.ts'
import { keyRule } from './key-rule.ts'

export const opensearchDomainCmk = keyRule({
  id: 'opensearch-domain-cmk',
  version: 1,
  title: 'OpenSearch domains use a customer-managed key',
  why: 'A search domain holds a copy of all that can be found. Its default key shows an ARN and is still AWS-managed.',
  service: 'opensearch',
  severity: 'HIGH',
  mode: 'MIXED',
  bundles: ['C-OS'],
  counterparts: ['Checkov CKV_AWS_247', 'CloudSploit opensearchEncryptedDomain'],
  resourceType: 'AWS::OpenSearchService::Domain',
  remediation: {
    summary:
      'Where encryption is off: UpdateDomainConfig with EncryptionAtRestOptions { Enabled, KmsKeyId }, once and for ever. Otherwise CreateDomain with the key and restore a snapshot.',
    url: 'https://docs.aws.amazon.com/opensearch-service/latest/developerguide/encryption-at-rest.html',
  },
  collector: openSearchDomains,
  key: ({ encrypted, kmsKeyId }) => ({
    ref: encrypted ? kmsKeyId : null,
    ...(encrypted ? { absent: 'AWS_MANAGED', absentAlias: 'alias/aws/es' } : { absent: 'NONE' }),
    api: 'es:DescribeDomains',
    path: 'DomainStatusList[].EncryptionAtRestOptions.KmsKeyId',
  }),
  fix: searchDomainPlaybook,
  iac: [
    {
      format: 'cloudformation',
      type: 'AWS::OpenSearchService::Domain',
      path: 'EncryptionAtRestOptions.KmsKeyId',
      absent: 'AWS_MANAGED',
      absentAlias: 'alias/aws/es',
      replaces: true,
      where: { path: 'EncryptionAtRestOptions.Enabled', values: ['true'] },
    },
    {
      format: 'cloudformation',
      type: 'AWS::OpenSearchService::Domain',
      path: 'EncryptionAtRestOptions.KmsKeyId',
      absent: 'NONE',
      keyless: true,
      replaces: true,
    },
    {
      format: 'terraform',
      type: 'aws_opensearch_domain',
      path: 'encrypt_at_rest[].kms_key_id',
      absent: 'AWS_MANAGED',
      absentAlias: 'alias/aws/es',
      replaces: true,
      where: { path: 'encrypt_at_rest[].enabled', values: ['true'] },
    },
    {
      format: 'terraform',
      type: 'aws_opensearch_domain',
      path: 'encrypt_at_rest[].kms_key_id',
      absent: 'NONE',
      keyless: true,
      replaces: true,
    },
  ],
})
