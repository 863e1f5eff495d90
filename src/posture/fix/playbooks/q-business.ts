import { pages } from '../../collectors/pages.ts'
import { qBusiness } from '../../services.ts'
import type { FixContext, PlaybookStep } from '../fix.ts'
import { qBusinessKey } from '../key-needs.ts'
import { idIn, playbook, say, send } from './playbook.ts'

/** CreateApplication takes the key, UpdateApplication does not. Everything below the application is made again with it. */
export const qBusinessPlaybook = playbook({ key: qBusinessKey, dataEffect: 'loss', steps: applicationSteps })

async function applicationSteps(context: FixContext): Promise<readonly PlaybookStep[]> {
  const applicationId = idIn(context.resource.uid)
  const indices = await listIndices(context, applicationId)
  return [
    say(
      'Conversations and their attachments cannot be moved: export what must be kept. The web experience gets another URL.',
    ),
    await createApplication(context, applicationId),
    ...indices.map(({ displayName, description, type }) =>
      send(
        type === 'STARTER'
          ? `Make the index ${displayName}; a Starter index does not take a customer managed key, so it becomes an Enterprise one.`
          : `Make the index ${displayName}.`,
        'qbusiness',
        'CreateIndex',
        { applicationId: '<new application>', displayName, description, type: 'ENTERPRISE' },
      ),
    ),
    say(
      'CreateRetriever for the index, CreateDataSource for each data source with its configuration, then StartDataSourceSyncJob.',
    ),
    say('Put documents that were put by BatchPutDocument again; compare counts with ListDocuments.'),
    say(
      'Create plugins, chat controls, web experience and subscriptions; move users; ask the same questions of both.',
    ),
    send(
      'When nobody uses the old one any more, delete it. This cannot be undone.',
      'qbusiness',
      'DeleteApplication',
      { applicationId },
    ),
  ]
}

async function createApplication({ api, keyArn }: FixContext, applicationId: string): Promise<PlaybookStep> {
  const old = await api.call(qBusiness, 'GetApplication', (client) =>
    client.getApplication({ applicationId }),
  )
  const { displayName, roleArn, identityType, iamIdentityProviderArn, clientIdsForOIDC, description } = old
  const { qAppsConfiguration, personalizationConfiguration, quickSightConfiguration } = old
  return send('Make the application again under the key.', 'qbusiness', 'CreateApplication', {
    displayName: `${displayName}-cmk`,
    roleArn,
    identityType,
    iamIdentityProviderArn,
    clientIdsForOIDC,
    description,
    qAppsConfiguration,
    personalizationConfiguration,
    quickSightConfiguration,
    encryptionConfiguration: { kmsKeyId: keyArn },
  })
}

async function listIndices({ api }: FixContext, applicationId: string) {
  const indices = []
  const listed = pages(async (nextToken) => {
    const answer = await api.call(qBusiness, 'ListIndices', (client) =>
      client.listIndices({ applicationId, maxResults: 100, nextToken }),
    )
    return { items: answer.indices ?? [], next: answer.nextToken }
  })
  for await (const page of listed) {
    for (const { indexId } of page) {
      indices.push(
        await api.call(qBusiness, 'GetIndex', (client) => client.getIndex({ applicationId, indexId })),
      )
    }
  }
  return indices
}
