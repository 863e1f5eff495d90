import { outboundCampaigns } from '../collectors/connect-campaigns.ts'
import { campaignsPlaybook } from '../fix/playbooks/connect.ts'
import { keyRule } from './key-rule.ts'

export const connectCampaignsCmk = keyRule({
  id: 'connect-campaigns-cmk',
  version: 1,
  title: 'Outbound campaigns use a customer-managed key',
  why: 'Campaigns hold lists of people to call and what was said to them.',
  service: 'connect',
  severity: 'HIGH',
  mode: 'RE-CREATE',
  bundles: ['C-REST', 'C-PII'],
  counterparts: ['Cloud Custodian connect-campaign filter'],
  resourceType: 'AWS::Connect::Instance',
  remediation: {
    summary:
      'DeleteConnectInstanceConfig with campaignDeletionPolicy RETAIN_ALL (never DELETE_ALL by accident), then StartInstanceOnboardingJob with encryptionConfig { enabled, KMS, keyArn }.',
    url: 'https://docs.aws.amazon.com/connect/latest/APIReference/API_connect-outbound-campaigns-v2_EncryptionConfig.html',
  },
  collector: outboundCampaigns,
  key: ({ encryption }) => ({
    ref: encryption?.enabled ? encryption.keyArn : null,
    absent: encryption?.enabled ? 'UNKNOWN' : 'AWS_OWNED',
    api: 'connect-campaigns:GetConnectInstanceConfig',
    path: 'connectInstanceConfig.encryptionConfig.keyArn',
  }),
  before({ encryption }) {
    if (encryption !== null) return undefined
    return {
      status: 'NOT_APPLICABLE',
      reasonCode: 'NOT_ONBOARDED',
      reasonText: 'The instance is not onboarded to outbound campaigns.',
    }
  },
  fix: campaignsPlaybook,
})
