/** Connect's neighbours, whose key is fixed when they are made. */

import type { ConnectCampaignFacts } from '../../collectors/connect-campaigns.ts'
import { appIntegrations } from '../../services.ts'
import type { FixContext, PlaybookStep } from '../fix.ts'
import { connectFamilyKey } from '../key-needs.ts'
import { idIn, playbook, say, send } from './playbook.ts'

export const dataIntegrationPlaybook = playbook({
  key: connectFamilyKey('app-integrations', 'app-integrations'),
  steps: dataIntegrationSteps,
})

async function dataIntegrationSteps({ api, resource, keyArn }: FixContext): Promise<readonly PlaybookStep[]> {
  const Identifier = resource.uid
  const old = await api.call(appIntegrations, 'GetDataIntegration', (client) =>
    client.getDataIntegration({ Identifier }),
  )
  const { Name, Description, SourceURI, ScheduleConfiguration, FileConfiguration, ObjectConfiguration } = old
  return [
    say(
      'ListDataIntegrationAssociations shows which clients use it; each owns its association and makes it again.',
    ),
    send('Make the integration again under the key.', 'appintegrations', 'CreateDataIntegration', {
      Name: `${Name}-cmk`,
      Description,
      KmsKey: keyArn,
      SourceURI,
      ScheduleConfig: ScheduleConfiguration,
      FileConfiguration,
      ObjectConfiguration,
    }),
    say('Let the clients move their associations, and see that the schedule has run once.'),
    send('Delete the old one when it has no association left.', 'appintegrations', 'DeleteDataIntegration', {
      DataIntegrationIdentifier: Identifier,
    }),
  ]
}

const wisdomKey = connectFamilyKey('wisdom', 'wisdom')

export const assistantPlaybook = playbook({
  key: wisdomKey,
  dataEffect: 'loss',
  steps: ({ resource, keyArn }) => [
    say(
      'Note its associations, AI agents, prompts and guardrails (ListAssistantAssociations, ListAIAgents, ListAIPrompts, ListAIGuardrails). Session data is not moved.',
    ),
    send('Make the assistant again under the key.', 'qconnect', 'CreateAssistant', {
      name: `${resource.name}-cmk`,
      type: 'AGENT',
      tags: resource.tags,
      serverSideEncryptionConfiguration: { kmsKeyId: keyArn },
    }),
    say('CreateAssistantAssociation for each knowledge base; make AI prompts, guardrails and agents again.'),
    say(
      'In Connect: DeleteIntegrationAssociation of the old WISDOM_ASSISTANT, CreateIntegrationAssociation of the new one. Contacts have no assistant between the two.',
    ),
    send('Delete the old one.', 'qconnect', 'DeleteAssistant', { assistantId: idIn(resource.uid) }),
  ],
})

export const qConnectKnowledgeBasePlaybook = playbook({
  key: wisdomKey,
  steps: ({ resource, keyArn }) => [
    send(
      'Read the old one: its type, source and rendering are needed again.',
      'qconnect',
      'GetKnowledgeBase',
      {
        knowledgeBaseId: idIn(resource.uid),
      },
    ),
    send('Make it again under the key, with those.', 'qconnect', 'CreateKnowledgeBase', {
      name: `${resource.name}-cmk`,
      knowledgeBaseType: '<as read>',
      sourceConfiguration: '<as read>',
      serverSideEncryptionConfiguration: { kmsKeyId: keyArn },
    }),
    say('Ingest the content again, and compare ListContents of both.'),
    say(
      'CreateAssistantAssociation with the new one, DeleteAssistantAssociation of the old one; in Connect the WISDOM_KNOWLEDGE_BASE integration likewise.',
    ),
    send('Delete the old one.', 'qconnect', 'DeleteKnowledgeBase', { knowledgeBaseId: idIn(resource.uid) }),
  ],
})

export const campaignsPlaybook = playbook<ConnectCampaignFacts>({
  key: connectFamilyKey('connect-campaigns', 'connect-campaigns'),
  cost: 'none',
  steps({ resource, keyArn }) {
    const { instanceId: connectInstanceId } = resource.facts
    return [
      say('Pause every campaign (PauseCampaign), and keep the list of ListCampaigns.'),
      send(
        'End the onboarding and keep the campaigns. DELETE_ALL would delete them.',
        'connectcampaignsv2',
        'DeleteConnectInstanceConfig',
        { connectInstanceId, campaignDeletionPolicy: 'RETAIN_ALL' },
      ),
      send('Onboard the instance again under the key.', 'connectcampaignsv2', 'StartInstanceOnboardingJob', {
        connectInstanceId,
        encryptionConfig: { enabled: true, encryptionType: 'KMS', keyArn },
      }),
      send('Wait until it has succeeded.', 'connectcampaignsv2', 'GetInstanceOnboardingJobStatus', {
        connectInstanceId,
      }),
      say('Compare ListCampaigns with the list from before, and resume the campaigns.'),
    ]
  },
})
