import type { InstanceSummary } from '@aws-sdk/client-connect'
import { type Api, ApiError } from '../api.ts'
import type { Collector } from '../collector.ts'
import { connectCampaigns } from '../services.ts'
import { identifyInstance, instanceActions, listInstances } from './connect-instances.ts'
import { here } from './here.ts'

export interface ConnectCampaignFacts {
  readonly instanceId: string
  /** Null: the instance is not onboarded to outbound campaigns. */
  readonly encryption: { readonly enabled: boolean; readonly keyArn: string | undefined } | null
}

/** The outbound campaigns of each Connect instance: one configuration an instance, with its key. */
export const outboundCampaigns: Collector<ConnectCampaignFacts, InstanceSummary> = {
  id: 'connect.campaigns',
  service: connectCampaigns,
  iam: [...instanceActions, 'connect-campaigns:GetConnectInstanceConfig'],
  scope: 'regional',
  resourceType: 'AWS::Connect::Instance',
  list: listInstances,
  identify: identifyInstance,
  async read(api, instance) {
    const instanceId = instance.Id ?? ''
    const encryption = await readEncryption(api, instanceId)
    const { uid, name } = identifyInstance(instance, api)
    return [here(api, { uid, name, type: 'AWS::Connect::Instance', facts: { instanceId, encryption } })]
  },
}

async function readEncryption(
  api: Api,
  connectInstanceId: string,
): Promise<ConnectCampaignFacts['encryption']> {
  try {
    const answer = await api.call(connectCampaigns, 'GetConnectInstanceConfig', (client) =>
      client.getConnectInstanceConfig({ connectInstanceId }),
    )
    const { enabled = false, keyArn } = answer.connectInstanceConfig?.encryptionConfig ?? {}
    return { enabled, keyArn }
  } catch (error) {
    if (error instanceof ApiError && error.kind === 'not-found') return null
    throw error
  }
}
