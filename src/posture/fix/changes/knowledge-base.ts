import { bedrockAgent } from '../../services.ts'
import { type Change, type FixContext, NotPlanned } from '../fix.ts'
import { bedrockKey } from '../key-needs.ts'
import { readWhole, resend } from '../resend.ts'
import { type Current, updateFix } from '../update.ts'

/** UpdateDataSource is a full put; the chunking in it has to be the stored one, or it is refused. */
export const dataSourceFix: Change = updateFix({
  service: 'bedrock-agent',
  operation: 'UpdateDataSource',
  reads: ['bedrock-agent:GetDataSource'],
  key: bedrockKey,
  read: readDataSource,
  withKey: (input, kmsKeyArn) => ({ ...input, serverSideEncryptionConfiguration: { kmsKeyArn } }),
  preconditions: [
    "The knowledge base's role needs kms:GenerateDataKey and kms:Decrypt on the key; the next ingestion uses it.",
  ],
  dataEffect: 'future-only',
})

const sent = [
  ...['knowledgeBaseId', 'dataSourceId', 'name', 'description', 'dataSourceConfiguration'],
  ...['dataDeletionPolicy', 'serverSideEncryptionConfiguration', 'vectorIngestionConfiguration'],
]
const ignored = ['status', 'createdAt', 'updatedAt', 'failureReasons']

async function readDataSource({ api, resource }: FixContext): Promise<Current> {
  const { GetDataSourceCommand } = await import('@aws-sdk/client-bedrock-agent')
  const command = new GetDataSourceCommand(idsOf(resource.uid))
  const { dataSource } = await readWhole(api, {
    service: bedrockAgent,
    operation: 'GetDataSource',
    command,
    send: (client) => client.send(command),
  })
  if (dataSource === undefined) throw new NotPlanned('GONE', 'It is not there any more.')
  return { input: resend(dataSource, sent, ignored) }
}

/** AWS gives data sources no ARN: `…:knowledge-base/<id>/data-source/<id>` names them here. */
function idsOf(uid: string): { knowledgeBaseId: string; dataSourceId: string } {
  const [, knowledgeBaseId, dataSourceId] = /knowledge-base\/([^/]+)\/data-source\/([^/]+)$/.exec(uid) ?? []
  if (knowledgeBaseId === undefined || dataSourceId === undefined) {
    throw new NotPlanned('NAME_UNKNOWN', 'The finding does not name one data source.')
  }
  return { knowledgeBaseId, dataSourceId }
}
