import { dataZoneDomains } from '../collectors/data-zone-domains.ts'
import { workspacePlaybook } from '../fix/playbooks/workspace.ts'
import { deleting } from './deleting.ts'
import { keyRule } from './key-rule.ts'

export const datazoneDomainCmk = keyRule({
  id: 'datazone-domain-cmk',
  version: 1,
  title: 'DataZone domains use a customer-managed key',
  why: 'A domain holds the catalogue of a company: names, descriptions, lineage and who may see what. The key is chosen when the domain is made and never again.',
  service: 'datazone',
  severity: 'HIGH',
  mode: 'RE-CREATE',
  bundles: ['C-REST'],
  counterparts: [],
  resourceType: 'AWS::DataZone::Domain',
  remediation: {
    summary:
      'CreateDomain with kmsKeyIdentifier and move the contents; UpdateDomain has no key. DataZone makes two grants on the key in the name of its caller.',
    url: 'https://docs.aws.amazon.com/datazone/latest/userguide/encryption-rest-datazone.html',
  },
  collector: dataZoneDomains,
  key: ({ kmsKeyIdentifier, isStudioWorkspace }) =>
    isStudioWorkspace
      ? null
      : { ref: kmsKeyIdentifier, absent: 'AWS_OWNED', api: 'datazone:GetDomain', path: 'kmsKeyIdentifier' },
  before: ({ status, isStudioWorkspace }) => (isStudioWorkspace ? undefined : deleting(status)),
  fix: workspacePlaybook,
  iac: [
    {
      format: 'cloudformation',
      type: 'AWS::DataZone::Domain',
      path: 'KmsKeyIdentifier',
      absent: 'AWS_OWNED',
      replaces: true,
    },
    {
      format: 'terraform',
      type: 'aws_datazone_domain',
      path: 'kms_key_identifier',
      absent: 'AWS_OWNED',
      replaces: true,
    },
  ],
})
