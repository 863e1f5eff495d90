import type { Api } from '../api.ts'
import type { Collector } from '../collector.ts'
import { agentCore } from '../services.ts'
import { arnHere, here } from './here.ts'

export interface TokenVaultFacts {
  readonly id: string
  /** `CustomerManagedKey` or `ServiceManagedKey`. */
  readonly keyType: string | undefined
  readonly kmsKeyArn: string | undefined
}

const vaultId = 'default'

/** One in each region, which keeps the agents' OAuth tokens and API keys. There is no list of vaults. */
export const tokenVault: Collector<TokenVaultFacts, string> = {
  id: 'agentcore.token-vault',
  service: agentCore,
  iam: ['bedrock-agentcore:GetTokenVault'],
  scope: 'regional',
  resourceType: 'AWS::BedrockAgentCore::TokenVault',
  async *list() {
    yield [vaultId]
  },
  identify: (id, api) => ({ uid: vaultArn(api, id), name: id }),
  async read(api, id) {
    const { kmsConfiguration } = await api.call(agentCore, 'GetTokenVault', (client) =>
      client.getTokenVault({ tokenVaultId: id }),
    )
    return [
      here(api, {
        uid: vaultArn(api, id),
        type: 'AWS::BedrockAgentCore::TokenVault',
        name: id,
        facts: { id, keyType: kmsConfiguration?.keyType, kmsKeyArn: kmsConfiguration?.kmsKeyArn },
      }),
    ]
  },
}

function vaultArn(api: Api, id: string): string {
  return arnHere(api, 'bedrock-agentcore', `token-vault/${id}`)
}
