import { dataZoneDomains } from '../collectors/data-zone-domains.ts'
import { workspacePlaybook } from '../fix/playbooks/workspace.ts'
import { deleting } from './deleting.ts'
import { keyRule } from './key-rule.ts'

export const bedrockStudioWorkspaceCmk = keyRule({
  id: 'bedrock-studio-workspace-cmk',
  version: 1,
  title: 'Bedrock Studio workspaces are encrypted with a customer-managed key',
  why: 'A workspace holds the projects, prompts and notes of a team. It is a DataZone domain, and its key is chosen when it is made.',
  service: 'bedrock',
  severity: 'HIGH',
  mode: 'RE-CREATE',
  bundles: ['C-REST', 'C-AI'],
  counterparts: ['Conformity Bedrock-006'],
  resourceType: 'AWS::DataZone::Domain',
  remediation: {
    summary:
      'CreateDomain with kmsKeyIdentifier and move the contents; UpdateDomain has no key. In Keyhold: keyhold workspace recreate.',
    url: 'https://docs.aws.amazon.com/datazone/latest/userguide/encryption-rest-datazone.html',
  },
  collector: dataZoneDomains,
  key: ({ kmsKeyIdentifier, isStudioWorkspace }) =>
    isStudioWorkspace
      ? { ref: kmsKeyIdentifier, absent: 'AWS_OWNED', api: 'datazone:GetDomain', path: 'kmsKeyIdentifier' }
      : null,
  before: ({ status, isStudioWorkspace }) => (isStudioWorkspace ? deleting(status) : undefined),
  fix: workspacePlaybook,
})
