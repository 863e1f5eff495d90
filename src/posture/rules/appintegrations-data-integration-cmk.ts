import { dataIntegrations } from '../collectors/data-integrations.ts'
import { dataIntegrationPlaybook } from '../fix/playbooks/connect.ts'
import { keyRule } from './key-rule.ts'

export const appintegrationsDataIntegrationCmk = keyRule({
  id: 'appintegrations-data-integration-cmk',
  version: 1,
  title: 'Data integrations use a customer-managed key',
  why: 'A data integration copies what other systems know of customers and cases.',
  service: 'appintegrations',
  severity: 'HIGH',
  mode: 'RE-CREATE',
  bundles: ['C-REST'],
  counterparts: [],
  resourceType: 'AWS::AppIntegrations::DataIntegration',
  remediation: {
    summary:
      'CreateDataIntegration with KmsKey and the same SourceURI, schedule and FileConfiguration, make its associations again, then DeleteDataIntegration of the old one.',
    url: 'https://docs.aws.amazon.com/appintegrations/latest/APIReference/API_CreateDataIntegration.html',
  },
  collector: dataIntegrations,
  key: ({ kmsKey }) => ({
    ref: kmsKey,
    absent: 'AWS_OWNED',
    api: 'app-integrations:GetDataIntegration',
    path: 'KmsKey',
  }),
  fix: dataIntegrationPlaybook,
  iac: [
    {
      format: 'cloudformation',
      type: 'AWS::AppIntegrations::DataIntegration',
      path: 'KmsKey',
      absent: 'AWS_OWNED',
      replaces: true,
    },
    {
      format: 'terraform',
      type: 'aws_appintegrations_data_integration',
      path: 'kms_key',
      absent: 'AWS_OWNED',
      replaces: true,
    },
  ],
})
