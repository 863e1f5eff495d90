import { marketplaceEndpoints } from '../collectors/marketplace-endpoints.ts'
import { marketplaceEndpointPlaybook } from '../fix/playbooks/models.ts'
import { keyRule } from './key-rule.ts'

export const bedrockMarketplaceEndpointCmk = keyRule({
  id: 'bedrock-marketplace-endpoint-cmk',
  version: 1,
  title: 'Marketplace model endpoints use a customer-managed volume key',
  why: "The endpoint's volumes hold the model and what passes through it.",
  service: 'bedrock',
  severity: 'LOW',
  mode: 'RE-CREATE',
  bundles: ['C-REST'],
  counterparts: [],
  resourceType: 'AWS::Bedrock::MarketplaceModelEndpoint',
  remediation: {
    summary:
      'CreateMarketplaceModelEndpoint with endpointConfig.sageMaker.kmsEncryptionKey, switch callers, then DeleteMarketplaceModelEndpoint.',
    url: 'https://docs.aws.amazon.com/bedrock/latest/APIReference/API_CreateMarketplaceModelEndpoint.html',
  },
  collector: marketplaceEndpoints,
  key: ({ kmsEncryptionKey }) => ({
    ref: kmsEncryptionKey,
    absent: 'AWS_OWNED',
    api: 'bedrock:GetMarketplaceModelEndpoint',
    path: 'marketplaceModelEndpoint.endpointConfig.sageMaker.kmsEncryptionKey',
  }),
  fix: marketplaceEndpointPlaybook,
})
